"""Dates, times and durations: reading, writing, adding, taking apart.

Years 1 to 9999 and microseconds are kept; what lies outside is null.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from decimal import Decimal
from zoneinfo import ZoneInfo

from engine.feel.numbers import CONTEXT
from engine.feel.values import Value, YearsMonths

_DATE = re.compile(r"(-?)(\d{4}|[1-9]\d{4,8})-(\d\d)-(\d\d)", re.ASCII)
_TIME = re.compile(
    r"(\d\d):(\d\d):(\d\d)(?:\.(\d{1,15}))?(?:(Z|z)|([+-])(\d\d):(\d\d)(?::(\d\d))?|@([\w+-]+(?:/[\w+-]+){0,2}))?",
    re.ASCII,
)
_DURATION = re.compile(
    r"(-?)P(?:(\d{1,12})Y)?(?:(\d{1,12})M)?(?:(\d{1,12})D)?"
    r"(T)?(?:(\d{1,15})H)?(?:(\d{1,15})M)?(?:(\d{1,18})(?:\.(\d{1,15}))?S)?",
    re.ASCII,
)
WIDEST_OFFSET = timedelta(hours=18)
MICROSECOND = timedelta(microseconds=1)
DAY = timedelta(days=1)


def read_date(text: str) -> date | None:
    """`2026-11-21`, or None."""
    match = _DATE.fullmatch(text)
    if match is None or match[1] or len(match[2]) > 4:
        return None
    try:
        return date(int(match[2]), int(match[3]), int(match[4]))
    except ValueError:
        return None


def read_zone(name: str) -> tzinfo | None:
    """An IANA zone such as `Europe/London`, or None."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def offset_zone(offset: timedelta) -> tzinfo | None:
    """The zone with this distance from UTC, or None when it is more than 18 hours."""
    return timezone(offset) if abs(offset) <= WIDEST_OFFSET else None


def read_time(text: str) -> time | None:
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
    try:
        return time(int(match[1]), int(match[2]), int(match[3]), _micro(match[4]), tzinfo=zone)
    except ValueError:
        return None


def _micro(fraction: str | None) -> int:
    return int((fraction or "0")[:6].ljust(6, "0"))


def read_moment(text: str) -> datetime | None:
    """`2026-11-21T14:30:00`, with all that a time may have; a date alone is its midnight; or None."""
    day, separator, clock = text.partition("T")
    read = read_date(day)
    ends = clock.startswith("24:00:00")  # the end of a day is the start of the next
    moment = read_time(f"00{clock[2:]}" if ends else clock) if separator else time()
    if read is None or moment is None or (ends and moment.replace(tzinfo=None) != time()):
        return None
    try:
        return datetime.combine(read, moment) + (DAY if ends else timedelta(0))
    except OverflowError:
        return None


def read_duration(text: str) -> timedelta | YearsMonths | None:
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
        return YearsMonths(-total if sign else total)
    if all(part is None for part in short) or bool(marker) != any(part is not None for part in short[1:]):
        return None
    try:
        length = timedelta(int(days or 0), int(seconds or 0), _micro(fraction), 0, int(minutes or 0), int(hours or 0))
    except OverflowError:
        return None
    return -length if sign else length


def read_literal(text: str) -> Value:
    """What `@"text"` means: a date, time, date and time or duration; else None."""
    for read in (read_date, read_time, read_duration):
        value = read(text)
        if value is not None:
            return value
    return read_moment(text)


def _zone_text(zone: tzinfo | None, offset: timedelta | None) -> str:
    if zone is None:
        return ""
    if isinstance(zone, ZoneInfo):
        return f"@{zone.key}"
    if not offset:
        return "Z"
    seconds = abs(offset) // timedelta(seconds=1)
    text = f"{'-' if offset < timedelta(0) else '+'}{seconds // 3600:02}:{seconds // 60 % 60:02}"
    return f"{text}:{seconds % 60:02}" if seconds % 60 else text


def write_time(value: time) -> str:
    """A time as ISO text; a zone as `@Europe/London`."""
    fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
    return f"{value:%H:%M:%S}{fraction}{_zone_text(value.tzinfo, value.utcoffset())}"


def write_moment(value: datetime) -> str:
    """A date and time as ISO text; a zone as `@Europe/London`."""
    fraction = f".{value.microsecond:06}".rstrip("0") if value.microsecond else ""
    clock = f"{value.hour:02}:{value.minute:02}:{value.second:02}{fraction}"
    return f"{value.date().isoformat()}T{clock}{_zone_text(value.tzinfo, value.utcoffset())}"


def write_months(value: YearsMonths) -> str:
    """A years and months duration as ISO text; none at all is `P0M`."""
    years, months = divmod(abs(value.months), 12)
    text = (f"{years}Y" if years else "") + (f"{months}M" if months else "")
    return f"{'-' if value.months < 0 else ''}P{text or '0M'}"


def write_duration(value: timedelta) -> str:
    """A days and time duration as ISO text; none at all is `PT0S`."""
    sign = "-" if value < timedelta(0) else ""
    total, micro = divmod(abs(value) // MICROSECOND, 1_000_000)
    days, rest = divmod(total, 86_400)
    hours, rest = divmod(rest, 3600)
    minutes, seconds = divmod(rest, 60)
    fraction = f".{micro:06}".rstrip("0") if micro else ""
    clock = f"{hours}H" if hours else ""
    clock += f"{minutes}M" if minutes else ""
    clock += f"{seconds}{fraction}S" if seconds or micro else ""
    if not days and not clock:
        return "PT0S"
    return f"{sign}P{f'{days}D' if days else ''}{f'T{clock}' if clock else ''}"


def seconds_of(value: timedelta) -> Decimal:
    """The length in seconds, exact to the microsecond."""
    return CONTEXT.divide(Decimal(value // MICROSECOND), Decimal(1_000_000))


def from_seconds(seconds: Decimal) -> timedelta | None:
    """The days and time duration of this many seconds, or None when it is too long."""
    try:
        return timedelta(microseconds=int(CONTEXT.multiply(seconds, Decimal(1_000_000)).to_integral_value()))
    except ArithmeticError:
        return None


def add_months(value: date, months: int) -> date | None:
    """Move a date (or date and time) by months; the day becomes the last one where the month is shorter."""
    year, month = divmod(value.year * 12 + value.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        return None
    return value.replace(year=year, month=month + 1, day=min(value.day, monthrange(year, month + 1)[1]))


def midnight(value: date) -> datetime:
    """A date as the start of its day in UTC; a date and time as it is."""
    if isinstance(value, datetime):
        return value
    return datetime(value.year, value.month, value.day, tzinfo=UTC)


def months_between(start: date, end: date) -> int:
    """Whole months from the day of `start` to that of `end`; negative when `end` is earlier."""
    months = (end.year - start.year) * 12 + end.month - start.month
    if months > 0 and end.day < start.day:
        return months - 1
    if months < 0 and end.day > start.day:
        return months + 1
    return months
