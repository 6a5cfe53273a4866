"""Dates, times and durations as ISO 8601 text, both ways; a zone stands after an @."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, date, timedelta, timezone, tzinfo
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from engine.feel.days import day_number
from engine.feel.values import KINDS, Value, YearsMonths
from engine.feel.wide import (
    DAY,
    SECOND,
    Clock,
    Day,
    Duration,
    Moment,
    calendar_of,
    clock_of,
    day_of,
    local_of,
    nanos_of,
    offset_of,
    to_date,
    to_duration,
    to_moment,
    to_months,
    to_time,
    zone_of,
)

_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,15}))?(?:(Z|z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([\w+-]+(?:/[\w+-]+){0,2}))?",
    re.ASCII,
)
_DURATION = re.compile(
    r"(-?)P(?:(\d{1,20})Y)?(?:(\d{1,20})M)?(?:(\d{1,20})D)?"
    r"(T)?(?:(\d{1,20})H)?(?:(\d{1,20})M)?(?:(\d{1,20})(?:\.(\d{1,15}))?S)?",
    re.ASCII,
)
WIDEST_OFFSET = timedelta(hours=18)


def read_date(text: str) -> Day | None:
    """`2026-11-21`, or None. The year has four digits, more only where it needs them, and may be negative."""
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    try:
        return to_date(day_number(int(match[1] + match[2]), int(match[3]), int(match[4])))
    except ValueError:
        return None


def read_zone(name: str) -> tzinfo | None:
    """An IANA zone such as `Europe/London`, or None. A name that is none is never looked up as a file."""
    return ZoneInfo(name) if name in _zones() else None


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def offset_zone(offset: timedelta) -> tzinfo | None:
    """The zone with this distance from UTC, or None when it is more than 18 hours."""
    return timezone(offset) if abs(offset) <= WIDEST_OFFSET else None


def read_time(text: str) -> Clock | None:
    """`14:30:00`, with a fraction, and `Z`, `+01:00` or `@Europe/London`; or None."""
    match = _TIME.fullmatch(text)
    if match is None:
        return None
    zone: tzinfo | None = None
    if match[5]:
        zone = UTC
    elif match[6]:
        offset = timedelta(hours=int(match[7]), minutes=int(match[8]), seconds=int(match[9] or 0))
        zone = offset_zone(-offset if match[6] == "-" else offset)
    elif match[10]:
        zone = read_zone(match[10])
    if zone is None and (match[6] or match[10]):
        return None
    return clock_from(int(match[1]), int(match[2]), int(match[3]) * SECOND + _nanos(match[4]), zone)


def clock_from(hour: int, minute: int, nanos: int, zone: tzinfo | None) -> Clock | None:
    """The time of an hour, a minute and the nanoseconds of that minute; None when there is no such time."""
    if not (0 <= hour < 24 and 0 <= minute < 60 and 0 <= nanos < 60 * SECOND):
        return None
    return to_time((hour * 60 + minute) * 60 * SECOND + nanos, zone)


def _nanos(fraction: str | None) -> int:
    return int((fraction or "0")[:9].ljust(9, "0"))


def read_moment(text: str) -> Moment | None:
    """`2026-11-21T14:30:00`, with all that a time may have; a date alone is its midnight; or None."""
    day, separator, clock = text.partition("T")
    read = read_date(day)
    ends = clock.startswith("24:00:00")  # the end of a day is the start of the next
    at = read_time(f"00{clock[2:]}" if ends else clock) if separator else to_time(0, None)
    if read is None or at is None or (ends and clock_of(at)):
        return None
    return to_moment((day_of(read) + ends) * DAY + clock_of(at), zone_of(at))


def read_duration(text: str) -> Duration | YearsMonths | None:
    """`P1Y6M`, or `P3DT12H`; or None."""
    match = _DURATION.fullmatch(text)
    if match is None:
        return None
    sign, years, months, days, marker, hours, minutes, seconds, fraction = match.groups()
    short = (days, hours, minutes, seconds)
    if years is not None or months is not None:
        if marker or any(part is not None for part in short):
            return None
        total = int(years or 0) * 12 + int(months or 0)
        return to_months(-total if sign else total)
    if all(part is None for part in short) or bool(marker) != any(part is not None for part in short[1:]):
        return None
    whole = ((int(days or 0) * 24 + int(hours or 0)) * 60 + int(minutes or 0)) * 60 + int(seconds or 0)
    length = whole * SECOND + _nanos(fraction)
    return to_duration(-length if sign else length)


def read_literal(text: str) -> Value:
    """What `@"text"` means: a date, time, date and time or duration; else None."""
    for read in (read_date, read_time, read_duration):
        value = read(text)
        if value is not None:
            return value
    return read_moment(text)


def _zone_text(value: Clock | Moment) -> str:
    zone, offset = zone_of(value), offset_of(value)
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    if not offset:
        return "Z"
    seconds = abs(offset) // SECOND
    text = f"{'-' if offset < 0 else '+'}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def _fraction(nanos: int) -> str:
    return f".{nanos % SECOND:09}".rstrip("0") if nanos % SECOND else ""


def _clock_text(nanos: int) -> str:
    seconds = nanos // SECOND
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}{_fraction(nanos)}"


def write_date(value: Day | Moment) -> str:
    """A date as ISO text."""
    if isinstance(value, date):
        return f"{value.year:04}-{value.month:02}-{value.day:02}"
    year, month, day = calendar_of(value)
    return f"{'-' if year < 0 else ''}{abs(year):04}-{month:02}-{day:02}"


def write_time(value: Clock) -> str:
    """A time as ISO text; a zone as `@Europe/London`."""
    return f"{_clock_text(clock_of(value))}{_zone_text(value)}"


def write_moment(value: Moment) -> str:
    """A date and time as ISO text; a zone as `@Europe/London`."""
    return f"{write_date(value)}T{_clock_text(local_of(value) % DAY)}{_zone_text(value)}"


def write_months(value: YearsMonths) -> str:
    """A years and months duration as ISO text; none at all is `P0M`."""
    years, months = divmod(abs(value.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if value.months < 0 else ''}P{text or '0M'}"


def write_duration(value: Duration) -> str:
    """A days and time duration as ISO text; none at all is `PT0S`."""
    nanos = abs(nanos_of(value))
    if not nanos:
        return "PT0S"
    days, rest = divmod(nanos // SECOND, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    clock = (f"{hours}H" if hours else "") + (f"{minutes}M" if minutes else "")
    clock += f"{seconds}{_fraction(nanos)}S" if seconds or nanos % SECOND else ""
    return f"{'-' if nanos_of(value) < 0 else ''}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


_BY_KIND: dict[str, Callable[[Value], str]] = {
    "date": write_date,
    "time": write_time,
    "date and time": write_moment,
    "days and time duration": write_duration,
    "years and months duration": write_months,
}
WRITERS = {one: _BY_KIND[name] for one, name in KINDS.items() if name in _BY_KIND}
"""How dates, times and durations are written, by their types."""
