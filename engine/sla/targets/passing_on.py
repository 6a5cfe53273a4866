"""Targets for hand-offs that people make or answer: the clock of a pair of teams begins, is met, or falls away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, select

from engine.sla import tables
from engine.sla.calendars import DEFAULT_CALENDAR
from engine.sla.planning import ClockStart, planned
from engine.sla.targets.matching import Watch, is_between, read_live, start_of
from engine.sla.targets.watching import begin_watches
from engine.sla.writing import Stop, write_clocks
from engine.store import Work

_CLOCK = tables.clock.c
_VERSION = tables.target_version.c


@dataclass(frozen=True, slots=True)
class Passed:
    """A task that one team passed to another. Its time is counted on `calendar` unless a goal has its own."""

    case_id: int
    task_id: int
    service_id: int
    process_key: str
    from_team_id: int
    to_team_id: int
    calendar: str = ""


def begin_hand_off(work: Work, passed: Passed, *, by: int | None) -> bool:
    """Begin what is measured of this hand-off; clocks of an earlier one of the same task fall away.

    Answers whether any target with conditions is to be watched on it. Three statements at most where none holds.
    """
    end_hand_offs(work, [passed.task_id], "The work went on to another team", by=by)
    base = ClockStart(
        kind="hand-off",
        name="",
        service_id=passed.service_id,
        team_id=passed.to_team_id,
        calendar=passed.calendar,
        case_id=passed.case_id,
        task_id=passed.task_id,
    )
    found, kept = read_live(
        work,
        kinds=["hand-off"],
        service_id=passed.service_id,
        process_keys=[passed.process_key],
        calendars=[passed.calendar or DEFAULT_CALENDAR],
    )
    here = [one for one in found if is_between(one, passed.from_team_id, passed.to_team_id)]
    plain = [start_of(one, one.terms.goals[0], base) for one in here if one.is_plain]
    write_clocks(work, started=[planned(start, kept, work.now) for start in plain], by=by)
    watches = [Watch.of(one, base, work.now) for one in here if not one.is_plain]
    begin_watches(work, [one.on(passed.case_id, passed.task_id) for one in watches])
    return bool(watches)


def accept_hand_off(work: Work, task_id: int, *, by: int | None) -> None:
    """Meet the clocks of a task's hand-off that run until it is accepted; those until the work is done go on."""
    until = _VERSION.conditions["stop"].contains(["accepted"])
    _stop(work, [task_id], until, "met", "Accepted", by=by)


def end_hand_offs(work: Work, task_ids: Sequence[int], why: str, *, by: int | None) -> None:
    """Cancel the open clocks of the hand-offs of tasks: they were returned, or the work went elsewhere."""
    _stop(work, task_ids, None, "cancelled", why, by=by)


def _stop(
    work: Work, task_ids: Sequence[int], only: ColumnElement[bool] | None, outcome: str, why: str, *, by: int | None
) -> None:
    query = select(_CLOCK.id).where(
        _CLOCK.task_id.in_(task_ids), _CLOCK.kind == "hand-off", _CLOCK.stopped_at.is_(None)
    )
    if only is not None:
        version = (_VERSION.target_id == _CLOCK.target_id) & (_VERSION.number == _CLOCK.target_version)
        query = query.join(tables.target_version, version).where(only)
    stops = [Stop(row["id"], outcome, why) for row in work.rows(query.order_by(_CLOCK.id))]
    write_clocks(work, stops=stops, by=by)
