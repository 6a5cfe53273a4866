"""What a path reads from a date, a time, a duration or a range: `date.year`, `range.start included`."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.feel.temporal import date_of, is_moment
from engine.feel.values import Value, YearsMonths
from engine.feel.wide import (
    DAY,
    SECOND,
    calendar_of,
    clock_of,
    day_of,
    local_of,
    nanos_of,
    offset_of,
    to_duration,
    zone_of,
)

Property = Callable[[Value], Value]


def _of_calendar(place: int) -> Property:
    return lambda value: Decimal(calendar_of(value)[place])


def _weekday(value: Value) -> Decimal:
    day = date_of(value)
    return Decimal(0 if day is None else (day_of(day) - 1) % 7 + 1)


def _of_clock(unit: int, size: int) -> Property:
    """The part of the time counted in `unit` seconds, less what makes up the next unit."""

    def read(value: Value) -> Decimal:
        nanos = local_of(value) % DAY if is_moment(value) else clock_of(value)
        return Decimal(nanos // (unit * SECOND) % size)

    return read


def _offset(value: Value) -> Value:
    offset = offset_of(value)
    return None if offset is None else to_duration(offset)


def _zone_name(value: Value) -> str | None:
    zone = zone_of(value)
    return zone.key if isinstance(zone, ZoneInfo) else None


def _part(unit: int, size: int | None = None) -> Property:
    """The part of a duration counted in `unit` seconds, less what makes up the next unit; with its sign."""

    def read(value: Value) -> Decimal:
        nanos = nanos_of(value)
        amount = abs(nanos) // (unit * SECOND)
        return _signed(amount if size is None else amount % size, nanos)

    return read


def _months(value: YearsMonths) -> Decimal:
    return _signed(abs(value.months) % 12, value.months)


def _years(value: YearsMonths) -> Decimal:
    return _signed(abs(value.months) // 12, value.months)


def _signed(amount: int, length: int) -> Decimal:
    """A part of a length, with the sign of the whole."""
    return Decimal(-amount if length < 0 else amount)


_DATE: dict[str, Property] = {
    "year": _of_calendar(0),
    "month": _of_calendar(1),
    "day": _of_calendar(2),
    "weekday": _weekday,
}
_TIME: dict[str, Property] = {
    "hour": _of_clock(3600, 24),
    "minute": _of_clock(60, 60),
    "second": _of_clock(1, 60),
    "time offset": _offset,
    "timezone": _zone_name,
}
PROPERTIES: dict[str, dict[str, Property]] = {
    "date": _DATE,
    "time": _TIME,
    "date and time": _DATE | _TIME,
    "days and time duration": {
        "days": _part(86_400),
        "hours": _part(3600, 24),
        "minutes": _part(60, 60),
        "seconds": _part(1, 60),
    },
    "years and months duration": {"years": _years, "months": _months},
    "range": {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}
"""By the name of the kind."""
