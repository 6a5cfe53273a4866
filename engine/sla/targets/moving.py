"""Open clocks moved to a newer version of their target: what that would do, and doing it to a batch of them.

A clock keeps when it began, its pauses and what was agreed. It takes the goal of the new version that holds for what is
known now; where none does, the one with the name of its own, and where there is none it goes on by the goal it has.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, delete, exists, insert, select, update

from engine.errors import EngineError
from engine.sla import tables
from engine.sla.calendars import DEFAULT_CALENDAR, KeptCalendar, calendars_for
from engine.sla.changing import Noted, events_of, seen
from engine.sla.clock import ClockEvent, ClockState, judge
from engine.sla.edits.followers import Cases, Tasks
from engine.sla.edits.redating import Redated
from engine.sla.nearest import on_calendar
from engine.sla.noting import record_events
from engine.sla.targets.conditions import Known
from engine.sla.targets.shape import Goal, LiveTarget, Terms, live_target, terms_from
from engine.sla.targets.stepping import Memory, choose_goal, held_now
from engine.sla.targets.watching import said, written_memory
from engine.sla.warning import at_risk_of
from engine.sla.writing import Stop, write_clocks
from engine.store import Work, any_of
from engine.targets import parse_target

KIND = "target"
_BATCH = 2_000
_NOT_IN_USE = "The target is no longer in use"
_CLOCK = tables.clock.c
_WATCH = tables.watch.c
_VERSION = tables.target_version.c


@dataclass(frozen=True, slots=True)
class _Chosen:
    """An open clock, the goal that it is to go on by and its calendar (None: it keeps those it has), where it stood
    before, and where it stands then.
    """

    clock: RowMapping
    goal: Goal | None
    calendar: KeptCalendar | None
    before: ClockState | None
    state: ClockState | None

    @property
    def breached(self) -> datetime | None:
        """The breach by the goal before, or the one that was recorded."""
        return self.clock["breached_at"] or (self.before.breached_at if self.before else None)

    def redated(self) -> Redated:
        """The same, as a preview counts it."""
        if self.state is None:
            return Redated(self.clock, self.clock["due_at"], self.clock["at_risk_at"], fate="kept")
        return Redated(self.clock, self.state.due_at, self.state.at_risk_at)


def open_clocks(run: RowMapping) -> Select[Any]:
    """The clocks by a target that have not stopped."""
    return seen().where(_CLOCK.target_id == run["target_id"], _CLOCK.stopped_at.is_(None))


def left_of_target(run: RowMapping) -> list[ColumnElement[bool]]:
    """The clocks that a run has still to do are of an older version of the target."""
    older = _CLOCK.target_version < run["to_version"]
    return [_CLOCK.target_id == run["target_id"], _CLOCK.stopped_at.is_(None), older]


def foreseeing(cases: Cases) -> Callable[[Work, RowMapping, Sequence[RowMapping]], Iterable[Redated]]:
    """What tells what would become of open clocks by the terms of a run."""

    def foresee(work: Work, run: RowMapping, clocks: Sequence[RowMapping]) -> Iterable[Redated]:
        terms = terms_from(run["terms"])
        if not terms.active:
            return [Redated(clock, clock["due_at"], clock["at_risk_at"], fate="ended") for clock in clocks]
        happened = events_of(work, [clock["id"] for clock in clocks])
        usual = _usual_calendars(work, clocks, cases)
        return [one.redated() for one in _chosen(work, terms, clocks, _known(work, clocks, cases), happened, usual)]

    return foresee


def follow_target(work: Work, run: RowMapping, clocks: Sequence[RowMapping], tasks: Tasks) -> int:
    """Let held clocks go on by the version of a run, and the dates of their cases with them; answers how many moved."""
    target, by = target_of(work, run), run["applied_by"]
    if not target.terms.active:
        write_clocks(work, stops=[Stop(clock["id"], "cancelled", _NOT_IN_USE) for clock in clocks], by=by)
        moved = 0
    else:
        moved = _move(work, target, clocks, tasks.cases, by=by)
    tasks.cases.follow(work, {clock["case_id"] for clock in clocks if clock["case_id"] is not None})
    return moved


def move_watches(work: Work, run: RowMapping) -> int:
    """Watch a target by the version of a run where no clock of it runs yet, or no longer at all when no clock is to
    start by it; answers how many were changed. One that somebody holds is left for the next turn.
    """
    runs = exists(
        select(_CLOCK.id).where(
            *left_of_target(run),
            _CLOCK.case_id == _WATCH.case_id,
            _CLOCK.task_id.is_not_distinct_from(_WATCH.task_id),
        )
    )
    older = (_WATCH.target_id == run["target_id"], _WATCH.target_version < run["to_version"], ~runs)
    wanted = select(_WATCH.id).where(*older).order_by(_WATCH.id).limit(_BATCH)
    ids = [row["id"] for row in work.rows(wanted.with_for_update(skip_locked=True))]
    if not ids:
        return 0
    if target_of(work, run).terms.active:
        work.execute(update(tables.watch).where(_WATCH.id.in_(ids)).values(target_version=run["to_version"]))
    else:
        work.execute(delete(tables.watch).where(_WATCH.id.in_(ids)))
    return len(ids)


def target_of(work: Work, run: RowMapping) -> LiveTarget:
    """The target of a run in the version that its clocks are to go on by."""
    columns = [column for column in tables.target_version.c if column.name not in ("id", "target_id")]
    row = work.rows(
        select(tables.target, *columns)
        .join(tables.target_version, _VERSION.target_id == tables.target.c.id)
        .where(tables.target.c.id == run["target_id"], _VERSION.number == run["to_version"])
    )[0]
    return live_target(dict(row))


def _known(work: Work, clocks: Sequence[RowMapping], cases: Cases) -> dict[int | None, Known]:
    """What each of the cases of some clocks knows; None stands for no case."""
    data = cases.known(work, {clock["case_id"] for clock in clocks if clock["case_id"] is not None})
    return {None: Known({}, work.now), **{number: Known(known, work.now) for number, known in data.items()}}


def _chosen(
    work: Work,
    terms: Terms,
    clocks: Sequence[RowMapping],
    data: Mapping[int | None, Known],
    happened: Mapping[int, Sequence[ClockEvent]],
    usual: Mapping[int, str],
) -> Iterator[_Chosen]:
    goals = {clock["id"]: _goal(terms, clock, data.get(clock["case_id"], data[None])) for clock in clocks}
    keys = {clock["calendar"] for clock in clocks} | {
        goal.calendar for goal in goals.values() if goal and goal.calendar
    }
    kept = calendars_for(work, {*keys, *usual.values(), DEFAULT_CALENDAR})
    for clock in clocks:
        goal = goals[clock["id"]]
        key = on_calendar(goal.calendar if goal is not None else "", usual[clock["id"]])
        yield _judged(clock, goal, kept[clock["calendar"]], kept[key], terms, happened[clock["id"]], work.now)


def _judged(
    clock: RowMapping,
    goal: Goal | None,
    was: KeptCalendar,
    calendar: KeptCalendar,
    terms: Terms,
    happened: Sequence[ClockEvent],
    now: datetime,
) -> _Chosen:
    """Where a clock stands by its goal and by the new one. One that cannot be worked out keeps what it has."""
    try:
        before = judge(happened, was.as_of(clock["calendar_version"]), parse_target(clock["target"]), now)
        if goal is None:
            return _Chosen(clock, None, None, before, None)
        events, warns = [*happened, ClockEvent("retargeted", now)], at_risk_of(terms.at_risk_part, terms.at_risk_left)
        state = judge(events, calendar.calendar, parse_target(goal.target), now, warns=warns)
    except EngineError:
        return _Chosen(clock, None, None, None, None)
    return _Chosen(clock, goal, calendar, before, state)


def _usual_calendars(work: Work, clocks: Sequence[RowMapping], cases: Cases) -> dict[int, str]:
    """The keys of the calendars on which clocks count where no goal names one, by the ids of the clocks.

    What is watched has kept it. Of the rest it is the one they count on, unless the goal they began by had named that.
    """
    watched = {
        (row["case_id"], row["task_id"], row["target_id"]): row["calendar"] or DEFAULT_CALENDAR
        for row in work.rows(
            select(tables.watch).where(_WATCH.case_id.in_({clock["case_id"] for clock in clocks if clock["case_id"]}))
        )
    }
    places = {clock["id"]: (clock["case_id"], clock["task_id"], clock["target_id"]) for clock in clocks}
    named = _named_calendars(work, clocks)
    unknown = [clock for clock in clocks if places[clock["id"]] not in watched and clock["id"] in named]
    asked = cases.calendars(work, unknown) if unknown else {}
    own = {clock["id"]: asked.get(clock["id"], clock["calendar"]) for clock in clocks}
    return {number: watched.get(places[number], key) for number, key in own.items()}


def _named_calendars(work: Work, clocks: Sequence[RowMapping]) -> set[int]:
    """The clocks whose goal named their calendar."""
    if not clocks:
        return set()
    rows = work.rows(
        select(_VERSION.number, _VERSION.goals).where(
            _VERSION.target_id == clocks[0]["target_id"],
            _VERSION.number.in_({clock["target_version"] for clock in clocks}),
        )
    )
    by_name = {(row["number"], goal["name"]): goal["calendar"] for row in rows for goal in row["goals"]}
    return {clock["id"] for clock in clocks if by_name.get((clock["target_version"], clock["goal"]))}


def _goal(terms: Terms, clock: RowMapping, known: Known) -> Goal | None:
    named = (goal for goal in terms.goals if goal.name == clock["goal"])
    return choose_goal(terms.goals, known) or next(named, None)


def _move(work: Work, target: LiveTarget, clocks: Sequence[RowMapping], cases: Cases, *, by: int | None) -> int:
    ids = [clock["id"] for clock in clocks]
    data, happened = _known(work, clocks, cases), events_of(work, ids)
    usual = _usual_calendars(work, clocks, cases)
    chosen = list(_chosen(work, target.terms, clocks, data, happened, usual))
    work.execute(_PUT, [_put(target, one) for one in chosen])
    fresh = {clock["id"]: clock for clock in work.rows(seen().where(_CLOCK.id == any_of(ids)))}
    noted = [entry for one in chosen for entry in _noted(target, one, fresh[one.clock["id"]], work.now)]
    record_events(work, noted, happened, by=by)
    _watch(work, target, clocks, data, usual)
    return sum(one.redated().moved for one in chosen)


def _put(target: LiveTarget, one: _Chosen) -> dict[str, Any]:
    """What stands in the row of a clock from now on. A breach of the goal before is written first: it stays."""
    clock, goal, calendar = one.clock, one.goal, one.calendar
    by_goal = (
        (goal.target, goal.name, calendar.id, calendar.newest)
        if goal is not None and calendar is not None
        else (clock["target"], clock["goal"], clock["calendar_id"], clock["calendar_version"])
    )
    names = ("now_target", "now_goal", "now_calendar", "now_version")
    return {
        "of": clock["id"],
        **dict(zip(names, by_goal, strict=True)),
        "breach": one.breached,
        "by_version": target.number,
        "share": target.terms.at_risk_part,
        "left": target.terms.at_risk_left,
    }


def _noted(target: LiveTarget, one: _Chosen, fresh: RowMapping, now: datetime) -> Iterator[Noted]:
    if one.breached is not None and one.clock["breached_at"] is None:
        yield Noted(fresh, ClockEvent("breached", one.breached))
    before = said(one.clock["goal"], one.clock["target"])
    became = f"{said(one.goal.name, one.goal.target)}, before {before}" if one.goal else f"it keeps {before}"
    yield Noted(fresh, ClockEvent("retargeted", now, f"Moved to version {target.number} of the target: {became}"))


def _watch(
    work: Work,
    target: LiveTarget,
    clocks: Sequence[RowMapping],
    data: Mapping[int | None, Known],
    usual: Mapping[int, str],
) -> None:
    """Watch these clocks by the new version; those that begin to have conditions from what is true now on."""
    of_cases = {(clock["case_id"], clock["task_id"]): clock for clock in clocks if clock["case_id"] is not None}
    here = (_WATCH.target_id == target.id, _WATCH.case_id.in_({case_id for case_id, _ in of_cases}))
    rows = work.rows(select(_WATCH.id, _WATCH.case_id, _WATCH.task_id).where(*here)) if of_cases else []
    watched = {(row["case_id"], row["task_id"]): row["id"] for row in rows}
    ids = [watched[place] for place in of_cases if place in watched]
    work.execute(update(tables.watch).where(_WATCH.id.in_(ids)).values(target_version=target.number))
    new = [] if target.is_plain else [clock for place, clock in of_cases.items() if place not in watched]
    if new:
        work.execute(insert(tables.watch), [_watch_row(target, clock, data, usual[clock["id"]]) for clock in new])


def _watch_row(
    target: LiveTarget, clock: RowMapping, data: Mapping[int | None, Known], calendar: str
) -> dict[str, Any]:
    true = held_now(target.terms, data.get(clock["case_id"], data[None]))
    promises = clock["published"] or not target.published
    memory = Memory(held=tuple(sorted(true)), cycles=clock["cycle"], looked=True, promises=promises)
    of_clock = ("case_id", "task_id", "name", "service_id", "team_id")
    values = {name: clock[name] for name in of_clock} | {"target_id": target.id, "target_version": target.number}
    return {**values, "calendar": calendar, "since": clock["started_at"], "memory": written_memory(memory)}


_PUT = (
    update(tables.clock)
    .where(_CLOCK.id == bindparam("of"))
    .values(
        target=bindparam("now_target"),
        goal=bindparam("now_goal"),
        calendar_id=bindparam("now_calendar"),
        calendar_version=bindparam("now_version"),
        breached_at=bindparam("breach"),
        target_version=bindparam("by_version"),
        at_risk_share=bindparam("share"),
        at_risk_left=bindparam("left"),
    )
)
