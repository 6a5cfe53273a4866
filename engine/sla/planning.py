"""When something will be due: plans of clocks and promises, all of them from one reading of the calendars."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from uuid import UUID

from engine.sla.calendar import due_at
from engine.sla.calendars import DEFAULT_CALENDAR, KeptCalendar, calendars_for
from engine.sla.clock import promised
from engine.sla.openings import Interval
from engine.store import Work
from engine.targets import parse_target

DEFAULT_PROMISE = "10 working days"


@dataclass(frozen=True, slots=True)
class ClockStart:
    """A clock that is to begin. `kind` is `case`, `step`, `hand-off` or `contact`; `name` is what people read.

    Without a `target` there is no clock, and only something to promise: `DEFAULT_PROMISE`. Without a `calendar` it is
    `DEFAULT_CALENDAR`. `started_at` may lie in the past (received earlier than recorded); left out, it is now.
    """

    kind: str
    name: str
    service_id: int | None = None
    team_id: int | None = None
    target: str = ""
    calendar: str = ""
    case_id: int | None = None
    task_id: int | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PlannedClock:
    """A clock worked out and not yet written. Moments are UTC. `promise_only`: there is no target to measure by."""

    kind: str
    name: str
    service_id: int | None
    team_id: int | None
    target: str
    calendar_id: int
    calendar_version: int
    started_at: datetime
    due_at: datetime
    at_risk_at: datetime
    promise_only: bool
    case_id: int | None = None
    task_id: int | None = None

    def on(self, case_id: int, task_id: int | None = None) -> PlannedClock:
        """The same clock, of this case and task."""
        return replace(self, case_id=case_id, task_id=task_id)


def promise(work: Work, target: str, calendar: str, start: datetime, *, pauses: Sequence[Interval] = ()) -> datetime:
    """When `target` is due that begins at `start`, in UTC, with the time in `pauses` not counted.

    Raises `UnclearTarget`, `NotFound` (no such calendar), `NeverOpen`.
    """
    kept = calendars_for(work, [calendar])[calendar]
    return due_at(kept.calendar, start, parse_target(target), pauses).astimezone(UTC)


def plan_clocks(
    work: Work, starts: Sequence[ClockStart], *, calendar_revision: UUID | None = None
) -> list[PlannedClock]:
    """The clocks that `starts` ask for, in their order; nothing is written.

    `calendar_revision` is that of the calendars, when the caller has read it. Raises as `promise` does.
    """
    if not starts:
        return []
    keys = [start.calendar or DEFAULT_CALENDAR for start in starts]
    kept = calendars_for(work, keys, revision=calendar_revision)
    return [_plan(work, start, kept[start.calendar or DEFAULT_CALENDAR]) for start in starts]


def _plan(work: Work, start: ClockStart, kept: KeptCalendar) -> PlannedClock:
    target = parse_target(start.target or DEFAULT_PROMISE)
    begins = start.started_at or work.now
    due, at_risk = promised(kept.calendar, begins, target)
    return PlannedClock(
        kind=start.kind,
        name=start.name,
        service_id=start.service_id,
        team_id=start.team_id,
        target=target.text,
        calendar_id=kept.id,
        calendar_version=kept.newest,
        started_at=begins,
        due_at=due,
        at_risk_at=at_risk,
        promise_only=not start.target,
        case_id=start.case_id,
        task_id=start.task_id,
    )
