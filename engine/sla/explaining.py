"""Why a clock stands where it stands: every stretch of time, counted or not, with the rule that says so. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from engine.sla.calendar import (
    DAY,
    Calendar,
    DayHours,
    always_open,
    counts,
    due_at,
    merge,
    without,
)
from engine.sla.openings import Interval
from engine.targets import ABSOLUTE, CALENDAR_DAYS, TIME, WORKING_DAYS, Target

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One stretch of time, in the calendar's zone: from, to, whether it counted, and why."""

    begin: datetime
    end: datetime
    counted: bool
    why: str


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of time, in the calendar's zone, with the version of the calendar that says so (0: none does)."""

    begin: datetime
    end: datetime
    counted: bool
    why: str
    version: int = 0


@dataclass(frozen=True, slots=True)
class Due:
    """When something is due (in the calendar's zone), and how that came about."""

    at: datetime
    explain: tuple[Line, ...]


def due(calendar: Calendar, start: datetime, target: Target, pauses: Iterable[Interval] = ()) -> Due:
    """When `target` is due that began to run at `start`, with a line for every stretch of time up to then.

    Raises `NeverOpen` when the calendar has too little open time in 40 years.
    """
    merged = merge(pauses)
    begin = calendar.local(start)
    at = due_at(calendar, begin, target, merged)
    return Due(at, explain(calendar, begin, at, target, merged))


def explain(
    calendar: Calendar, start: datetime, end: datetime, target: Target, pauses: Iterable[Interval] = ()
) -> tuple[Line, ...]:
    """A line for every stretch from `start` to `end`, as a clock with this target counts it."""
    merged = merge(pauses)
    if target.unit == ABSOLUTE:
        why = "A fixed moment: neither opening hours nor pauses move it."
        return (Line(calendar.local(start), calendar.local(end), counted=True, why=why),)
    if target.unit in (WORKING_DAYS, CALENDAR_DAYS):
        return tuple(_days(calendar, start, end, target, merged))
    counted = always_open(zone=calendar.zone.key) if target.unit == TIME else calendar
    return tuple(_stretches(counted, start, end, target.amount, merged))


def spell(amount: timedelta) -> str:
    """A length of time in hours and minutes."""
    minutes, rest = divmod(amount, MINUTE)
    words = [f"{minutes // 60} h"] if minutes >= 60 else []
    if minutes % 60:
        words.append(f"{minutes % 60} min")
    if rest:
        words.append(f"{rest.total_seconds():g} s")
    return " ".join(words) or "0 min"


def _days(
    calendar: Calendar, start: datetime, end: datetime, target: Target, merged: tuple[Interval, ...]
) -> Iterator[Line]:
    received = calendar.local(start)
    last = calendar.local(end)
    midnight = _midnight(calendar, received.date() + DAY)
    yield Line(received, min(midnight, last), counted=False, why="The day of receipt is day 0.")
    counted = 0
    day = received.date() + DAY
    while day <= last.date():
        counts_now = counts(calendar, day, target.unit, merged)
        counted += counts_now
        tail = min(_midnight(calendar, day + DAY), last)
        yield Line(_midnight(calendar, day), tail, counts_now, _why_day(calendar, day, target, counted, counts_now))
        day += DAY


def _why_day(calendar: Calendar, day: date, target: Target, counted: int, counts_now: bool) -> str:
    if counts_now:
        whole = f" of {target.days}" if counted <= target.days else f", past the {target.days} that it may take"
        return f"{day:%A}: {target.unit.removesuffix('s')} {counted}{whole}{_source(calendar, day, target)}."
    hours = calendar.hours(day)
    if target.unit == WORKING_DAYS and not hours.open:
        return f"{hours.why}{_source(calendar, day, target)}."
    return f"{day:%A}: paused when the day began."


def _source(calendar: Calendar, day: date, target: Target) -> str:
    if target.unit == CALENDAR_DAYS:
        return ""
    return f" ({calendar.key}, version {calendar.hours(day).version})"


def _midnight(calendar: Calendar, day: date) -> datetime:
    return calendar.local(datetime.combine(day, time(), calendar.zone).astimezone(UTC))


def stretches(calendar: Calendar, start: datetime, end: datetime, merged: tuple[Interval, ...]) -> Iterator[Stretch]:
    """Every stretch between two moments, open, closed or paused, as a target in open time counts it."""
    at, stop = start.astimezone(UTC), end.astimezone(UTC)
    day = calendar.local(start).date()
    while at < stop:
        hours = calendar.hours(day)
        for opens, closes in hours.open:
            if closes <= at or opens >= stop:
                continue
            if opens > at:
                yield _closed(calendar, at, opens, hours)
                at = opens
            yield from _open(calendar, at, min(closes, stop), hours, merged)
            at = min(closes, stop)
        midnight = _midnight(calendar, day + DAY).astimezone(UTC)
        if at < min(midnight, stop):
            yield _closed(calendar, at, min(midnight, stop), hours)
            at = min(midnight, stop)
        day += DAY


def _stretches(
    calendar: Calendar, start: datetime, end: datetime, amount: timedelta, merged: tuple[Interval, ...]
) -> Iterator[Line]:
    total = timedelta(0)
    for one in stretches(calendar, start, end, merged):
        words = one.why
        if one.counted:
            length = one.end.astimezone(UTC) - one.begin.astimezone(UTC)
            total += length
            words = f"{one.why}: {spell(length)} counted, {spell(total)} of {spell(amount)}"
        yield Line(one.begin, one.end, one.counted, f"{words} ({calendar.key}, version {one.version}).")


def _closed(calendar: Calendar, begin: datetime, end: datetime, hours: DayHours) -> Stretch:
    why = f"{hours.why}, outside opening hours" if hours.open else hours.why
    return Stretch(calendar.local(begin), calendar.local(end), counted=False, why=why, version=hours.version)


def _open(
    calendar: Calendar, begin: datetime, end: datetime, hours: DayHours, merged: tuple[Interval, ...]
) -> Iterator[Stretch]:
    at, version = begin, hours.version
    for opens, closes in without([(begin, end)], merged):
        if opens > at:
            yield Stretch(calendar.local(at), calendar.local(opens), counted=False, why="Paused", version=version)
        why = f"{hours.why}, open"
        yield Stretch(calendar.local(opens), calendar.local(closes), counted=True, why=why, version=version)
        at = closes
    if at < end:
        yield Stretch(calendar.local(at), calendar.local(end), counted=False, why="Paused", version=version)
