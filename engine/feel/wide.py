"""Dates, times and durations as whole numbers of days or nanoseconds, and back.

All arithmetic is done on these numbers. What fits is a date, time, datetime or timedelta of Python; what does not is
one of the wider values, so that two equal values always have the same type.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo
from typing import TypeAlias

from engine.feel.days import LAST_YEAR, day_number, year_month_day
from engine.feel.values import FarDate, FarMoment, FineDuration, FineTime, YearsMonths

Day: TypeAlias = date | FarDate
Clock: TypeAlias = time | FineTime
Moment: TypeAlias = datetime | FarMoment
Duration: TypeAlias = timedelta | FineDuration

MICRO = 1_000
SECOND = 1_000_000_000
DAY = 86_400 * SECOND
_FIRST, _LAST = day_number(-LAST_YEAR, 1, 1), day_number(LAST_YEAR, 12, 31)
_FIRST_PLAIN, _LAST_PLAIN = date.min.toordinal(), date.max.toordinal()
_LONGEST = 10**19 * SECOND
_MOST_MONTHS = 10**18
_CYCLE = day_number(401, 1, 1) - 1
_AFTER_ALL_CHANGES = day_number(9201, 1, 1)
"""A day from which the clocks change by rule, and 400 years of it are within what Python can hold."""


def day_of(value: Day) -> int:
    """The number of a date; that of a date and time is the number of its day."""
    return value.day if isinstance(value, FarDate) else value.toordinal()


def to_date(day: int) -> Day | None:
    """The date with a number; None beyond the years of the language."""
    if _FIRST_PLAIN <= day <= _LAST_PLAIN:
        return date.fromordinal(day)
    return FarDate(day) if _FIRST <= day <= _LAST else None


def clock_of(value: Clock) -> int:
    """The nanoseconds since midnight."""
    if isinstance(value, FineTime):
        return value.nanos
    return ((value.hour * 60 + value.minute) * 60 + value.second) * SECOND + value.microsecond * MICRO


def to_time(nanos: int, zone: tzinfo | None) -> Clock:
    """The time with so many nanoseconds since midnight."""
    return FineTime(nanos, zone) if nanos % MICRO else _plain_time(nanos).replace(tzinfo=zone)


def _plain_time(nanos: int) -> time:
    seconds, rest = divmod(nanos, SECOND)
    return time(seconds // 3600, seconds // 60 % 60, seconds % 60, rest // MICRO)


def local_of(value: Moment) -> int:
    """The nanoseconds that the clock and calendar of a date and time show, since day 0."""
    if isinstance(value, FarMoment):
        return value.nanos
    return value.toordinal() * DAY + clock_of(value.time())


def to_moment(nanos: int, zone: tzinfo | None) -> Moment | None:
    """The date and time that shows so many nanoseconds since day 0; None beyond the years of the language."""
    day, clock = divmod(nanos, DAY)
    found = to_date(day)
    if found is None:
        return None
    if isinstance(found, FarDate) or clock % MICRO:
        return FarMoment(nanos, zone)
    return datetime.combine(found, _plain_time(clock), tzinfo=zone)


def zone_of(value: Clock | Moment) -> tzinfo | None:
    """The zone, or None."""
    return value.zone if isinstance(value, FineTime | FarMoment) else value.tzinfo


def _nearby(nanos: int) -> datetime:
    """A date and time that Python can hold, at which the clocks of all zones stand as at the one asked for."""
    day, clock = divmod(nanos, DAY)
    if day > _LAST_PLAIN - 1:
        day = _AFTER_ALL_CHANGES + (day - _AFTER_ALL_CHANGES) % _CYCLE
    return datetime.combine(date.fromordinal(max(day, _FIRST_PLAIN + 1)), _plain_time(clock))


def offset_of(value: Clock | Moment) -> int | None:
    """The distance from UTC in nanoseconds; None without a zone, and for a time in a zone that changes its clocks."""
    if isinstance(value, FarMoment):
        offset = None if value.zone is None else _nearby(value.nanos).replace(tzinfo=value.zone).utcoffset()
    elif isinstance(value, FineTime):
        offset = None if value.zone is None else value.zone.utcoffset(None)
    else:
        offset = value.utcoffset()
    return None if offset is None else nanos_of(offset)


def instant_of(value: Moment) -> int | None:
    """The nanoseconds since day 0 of UTC; None without a zone."""
    offset = offset_of(value)
    return None if offset is None else local_of(value) - offset


def at_instant(nanos: int, zone: tzinfo) -> Moment | None:
    """What the clocks of a zone show so many nanoseconds after day 0 of UTC."""
    shown = _nearby(nanos).replace(tzinfo=UTC).astimezone(zone)
    offset = shown.utcoffset()
    found = to_moment(nanos + (0 if offset is None else nanos_of(offset)), zone)
    return found.replace(fold=shown.fold) if isinstance(found, datetime) else found


def nanos_of(value: Duration) -> int:
    """The length in nanoseconds."""
    if isinstance(value, FineDuration):
        return value.nanos
    return ((value.days * 86_400 + value.seconds) * 1_000_000 + value.microseconds) * MICRO


def to_duration(nanos: int) -> Duration | None:
    """The days and time duration of a length; None when it is longer than any."""
    if nanos % MICRO == 0:
        try:
            return timedelta(microseconds=nanos // MICRO)
        except OverflowError:
            pass
    return FineDuration(nanos) if abs(nanos) <= _LONGEST else None


def to_months(months: int) -> YearsMonths | None:
    """The years and months duration of a number of months; None when it is longer than any."""
    return YearsMonths(months) if abs(months) <= _MOST_MONTHS else None


def calendar_of(value: Day | Moment) -> tuple[int, int, int]:
    """The year, month and day."""
    if isinstance(value, FarDate):
        return year_month_day(value.day)
    if isinstance(value, FarMoment):
        return year_month_day(value.nanos // DAY)
    return value.year, value.month, value.day
