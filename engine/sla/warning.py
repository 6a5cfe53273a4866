"""When a clock warns that it is at risk: at a share of its counted time, or when little of it is left. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

from engine.sla.calendar import DAY, Calendar, after, always_open, days_before, due_at, elapsed
from engine.sla.openings import Interval
from engine.targets import CALENDAR_DAYS, WORKING_DAYS, WORKING_TIME, Target, parse_target


@dataclass(frozen=True, slots=True)
class AtRisk:
    """When to warn: once `share` of the counted time has gone by, or once no more than `left` of it remains.

    The earlier counts. None of both: there is no warning before it is due.
    """

    share: float | None = None
    left: Target | None = None


USUAL = AtRisk(0.75)


def at_risk_of(share: float | None, left: str) -> AtRisk:
    """The thresholds as a clock keeps them; a clock that keeps none warns as usual. Raises `UnclearTarget`."""
    return AtRisk(share, parse_target(left) if left else None) if share is not None or left else USUAL


def promised(calendar: Calendar, start: datetime, target: Target, warns: AtRisk = USUAL) -> tuple[datetime, datetime]:
    """When a clock that begins at `start` is due and at risk, as long as nothing pauses or extends it (UTC)."""
    due = due_at(calendar, start, target).astimezone(UTC)
    if target.unit == WORKING_TIME and warns.share is not None and warns.left is None:
        return due, after(calendar, start, target.amount * warns.share)
    return due, at_risk_moment(calendar, target, start, due, (), warns)


def at_risk_moment(
    calendar: Calendar, target: Target, start: datetime, due: datetime, pauses: Sequence[Interval], at_risk: AtRisk
) -> datetime:
    """When a clock that runs from `start` to `due` is at risk (UTC): never before it starts, nor after it is due."""
    found = [due]
    if at_risk.share is not None:
        found.append(share_moment(counting(calendar, target), start, due, pauses, at_risk.share))
    if at_risk.left is not None:
        found.append(_with_left(calendar, start, due, pauses, at_risk.left))
    return min(found)


def counting(calendar: Calendar, target: Target) -> Calendar:
    """The calendar whose open time a target's running time is measured in: none other than its own for working time."""
    return calendar if target.by_calendar else always_open(zone=calendar.zone.key)


def share_moment(
    counted: Calendar, start: datetime, due: datetime, pauses: Sequence[Interval], share: float
) -> datetime:
    """When `share` of the counted time between start and due has gone by (UTC); the due moment when there is none."""
    whole = elapsed(counted, start, due, pauses)
    return after(counted, start, whole * share, pauses) if whole else due


def _with_left(
    calendar: Calendar, start: datetime, due: datetime, pauses: Sequence[Interval], left: Target
) -> datetime:
    """When only `left` remains: hours are taken off the counted time, days off the date on which it is due."""
    if left.unit in (WORKING_DAYS, CALENDAR_DAYS):
        return max(start.astimezone(UTC), _end_of_day_before(calendar, start, due, left))
    counted = counting(calendar, left)
    whole = elapsed(counted, start, due, pauses) - left.amount
    return after(counted, start, whole, pauses) if whole > timedelta(0) else start.astimezone(UTC)


def _end_of_day_before(calendar: Calendar, start: datetime, due: datetime, left: Target) -> datetime:
    """The end of the date that lies so many counting dates before the date of `due`; the start when that is later."""
    day = days_before(calendar, start, due, left)
    if day is None:
        return start.astimezone(UTC)
    if left.unit == WORKING_DAYS and calendar.hours(day).open:
        return calendar.hours(day).open[-1][1]
    return datetime.combine(day + DAY, time(), calendar.zone).astimezone(UTC)
