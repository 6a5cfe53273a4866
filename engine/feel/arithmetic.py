"""`+ - * / **` and the sign, for every pair of kinds that has them; None where there is no result."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.numbers import CONTEXT
from engine.feel.temporal import DAY, add_months, from_seconds, midnight, seconds_of
from engine.feel.values import KINDS, Value, YearsMonths, kind

Rule = Callable[[Value, Value], Value]


def apply(run: Run, operator: str, left: Value, right: Value) -> Value:
    """Apply an operator to two values."""
    if operator == "+" and type(left) is str and type(right) is str:
        run.string(len(left) + len(right))
        return left + right
    rule = _RULES.get((operator, type(left), type(right)))
    if rule is None:
        run.note(f"{kind(left)} {operator} {kind(right)} has no result")
        return None
    if operator == "**":
        run.work(50)
    try:
        result = rule(left, right)
    except (ArithmeticError, ValueError):
        result = None
    if result is None or (type(result) is Decimal and not result.is_finite()):
        run.note(f"{operator} has no result for these values")
        return None
    return result


def negate(value: Value) -> Value:
    """`-value`"""
    if type(value) is Decimal:
        return CONTEXT.minus(value)
    if type(value) is timedelta:
        return -value
    if type(value) is YearsMonths:
        return YearsMonths(-value.months)
    return None


def _shift_date(day: date, length: timedelta) -> date:
    return (datetime(day.year, day.month, day.day) + length).date()  # noqa: DTZ001 - a day has no zone


def _shift_time(clock: time, length: timedelta) -> time:
    return (datetime.combine(date(2000, 1, 2), clock) + length % DAY).timetz()


def _shift_months(day: date, length: YearsMonths) -> date | None:
    return add_months(day, length.months)


def _shift_moment(moment: datetime, length: timedelta) -> datetime:
    if moment.tzinfo is None:
        return moment + length
    return (moment.astimezone(UTC) + length).astimezone(moment.tzinfo)  # real time passes when clocks change


def _difference(left: date, right: date) -> timedelta | None:
    one, other = midnight(left), midnight(right)
    if one.tzinfo is None and other.tzinfo is None:
        return one - other
    if one.tzinfo is None or other.tzinfo is None:
        return None
    return one.astimezone(UTC) - other.astimezone(UTC)


def _time_difference(left: time, right: time) -> timedelta | None:
    return _difference(datetime.combine(date(2000, 1, 2), left), datetime.combine(date(2000, 1, 2), right))


def _months(amount: Decimal) -> YearsMonths | None:
    months = amount.to_integral_value(rounding="ROUND_DOWN")
    return YearsMonths(int(months)) if abs(months) < 10**15 else None


def _flip(rule: Rule) -> Rule:
    return lambda left, right: rule(right, left)


_RULES: dict[tuple[str, type, type], Rule] = {
    ("+", Decimal, Decimal): CONTEXT.add,
    ("-", Decimal, Decimal): CONTEXT.subtract,
    ("*", Decimal, Decimal): CONTEXT.multiply,
    ("/", Decimal, Decimal): CONTEXT.divide,
    ("**", Decimal, Decimal): CONTEXT.power,
    ("+", timedelta, timedelta): lambda left, right: left + right,
    ("-", timedelta, timedelta): lambda left, right: left - right,
    ("/", timedelta, timedelta): lambda left, right: CONTEXT.divide(seconds_of(left), seconds_of(right)),
    ("*", timedelta, Decimal): lambda left, right: from_seconds(CONTEXT.multiply(seconds_of(left), right)),
    ("/", timedelta, Decimal): lambda left, right: from_seconds(CONTEXT.divide(seconds_of(left), right)),
    ("+", YearsMonths, YearsMonths): lambda left, right: YearsMonths(left.months + right.months),
    ("-", YearsMonths, YearsMonths): lambda left, right: YearsMonths(left.months - right.months),
    ("/", YearsMonths, YearsMonths): lambda left, right: CONTEXT.divide(Decimal(left.months), Decimal(right.months)),
    ("*", YearsMonths, Decimal): lambda left, right: _months(CONTEXT.multiply(Decimal(left.months), right)),
    ("/", YearsMonths, Decimal): lambda left, right: _months(CONTEXT.divide(Decimal(left.months), right)),
    ("+", date, timedelta): _shift_date,
    ("-", date, timedelta): lambda left, right: _shift_date(left, -right),
    ("+", datetime, timedelta): _shift_moment,
    ("-", datetime, timedelta): lambda left, right: _shift_moment(left, -right),
    ("+", time, timedelta): _shift_time,
    ("-", time, timedelta): lambda left, right: _shift_time(left, -right),
    ("-", time, time): _time_difference,
}
for _day in (date, datetime):
    _RULES["+", _day, YearsMonths] = _shift_months
    _RULES["-", _day, YearsMonths] = lambda left, right: add_months(left, -right.months)
    for _other in (date, datetime):
        _RULES["-", _day, _other] = _difference
for _length in (timedelta, YearsMonths):
    _RULES["*", Decimal, _length] = _flip(_RULES["*", _length, Decimal])
    for _start in (date, datetime, time):
        if ("+", _start, _length) in _RULES:
            _RULES["+", _length, _start] = _flip(_RULES["+", _start, _length])

_NAMED_RULES = frozenset((sign, KINDS[left], KINDS[right]) for sign, left, right in _RULES) | {
    ("+", "string", "string")
}


def has_rule(operator: str, left: str, right: str) -> bool:
    """Tell whether an operator works on two kinds, by their names; null always may."""
    return "null" in (left, right) or (operator, left, right) in _NAMED_RULES
