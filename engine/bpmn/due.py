"""When a timer is due: ISO 8601 durations, dates and repeats, cron, or what a FEEL expression gave. Pure arithmetic.

A date-time without an offset, and a date, are meant in Europe/London. Durations of days and longer keep the clock
time in UTC. Working time is counted elsewhere, by a function passed in: here it is only told from FEEL.
"""

from __future__ import annotations

import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from engine import targets
from engine.bpmn.cron import is_cron, next_by_cron
from engine.clock import COUNCIL_ZONE, midnight

LONGEST_YEARS = 100
MAX_CATCH_UP = 10
"""A repeat that was missed fires at most so many times at once; the rest of the missed firings is skipped."""
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
    """The first moment a timer is due, and for a repeat how long until the next (or its cron) and how many are left.

    `left` counts the firings still to come, the first included; None is without end.
    """

    first: datetime
    every: str = ""
    left: int | None = 1


def is_iso(text: str) -> bool:
    """Whether a timer's text is meant as ISO 8601."""
    return _LOOKS_LIKE_ISO.match(text.strip()) is not None


def is_working_time(text: str) -> bool:
    """Whether a timer's text names a target, such as `5 working days`."""
    plain = " ".join(text.lower().split())
    return bool(targets.SHAPE.fullmatch(plain) or targets.END_OF.fullmatch(plain))


def is_literal(text: str) -> bool:
    """Whether a timer's text says its time by itself; otherwise it is FEEL."""
    return is_iso(text) or is_cron(text) or is_working_time(text)


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


def following(every: str, due: datetime, now: datetime, missed: int) -> tuple[datetime, int]:
    """When a repeat that was due is due next, and how many of its firings in a row are late by then.

    Once `MAX_CATCH_UP` were late, those that are left are skipped; the next one keeps to the rhythm.
    """
    upcoming = _after(every, due)
    if upcoming > now:
        return upcoming, 0
    if missed + 1 < MAX_CATCH_UP:
        return upcoming, missed + 1
    return _skip(every, upcoming, now), 0


def _after(every: str, moment: datetime) -> datetime:
    return next_by_cron(every, moment) if is_cron(every) else parse_span(every).after(moment)


def _skip(every: str, due: datetime, now: datetime) -> datetime:
    if is_cron(every):
        return next_by_cron(every, now)
    span = parse_span(every)
    if not span.months:
        return due + ((now - due) // span.rest + 1) * span.rest
    while due <= now:
        due = span.after(due)
    return due


def _from_text(kind: str, text: str, now: datetime) -> Schedule:
    if is_cron(text):
        return _by_cron(text, now)
    head = text.strip()[:1].upper()
    if head == "R":
        return parse_repeat(text, now)
    if head == "P":
        return Schedule(parse_span(text).after(now))
    if kind == "cycle":
        raise NotATime(f"'{text[:60]}' is not an ISO 8601 repeat such as R3/PT10H")
    return Schedule(parse_moment(text))


def _by_cron(text: str, now: datetime) -> Schedule:
    try:
        return Schedule(next_by_cron(text, now), text.strip(), None)
    except ValueError as error:
        raise NotATime(f"'{text[:60]}' is no cron of five fields: {error}") from None


def _capped(months: int) -> int:
    if abs(months) > LONGEST_YEARS * 12:
        raise NotATime(f"the duration is longer than {LONGEST_YEARS} years")
    return months


def _checked(now: datetime, length: timedelta) -> datetime:
    if abs(length) > timedelta(days=366 * LONGEST_YEARS):
        raise NotATime(f"the duration is longer than {LONGEST_YEARS} years")
    return now + length
