"""When something will be due: plans of clocks and promises, all of them from one reading of the calendars."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from engine.sla.calendar import due_at
from engine.sla.calendars import DEFAULT_CALENDAR, KeptCalendar, calendars_for
from engine.sla.openings import Interval
from engine.sla.warning import at_risk_of, promised
from engine.store import Work
from engine.targets import parse_target

DEFAULT_PROMISE = "10 working days"


@dataclass(frozen=True, slots=True)
class Basis:
    """Whose target a clock runs by: a target of the council and its version, with the name of the goal that holds.

    `published`: its due date is what the customer is promised for the case. The thresholds are those of `Terms`, the
    share as a part of 1. `cycle` counts the clocks of one target on one case.
    """

    target_id: int | None = None
    target_version: int | None = None
    goal: str = ""
    statutory: bool = False
    published: bool = False
    at_risk_share: float | None = None
    at_risk_left: str = ""
    cycle: int = 1


BY_MARK = Basis()


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
    contact_id: int | None = None
    basis: Basis = BY_MARK


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
    contact_id: int | None = None
    basis: Basis = BY_MARK

    def on(self, case_id: int, task_id: int | None = None) -> PlannedClock:
        """The same clock, of this case and task."""
        return replace(self, case_id=case_id, task_id=task_id)


def promise(work: Work, target: str, calendar: str, start: datetime, *, pauses: Sequence[Interval] = ()) -> datetime:
    """When `target` is due that begins at `start`, in UTC, with the time in `pauses` not counted.

    Raises `UnclearTarget`, `NotFound` (no such calendar), `NeverOpen`.
    """
    kept = calendars_for(work, [calendar])[calendar]
    return due_at(kept.calendar, start, parse_target(target), pauses).astimezone(UTC)


def planned(start: ClockStart, kept: Mapping[str, KeptCalendar], now: datetime) -> PlannedClock:
    """The clock that `start` asks for, by calendars that were read. Raises `UnclearTarget`, `NeverOpen`."""
    target = parse_target(start.target or DEFAULT_PROMISE)
    calendar, basis = kept[start.calendar or DEFAULT_CALENDAR], start.basis
    begins = start.started_at or now
    warns = at_risk_of(basis.at_risk_share, basis.at_risk_left)
    due, at_risk = promised(calendar.calendar, begins, target, warns)
    return PlannedClock(
        kind=start.kind,
        name=start.name,
        service_id=start.service_id,
        team_id=start.team_id,
        target=target.text,
        calendar_id=calendar.id,
        calendar_version=calendar.newest,
        started_at=begins,
        due_at=due,
        at_risk_at=at_risk,
        promise_only=not start.target,
        case_id=start.case_id,
        task_id=start.task_id,
        contact_id=start.contact_id,
        basis=basis,
    )
