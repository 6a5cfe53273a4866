"""Go back to an earlier step of a case, as the case stood before that step was done."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import RowMapping, Select, delete, select

from engine import bpmn, definitions
from engine.audit import Entry
from engine.bpmn import Outcome, Stuck
from engine.cases import tables
from engine.cases.calls.family import called_by
from engine.cases.calls.following import settle
from engine.cases.incidents import resolve_incident
from engine.cases.jobs.opening import OPEN_JOBS
from engine.cases.locking import LockedCase
from engine.cases.repair.holding import hold_for_repair
from engine.cases.repair.repair_view import RepairView, repair_view
from engine.cases.settling import Cause, Settled
from engine.cases.statuses import ENDED, OPEN_TASK, SUSPENDED
from engine.cases.tools import toolbox
from engine.errors import Conflict, NotFound, Refused
from engine.forms import reason_given
from engine.people import Actor
from engine.store import Work

_SNAPSHOT = tables.snapshot.c
_TASK = tables.task.c


@dataclass(frozen=True, slots=True)
class EarlierStep:
    """A step that was done and that the case can go back to, by the task that it was."""

    task_id: int
    name: str
    done_at: datetime


@dataclass(frozen=True, slots=True)
class WayBack:
    """What going back to a step does, by the names of steps.

    `opens` come back to be done, the step itself first; `withdrawn` wait now and would not any more; `undone` were done
    since then, or with it: their answers stay in the record, but the case no longer goes by them. `asks` are jobs that
    systems are asked for once more; `recalls` jobs that are open now and would end; `systems` have done jobs since
    then, which stay done, and are asked for them again when the case comes there. `uncalled` are the references of
    called cases that would be cancelled.
    """

    step: EarlierStep
    opens: tuple[str, ...]
    withdrawn: tuple[str, ...]
    undone: tuple[str, ...]
    asks: tuple[str, ...] = ()
    recalls: tuple[str, ...] = ()
    systems: tuple[str, ...] = ()
    uncalled: tuple[str, ...] = ()


def earlier_steps(work: Work, case_id: int, *, by: Actor) -> list[EarlierStep]:
    """The steps that a case can go back to, the latest done first. Raises NotFound, NotPermitted."""
    repair_view(work, case_id, by=by)
    rows = work.rows(_snapshots(case_id))
    return [EarlierStep(row["task_id"], row["name"], row["done_at"]) for row in rows]


def foresee_way_back(work: Work, case_id: int, task_id: int, *, by: Actor) -> WayBack:
    """What `go_back` would do; changes nothing. Raises NotFound, NotPermitted."""
    seen = repair_view(work, case_id, by=by)
    rows = work.rows(_snapshots(case_id))
    chosen = _chosen(rows, task_id)
    tasks = work.rows(
        select(_TASK.engine_task, _TASK.name, _TASK.status).where(_TASK.case_id == case_id).order_by(_TASK.id)
    )
    open_now = {row["engine_task"] for row in tasks if row["status"] in OPEN_TASK}
    then, then_open = set(chosen["waiting"]), bpmn.tokens_in(chosen["state"])
    others = [row["name"] for row in tasks if row["engine_task"] in then - open_now - {chosen["engine_task"]}]
    return WayBack(
        EarlierStep(chosen["task_id"], chosen["name"], chosen["done_at"]),
        opens=(chosen["name"], *others),
        withdrawn=tuple(row["name"] for row in tasks if row["engine_task"] in open_now - then),
        undone=tuple(row["name"] for row in reversed(rows) if row["id"] >= chosen["id"]),
        asks=_asked_again(work, seen, chosen),
        recalls=_recalled(work, case_id, then_open),
        systems=_done_by_systems(work, case_id, chosen["taken_at"]),
        uncalled=_uncalled(work, case_id, then_open),
    )


def _done_by_systems(work: Work, case_id: int, since: datetime) -> tuple[str, ...]:
    """The steps that systems have done since then, by name."""
    job = tables.job.c
    done = select(job.name).where(job.case_id == case_id, job.status == "done", job.done_at >= since).order_by(job.id)
    return tuple(dict.fromkeys(work.connection.scalars(done)))


def _asked_again(work: Work, seen: RepairView, chosen: RowMapping) -> tuple[str, ...]:
    """The steps of systems that the case waited for then, and does not wait for as it did."""
    if seen.walk_through:
        return ()
    version, box = definitions.running_version(work, seen.version_id), toolbox(work, case_id=seen.id)
    try:
        jobs = bpmn.jobs_now(version.spec, chosen["state"], orjson.loads(chosen["data"]), now=work.now, tools=box.tools)
    except Stuck:  # going back says why it cannot
        return ()
    state = tables.state.c
    now = bpmn.tokens_in(work.value(select(state.state).where(state.case_id == seen.id)) or b"")
    return tuple(job.name or job.element for job in jobs if job.id not in now)


def _recalled(work: Work, case_id: int, then: Collection[str]) -> tuple[str, ...]:
    """The open jobs that are none of the tokens of then, by the names of their steps."""
    job = tables.job.c
    jobs = select(job.engine_task, job.name).where(job.case_id == case_id, job.status.in_(OPEN_JOBS))
    return tuple(row["name"] for row in work.rows(jobs.order_by(job.id)) if row["engine_task"] not in then)


def _uncalled(work: Work, case_id: int, then: Collection[str]) -> tuple[str, ...]:
    """The references of the called cases that have not ended, and whose calls are none of the tokens of then."""
    called = called_by(work, case_id)
    return tuple(one.reference for one in called if one.status not in ENDED and one.engine_task not in then)


def go_back(
    work: Work, case_id: int, task_id: int, *, reason: str, by: Actor, if_version: int | None = None
) -> Settled:
    """Put a case back to where it stood before a task was done: its step opens again as a new task.

    Whoever does it finds the answers of then filled in. Finished tasks, their answers and clocks stay in the record.
    Raises NotFound (no such step to go back to), NotPermitted, StaleVersion, Conflict (ended, suspended), Refused (no
    reason, or the case could not go on from there).
    """
    case = hold_for_repair(work, case_id, by=by, if_version=if_version)
    if case.status == SUSPENDED:
        raise Conflict("This case is suspended. Resume it first, then go back.")
    chosen = _chosen(work.rows(_snapshots(case_id)), task_id)
    why = reason_given(reason, ask="Enter why the case goes back.")
    version = definitions.running_version(work, case.version_id)
    box = toolbox(work, case_id=case_id)
    outcome = _outcome(version.spec, case, chosen, work.now, box.tools)
    resolve_incident(work, case_id, by.user_id)
    work.execute(delete(tables.snapshot).where(_SNAPSHOT.case_id == case_id, _SNAPSHOT.id >= chosen["id"]))
    facts = {"step": chosen["name"], "done_at": chosen["done_at"].isoformat()}
    entry = Entry("case:case:went-back", by.user_id, ("case", case_id), case_id, why, facts)
    cause = Cause(by.user_id, entries=[entry, *box.entries], done_before=chosen["engine_task"])
    return settle(work, case, version, outcome, cause)


def _outcome(spec: bpmn.Spec, case: LockedCase, chosen: RowMapping, now: datetime, tools: bpmn.Tools) -> Outcome:
    try:
        return bpmn.go_back(
            spec,
            chosen["state"],
            case.state or chosen["state"],
            orjson.loads(chosen["data"]),
            again=chosen["engine_task"],
            since=chosen["taken_at"],
            now=now,
            tools=tools,
        )
    except Stuck as stuck:
        raise Refused(f"The case cannot go back there: {stuck.cause}. Nothing was changed.") from stuck


def _snapshots(case_id: int) -> Select[Any]:
    columns = (_SNAPSHOT.id, _SNAPSHOT.task_id, _SNAPSHOT.taken_at, _SNAPSHOT.state, _SNAPSHOT.data, _SNAPSHOT.waiting)
    return (
        select(*columns, _TASK.name, _TASK.done_at, _TASK.engine_task)
        .join(tables.task, _TASK.id == _SNAPSHOT.task_id)
        .where(_SNAPSHOT.case_id == case_id)
        .order_by(_SNAPSHOT.id.desc())
    )


def _chosen(rows: Sequence[RowMapping], task_id: int) -> RowMapping:
    for row in rows:
        if row["task_id"] == task_id:
            return row
    raise NotFound("The case cannot go back to this step. Choose one of those that are listed.")
