"""Open clocks moved to a newer version of their target: counted first, then done, only when somebody says so.

A clock keeps when it began, its pauses and what was agreed. It takes the goal of the new version that holds for what is
known now; where none does, the one with the name of its own, and where there is none it stays as it is.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, exists, insert, select, update

from engine.errors import Refused
from engine.sla import tables
from engine.sla.calendars import DEFAULT_CALENDAR, KeptCalendar, calendars_for
from engine.sla.changing import Noted, events_of, held, seen
from engine.sla.clock import ClockEvent, ClockState, judge
from engine.sla.noting import record_events
from engine.sla.targets.checking import terms_problems
from engine.sla.targets.conditions import Known
from engine.sla.targets.reading import TargetDetail
from engine.sla.targets.shape import Goal, LiveTarget, Terms
from engine.sla.targets.stepping import Memory, choose_goal, held_now
from engine.sla.targets.watching import put_goal, said, written_memory
from engine.sla.warning import at_risk_of
from engine.sla.writing import Stop, write_clocks
from engine.store import Work
from engine.targets import parse_target

_CLOCK = tables.clock.c
_WATCH = tables.watch.c
_BATCH = 500
DataOf = Callable[[Work, Collection[int]], Mapping[int, Mapping[str, object]]]
"""What cases know, by their ids: the room of cases tells."""


@dataclass(frozen=True, slots=True)
class Move:
    """What becomes of the open clocks of a target by other terms.

    `sooner`, `later` and `same` are how many are due then; `late` those that would be overdue and are not, `ended`
    those that would be cancelled because the target is no longer in use, `kept` those that stay by their old version.
    """

    sooner: int = 0
    later: int = 0
    same: int = 0
    late: int = 0
    ended: int = 0
    kept: int = 0

    @property
    def clocks(self) -> int:
        """How many there are."""
        return self.sooner + self.later + self.same + self.ended + self.kept

    def plus(self, name: str, *, late: bool) -> Move:
        """One more of these."""
        return replace(self, **{name: getattr(self, name) + 1}, late=self.late + late)


@dataclass(frozen=True, slots=True)
class _Moved:
    clock: RowMapping
    goal: Goal | None
    calendar: KeptCalendar | None
    state: ClockState | None
    data: Mapping[str, object]

    def tell(self, move: Move) -> Move:
        if self.state is None:
            return move.plus("kept", late=False)
        before, now = self.clock["due_at"], self.state.due_at
        late = self.clock["breached_at"] is None and self.state.breached_at is not None
        if before == now or before is None or now is None:
            return move.plus("same", late=late)
        return move.plus("sooner" if now < before else "later", late=late)


def foresee_target(work: Work, target: TargetDetail, terms: Terms, data_of: DataOf) -> Move:
    """What `move_clocks` would do with terms that are not written yet; nothing is changed. Raises `Refused`."""
    if problems := tuple(terms_problems(work, target.scope, terms)):
        raise Refused("This target cannot be changed so.", problems)
    found = Move()
    for clocks in _batches(work, target.id, hold=False):
        if not terms.active:
            found = replace(found, ended=found.ended + len(clocks))
            continue
        for moved in _moved(work, clocks, terms, data_of):
            found = moved.tell(found)
    return found


def move_clocks(
    work: Work, target: TargetDetail, data_of: DataOf, follow: Callable[[Work, int], None], *, by: int | None
) -> Move:
    """Let the open clocks of a target go on by its newest version. `follow` lets the dates of a case follow its clocks.

    Raises `NeverOpen`.
    """
    newest = target.versions[0]
    found = Move()
    for clocks in _batches(work, target.id, hold=True):
        if not newest.terms.active:
            stops = [Stop(clock["id"], "cancelled", "The target is no longer in use") for clock in clocks]
            write_clocks(work, stops=stops, by=by)
            found = replace(found, ended=found.ended + len(clocks))
            continue
        for moved in _moved(work, clocks, newest.terms, data_of):
            found = moved.tell(found)
            _write(work, target, moved, by=by)
        for case_id in sorted({clock["case_id"] for clock in clocks if clock["case_id"] is not None}):
            follow(work, case_id)
    work.execute(update(tables.watch).where(_WATCH.target_id == target.id).values(target_version=newest.number))
    return found


def _batches(work: Work, target_id: int, *, hold: bool) -> Iterator[Sequence[RowMapping]]:
    last = 0
    while True:
        query: Select[Any] = (held() if hold else seen()).where(
            _CLOCK.target_id == target_id, _CLOCK.stopped_at.is_(None), _CLOCK.id > last
        )
        clocks = work.rows(query.order_by(_CLOCK.id).limit(_BATCH))
        if not clocks:
            return
        yield clocks
        last = clocks[-1]["id"]


def _moved(work: Work, clocks: Sequence[RowMapping], terms: Terms, data_of: DataOf) -> Iterator[_Moved]:
    data = data_of(work, {clock["case_id"] for clock in clocks if clock["case_id"] is not None})
    happened = events_of(work, [clock["id"] for clock in clocks])
    chosen = [(clock, _goal(terms, clock, data.get(clock["case_id"], {}), work.now)) for clock in clocks]
    keys = {_calendar(clock, goal) for clock, goal in chosen if goal is not None}
    kept = calendars_for(work, keys | {DEFAULT_CALENDAR})
    warns = at_risk_of(terms.at_risk_part, terms.at_risk_left)
    for clock, goal in chosen:
        known = data.get(clock["case_id"], {})
        if goal is None:
            yield _Moved(clock, None, None, None, known)
            continue
        calendar = kept[_calendar(clock, goal)]
        events = [*happened[clock["id"]], ClockEvent("retargeted", work.now)]
        state = judge(events, calendar.calendar, parse_target(goal.target), work.now, warns=warns)
        yield _Moved(clock, goal, calendar, state, known)


def _goal(terms: Terms, clock: RowMapping, data: Mapping[str, object], now: datetime) -> Goal | None:
    named = (goal for goal in terms.goals if goal.name == clock["goal"])
    return choose_goal(terms.goals, Known(data, now)) or next(named, None)


def _calendar(clock: RowMapping, goal: Goal) -> str:
    return goal.calendar or str(clock["calendar"])


def _write(work: Work, target: TargetDetail, moved: _Moved, *, by: int | None) -> None:
    if moved.goal is None or moved.calendar is None:
        return
    newest, clock = target.versions[0], moved.clock
    events = put_goal(work, clock, moved.goal, moved.calendar)
    warns = {"at_risk_share": newest.terms.at_risk_part, "at_risk_left": newest.terms.at_risk_left}
    work.execute(update(tables.clock).where(_CLOCK.id == clock["id"]).values(target_version=newest.number, **warns))
    fresh = work.rows(held().where(_CLOCK.id == clock["id"]))[0]
    goal, before = said(moved.goal.name, moved.goal.target), said(clock["goal"], clock["target"])
    why = f"Moved to version {newest.number} of the target: {goal}, before {before}"
    retargeted = Noted(fresh, ClockEvent("retargeted", work.now, why))
    record_events(work, [*(replace(one, clock=fresh) for one in events), retargeted], by=by)
    _watch(work, target, moved)


def _watch(work: Work, target: TargetDetail, moved: _Moved) -> None:
    """Watch a clock that begins to have conditions with this version, from what is true now on."""
    newest, clock = target.versions[0], moved.clock
    names = ("id", "key", "name", "scope", "statutory", "published")
    live = LiveTarget(**{name: getattr(target, name) for name in names}, number=newest.number, terms=newest.terms)
    here = (_WATCH.case_id == clock["case_id"], _WATCH.target_id == target.id)
    same_task = _WATCH.task_id.is_not_distinct_from(clock["task_id"])
    is_watched = work.value(select(exists(select(_WATCH.id).where(*here, same_task))))
    if live.is_plain or clock["case_id"] is None or is_watched:
        return
    true = held_now(newest.terms, Known(moved.data, work.now))
    memory = Memory(held=tuple(sorted(true)), cycles=clock["cycle"], looked=True)
    of_clock = ("case_id", "task_id", "name", "service_id", "team_id", "calendar")
    values = {name: clock[name] for name in of_clock} | {"target_id": target.id, "target_version": newest.number}
    work.execute(insert(tables.watch).values(**values, since=clock["started_at"], memory=written_memory(memory)))
