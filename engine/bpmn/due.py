"""When a timer is due: ISO 8601 durations, dates and repeats, or what a FEEL expression gave. Pure arithmetic.

A date-time without an offset, and a date, are meant in Europe/London. Durations of days and longer keep the clock
time in UTC. Working time is no business of this file: a FEEL expression gets it from a function passed in.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine.clock import COUNCIL_ZONE, midnight

LONGEST_YEARS = 100
SHORTEST_REPEAT = timedelta(minutes=1)

_DURATION = re.compile(
    r"P(?!$)(?:(?P<years>\d{1,9})Y)?(?:(?P<months>\d{1,9})M)?(?:(?P<weeks>\d{1,9})W)?(?:(?P<days>\d{1,9})D)?"
    r"(?:T(?!$)(?:(?P<hours>\d{1,9})H)?(?:(?P<minutes>\d{1,9})M)?(?:(?P<seconds>\d{1,9}(?:\.\d{1,6})?)S)?)?",
    re.ASCII,
)
_LOOKS_LIKE_ISO = re.compile(r"PT?\d|R\d*/|\d{4}-\d{2}-|\d{8}T", re.ASCII | re.IGNORECASE)


class NotATime(ValueError):
    """The text or value is no time that a timer could wait for; the message says why."""


@dataclass(frozen=True, slots=True)
class Span:
    """A length of time: whole months, and an exact rest."""

    months: int
    rest: timedelta

    def after(self, start: datetime) -> datetime:
        """The moment this long after `start`; the last day of a month stands for days it does not have."""
        if self.months:
            month = start.month - 1 + self.months
            year, month = start.year + month // 12, month % 12 + 1
            start = start.replace(year=year, month=month, day=min(start.day, monthrange(year, month)[1]))
        return start + self.rest


@dataclass(frozen=True, slots=True)
class Schedule:
    """The first moment a timer is due, and for a repeat how long until the next and how many are left.

    `left` counts the firings still to come, the first included; None is without end.
    """

    first: datetime
    every: str = ""
    left: int | None = 1


def is_iso(text: str) -> bool:
    """Whether a timer's text is meant as ISO 8601; otherwise it is FEEL."""
    return _LOOKS_LIKE_ISO.match(text.strip()) is not None


def parse_span(text: str) -> Span:
    """Read an ISO 8601 duration such as `P3DT4H`. Raises NotATime; at most 100 years."""
    found = _DURATION.fullmatch(text.strip().upper())
    if found is None:
        raise NotATime(f"'{text[:60]}' is not an ISO 8601 duration such as PT4H or P5D")
    part = {name: float(value) if value else 0.0 for name, value in found.groupdict().items()}
    months = int(part["years"] * 12 + part["months"])
    exact = part["weeks"] * 7 * 86_400 + part["days"] * 86_400
    exact += part["hours"] * 3_600 + part["minutes"] * 60 + part["seconds"]
    if months > LONGEST_YEARS * 12 or exact > LONGEST_YEARS * 366 * 86_400:
        raise NotATime(f"'{text[:60]}' is longer than {LONGEST_YEARS} years")
    return Span(months, timedelta(seconds=exact))


def parse_moment(text: str) -> datetime:
    """Read an ISO 8601 date or date-time as an aware moment in UTC; without a zone it is the council's time.

    As FEEL writes it, a zone may be named behind an @: `2026-12-24T09:00:00@Europe/Paris`. Raises NotATime.
    """
    wall, _, zone = text.strip().partition("@")
    try:
        moment = datetime.fromisoformat(wall)
        there = ZoneInfo(zone) if zone else COUNCIL_ZONE
    except (ValueError, ZoneInfoNotFoundError, OSError):
        raise NotATime(f"'{text[:60]}' is not an ISO 8601 date such as 2026-12-24T09:00:00Z") from None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=there)
    return moment.astimezone(UTC)


def parse_repeat(text: str, now: datetime) -> Schedule:
    """Read an ISO 8601 repeat such as `R3/PT10H` or `R/2026-12-01T09:00:00Z/P1D`. Raises NotATime."""
    parts = text.strip().split("/")
    head = parts[0].upper()
    if not re.fullmatch(r"R\d{0,6}", head, re.ASCII) or len(parts) not in (2, 3):
        raise NotATime(f"'{text[:60]}' is not an ISO 8601 repeat such as R3/PT10H")
    count = int(head[1:]) if head[1:] else None
    if count == 0:
        raise NotATime(f"'{text[:60]}' repeats zero times")
    every = parts[-1]
    span = parse_span(every)
    if span.after(now) - now < SHORTEST_REPEAT:
        raise NotATime(f"'{text[:60]}' repeats more often than once a minute")
    first = parse_moment(parts[1]) if len(parts) == 3 else span.after(now)
    return Schedule(first, every, count)


def schedule(kind: str, value: object, now: datetime) -> Schedule:
    """When a timer of this kind (`duration`, `date`, `cycle`) is due, given its text or what its expression gave.

    Raises NotATime. A plain duration where a cycle is meant is taken as one firing.
    """
    if isinstance(value, datetime):
        return Schedule(value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=COUNCIL_ZONE).astimezone(UTC))
    if isinstance(value, date):
        return Schedule(midnight(value))
    if isinstance(value, timedelta):
        return Schedule(_checked(now, value))
    months = getattr(value, "months", None)
    if isinstance(months, int):
        return Schedule(Span(_capped(months), timedelta()).after(now))
    if isinstance(value, str):
        return _from_text(kind, value, now)
    raise NotATime("the expression gave no duration, date or date and time")


def _from_text(kind: str, text: str, now: datetime) -> Schedule:
    head = text.strip()[:1].upper()
    if head == "R":
        return parse_repeat(text, now)
    if head == "P":
        return Schedule(parse_span(text).after(now))
    if kind == "cycle":
        raise NotATime(f"'{text[:60]}' is not an ISO 8601 repeat such as R3/PT10H")
    return Schedule(parse_moment(text))


def _capped(months: int) -> int:
    if abs(months) > LONGEST_YEARS * 12:
        raise NotATime(f"the duration is longer than {LONGEST_YEARS} years")
    return months


def _checked(now: datetime, length: timedelta) -> datetime:
    if abs(length) > timedelta(days=366 * LONGEST_YEARS):
        raise NotATime(f"the duration is longer than {LONGEST_YEARS} years")
    return now + length
