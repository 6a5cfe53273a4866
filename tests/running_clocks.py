"""Clocks that begin and stop without a case: what tests of clocks stand on."""

from __future__ import annotations

from collections.abc import Sequence

from engine import sla
from engine.sla import ClockStart, PlannedClock, StartedClock
from engine.sla.calendars import DEFAULT_CALENDAR, calendars_for
from engine.sla.planning import planned
from engine.store import Work


def plan(work: Work, starts: Sequence[ClockStart]) -> list[PlannedClock]:
    """The clocks that `starts` ask for, in their order, each begun now unless it says when; nothing is written."""
    kept = calendars_for(work, [start.calendar or DEFAULT_CALENDAR for start in starts])
    return [planned(start, kept, work.now) for start in starts]


def start(work: Work, starts: Sequence[ClockStart]) -> list[StartedClock]:
    """Start a clock for each of `starts` that has a target."""
    return sla.write_clocks(work, started=[one for one in plan(work, starts) if not one.promise_only])


def stop(work: Work, *, task_ids: Sequence[int] = (), case_id: int | None = None, outcome: str = "met") -> None:
    """Stop the open clocks of tasks, or all those of a case, as `met` or `cancelled`."""
    if outcome == "met":
        sla.write_clocks(work, met_tasks=task_ids, met_case=case_id)
    else:
        sla.write_clocks(work, cancelled_tasks=task_ids, cancelled_case=case_id)
