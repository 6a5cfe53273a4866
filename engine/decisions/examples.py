"""A value between two others: what an analyst is shown as an example of an input."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.feel import Value, YearsMonths

_DAY = timedelta(days=1)
_TEXTS = ("other", "another", "something else", "a", "m", "z", "", " ")


def between(kind: type | None, low: Value, high: Value) -> Value:
    """A value of a kind above `low` and below `high` (None: no limit); null when there is none, or no such kind."""
    maker = _MAKERS.get(kind) if kind is not None else None
    if maker is None:
        return None
    try:
        found = maker(low, high)
    except (OverflowError, ArithmeticError):
        return None
    if found is None or (low is not None and found <= low) or (high is not None and found >= high):
        return None
    return found


def _number(low: Value, high: Value) -> Value:
    if low is None:
        return Decimal(0) if high is None else high.to_integral_value(rounding="ROUND_CEILING") - 1
    above = low.to_integral_value(rounding="ROUND_FLOOR") + 1
    return above if high is None or above < high else (low + high) / 2


def _string(low: Value, high: Value) -> Value:
    offered = _TEXTS if low is None else (*_TEXTS, f"{low}…", f"{low}!", f"{low} ")
    fitting = (text for text in offered if (low is None or text > low) and (high is None or text < high))
    return next(fitting, None)


def _stepped(first: Value, step: Value) -> Callable[[Value, Value], Value]:
    """For kinds that are counted: the next one after the low end, or the one before the high end."""

    def found(low: Value, high: Value) -> Value:
        if low is None:
            return first if high is None else high - step
        return low + step

    return found


def _months(low: Value, high: Value) -> Value:
    if low is None:
        return YearsMonths(12) if high is None else YearsMonths(high.months - 1)
    return YearsMonths(low.months + 1)


def _moment(low: Value, high: Value) -> Value:
    if low is not None and high is not None:
        return low + (high - low) / 2
    return _stepped(datetime.combine(date(2026, 4, 1), time(12)), _DAY)(low, high)


def _time(low: Value, high: Value) -> Value:
    zone = (low or high or time()).tzinfo
    start, end = (low or time(0)), (high or time(23, 59, 59))
    seconds = (_seconds(start) + _seconds(end)) // 2
    if low is None:
        seconds = 0
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, tzinfo=zone)


def _seconds(moment: time) -> int:
    return moment.hour * 3600 + moment.minute * 60 + moment.second


_MAKERS: dict[type, Callable[[Value, Value], Value]] = {
    Decimal: _number,
    str: _string,
    date: _stepped(date(2026, 4, 1), _DAY),
    datetime: _moment,
    time: _time,
    timedelta: lambda low, high: (low + high) / 2 if None not in (low, high) else _stepped(_DAY, _DAY)(low, high),
    YearsMonths: _months,
}
