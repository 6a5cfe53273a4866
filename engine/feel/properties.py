"""What a path reads from a date, a time, a duration or a range: `date.year`, `range.start included`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.feel.temporal import DAY
from engine.feel.values import Range, Value, YearsMonths

Property = Callable[[Value], Value]


def _number(name: str) -> Property:
    return lambda value: Decimal(getattr(value, name))


def _zone_name(zone: tzinfo | None) -> str | None:
    return zone.key if isinstance(zone, ZoneInfo) else None


def _part(unit: int, size: int) -> Property:
    """The part of a duration counted in `unit` seconds, less what makes up the next unit; with its sign."""

    def read(value: timedelta) -> Decimal:
        amount = abs(value) // timedelta(seconds=unit) % size
        return Decimal(-amount if value < timedelta(0) else amount)

    return read


def _months(value: YearsMonths) -> Decimal:
    months = abs(value.months) % 12
    return Decimal(-months if value.months < 0 else months)


def _years(value: YearsMonths) -> Decimal:
    years = abs(value.months) // 12
    return Decimal(-years if value.months < 0 else years)


def _days(value: timedelta) -> Decimal:
    days = abs(value) // DAY
    return Decimal(-days if value < timedelta(0) else days)


_DATE: dict[str, Property] = {
    "year": _number("year"),
    "month": _number("month"),
    "day": _number("day"),
    "weekday": lambda value: Decimal(value.isoweekday()),
}
_TIME: dict[str, Property] = {
    "hour": _number("hour"),
    "minute": _number("minute"),
    "second": _number("second"),
    "time offset": lambda value: value.utcoffset(),
    "timezone": lambda value: _zone_name(value.tzinfo),
}
PROPERTIES: dict[type, dict[str, Property]] = {
    date: _DATE,
    time: _TIME,
    datetime: _DATE | _TIME,
    timedelta: {
        "days": _days,
        "hours": _part(3600, 24),
        "minutes": _part(60, 60),
        "seconds": _part(1, 60),
    },
    YearsMonths: {"years": _years, "months": _months},
    Range: {
        "start": lambda value: value.low,
        "end": lambda value: value.high,
        "start included": lambda value: value.low_included,
        "end included": lambda value: value.high_included,
    },
}
