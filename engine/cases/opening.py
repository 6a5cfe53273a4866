"""Open the tasks a case has reached: route each, promise a date, and record a hand-off where the work changes team."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, insert, literal, select

from engine import definitions, people, sla
from engine.bpmn import WaitingTask
from engine.cases import tables
from engine.cases.locking import LockedCase
from engine.cases.routing import Route, route
from engine.cases.routing_facts import RoutingFacts, read_routing_facts
from engine.definitions import RunningVersion, StepMark
from engine.people import Team, TeamDirectory
from engine.sla import Aims, Begins, ClockStart, PlannedClock, Watch
from engine.store import Work, recordset


@dataclass(frozen=True, slots=True)
class OpenedTask:
    """A task that has just been opened. `promised_at` is always set; `clock` is the one it comes from, if one runs.

    `clocks` are all that begin with it. `is_watched`: a target with conditions is watched on it.
    """

    id: int
    engine_task: str
    element: str
    name: str
    stage: str
    team: Team
    why: str
    promised_at: datetime
    clock: PlannedClock | None
    handed_over: bool
    clocks: tuple[PlannedClock, ...] = ()
    is_watched: bool = False


@dataclass(frozen=True, slots=True)
class Lent:
    """The lane that a call lends to the steps of the called case that have none, and the service whose lane it is."""

    lane: str
    service_id: int


@dataclass(frozen=True, slots=True)
class _Reached:
    """A step that a case has reached: its key, mark and stage, the team that gets it, the calendar of its time."""

    waited: WaitingTask
    step_key: str
    mark: StepMark
    stage: str
    way: Route
    calendar: str

    @property
    def name(self) -> str:
        """What the task is called."""
        return self.waited.name or self.waited.element


def open_tasks(
    work: Work,
    case: LockedCase,
    version: RunningVersion,
    waiting: Sequence[WaitingTask],
    *,
    waits: Collection[str],
    from_team_id: int | None,
    known: Collection[str],
    by: int | None,
    lent: Lent | None = None,
) -> tuple[OpenedTask, ...]:
    """Write the tasks that `waiting` lists; work that leaves `from_team_id` is a hand-off that waits to be accepted.

    `known` are the keys of the answers that go along with it; `waits` are the elements of the events that the case
    waits for; `lent` is the lane of steps that have none. Raises Refused when a step has no team that could do it.
    """
    facts = read_routing_facts(work, case)
    lender = _lender(work, case, facts, lent)
    reached = _reached(facts, lender, case, version, waiting, waits, lent)
    begins = [_begins(case, version, step, from_team_id) for step in reached]
    aims = sla.plan_work(work, begins, service_id=case.service_id, revision=facts.calendar_revision)
    rows = [_row(work, case, step, of.promise) for step, of in zip(reached, aims, strict=True)]
    ids = _insert(work, rows, from_team_id=from_team_id, known=known, by=by)
    watches = [] if case.walk_through else _watches(case, reached, aims, ids)
    sla.begin_watches(work, watches)
    watched = {watch.task_id for watch in watches}
    return tuple(
        OpenedTask(
            id=ids[step.waited.id],
            engine_task=step.waited.id,
            element=step.waited.element,
            name=step.name,
            stage=step.stage,
            team=step.way.team,
            why=step.way.why,
            promised_at=of.promise.due_at,
            clock=None if of.promise.promise_only else of.promise.on(case.id, ids[step.waited.id]),
            handed_over=from_team_id is not None and step.way.team.id != from_team_id,
            clocks=() if case.walk_through else tuple(one.on(case.id, ids[step.waited.id]) for one in of.clocks),
            is_watched=ids[step.waited.id] in watched,
        )
        for step, of in zip(reached, aims, strict=True)
    )


def _lender(work: Work, case: LockedCase, facts: RoutingFacts, lent: Lent | None) -> TeamDirectory:
    """The teams for a lane that is lent: those of the service whose lane it is."""
    if lent is None or lent.service_id == case.service_id:
        return facts.directory
    return people.team_directory(work, lent.service_id, case.site_id)


def _watches(
    case: LockedCase, reached: Sequence[_Reached], aims: Sequence[Aims], ids: Mapping[str, int]
) -> list[Watch]:
    return [
        watch.on(case.id, ids[step.waited.id]) for step, of in zip(reached, aims, strict=True) for watch in of.watches
    ]


def _reached(
    facts: RoutingFacts,
    lender: TeamDirectory,
    case: LockedCase,
    version: RunningVersion,
    waiting: Sequence[WaitingTask],
    waits: Collection[str],
    lent: Lent | None,
) -> tuple[_Reached, ...]:
    def of(waited: WaitingTask) -> _Reached:
        key = version.steps[waited.element].step_key
        borrows = lent is not None and not waited.lane
        waited = replace(waited, lane=lent.lane) if lent is not None and borrows else waited
        way = route(
            lender if borrows else facts.directory,
            facts.standings.get(key),
            step_name=waited.name,
            lane=waited.lane,
            case_id=case.id,
            begun_by_team_id=case.begun_by_team_id,
        )
        mark = facts.marks.get(key) or StepMark(key)
        stage = definitions.stage_of(version, facts.marks, waited.element, waits)
        calendar = sla.calendar_of(facts.directory, way.team, case.channel, mark=mark.calendar)
        return _Reached(waited, key, mark, stage, way, calendar)

    return tuple(of(waited) for waited in waiting)


def _begins(case: LockedCase, version: RunningVersion, step: _Reached, from_team_id: int | None) -> Begins:
    mark = ClockStart(
        kind="step",
        name=step.name,
        service_id=case.service_id,
        team_id=step.way.team.id,
        target=step.mark.target,
        calendar=step.calendar,
    )
    return Begins(mark, version.process_key, step=step.step_key, from_team_id=from_team_id)


def _row(work: Work, case: LockedCase, step: _Reached, plan: PlannedClock) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "engine_task": step.waited.id,
        "element": step.waited.element,
        "step_key": step.step_key,
        "name": step.name,
        "lane": step.waited.lane,
        "process_id": case.process_id,
        "service_id": case.service_id,
        "site_id": case.site_id,
        "team_id": step.way.team.id,
        "office": step.way.team.kind,
        "route": step.way.why,
        "once_and_done": step.mark.once_and_done,
        "stage": step.stage,
        "status": "open",
        "opened_at": work.now,
        "due_at": None if plan.promise_only else plan.due_at,
        "priority": step.waited.priority,
    }


def _insert(
    work: Work, rows: Sequence[Mapping[str, Any]], *, from_team_id: int | None, known: Collection[str], by: int | None
) -> dict[str, int]:
    given = {"tasks": rows, "from_team_id": from_team_id, "known": sorted(known), "now": work.now, "by": by}
    return {row["engine_task"]: row["id"] for row in work.rows(_OPEN, given)}


def _open_statement() -> Select[tuple[int, str]]:
    """Write tasks, and a hand-off for each that opens in another team than the one the work comes from."""
    opened = (
        insert(tables.task)
        .from_select(_COLUMNS, select(recordset(tables.task, _COLUMNS, "tasks")))
        .returning(tables.task)
        .cte("opened")
    )
    hand_off = tables.hand_off.c
    from_team = bindparam("from_team_id", type_=hand_off.from_team_id.type)
    values = {
        "case_id": opened.c.case_id,
        "task_id": opened.c.id,
        "from_team_id": from_team,
        "to_team_id": opened.c.team_id,
        "cause": literal("routed"),
        "stage": opened.c.stage,
        "status": literal("waiting"),
        "handed_at": bindparam("now", type_=hand_off.handed_at.type),
        "handed_by": bindparam("by", type_=hand_off.handed_by.type),
        "data_pack": bindparam("known", type_=hand_off.data_pack.type),
    }
    handed = insert(tables.hand_off).from_select(
        list(values), select(*values.values()).where(opened.c.team_id != from_team)
    )
    return select(opened.c.id, opened.c.engine_task).add_cte(handed.cte("handed"))


_COLUMNS = (
    "case_id", "engine_task", "element", "step_key", "name", "lane", "process_id", "service_id", "site_id", "team_id",
    "office", "route", "once_and_done", "stage", "status", "opened_at", "due_at", "priority",
)  # fmt: skip
_OPEN = _open_statement()
