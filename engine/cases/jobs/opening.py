"""The jobs of a case: written when the case asks for them, held while it is stuck, ended when it goes another way."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from typing import Any
from uuid import uuid4

from sqlalchemy import ColumnElement, and_, literal, or_, select, update
from sqlalchemy import case as sql_case
from sqlalchemy.dialects.postgresql import JSONB, insert

from engine import connectors
from engine.audit import Entry
from engine.bpmn import Outcome, WaitingJob, WaitingTask
from engine.cases import tables
from engine.cases.locking import LockedCase
from engine.connectors import NotDone
from engine.forms import looks_like_card
from engine.store import Work, recordset

RETRIES = 5
"""How often a job is tried before its case is stuck, where the model does not say."""
_JOB = tables.job.c
OPEN_JOBS = ("due", "locked", "held", "failed")
_COLUMNS = (
    "case_id", "engine_task", "element", "name", "kind", "topic", "service_id", "site_id", "key", "inputs", "status",
    "asked_at", "due_at", "retries", "retries_left",
)  # fmt: skip
_RENEWED = ("engine_task", "element", "name", "kind", "topic", "inputs")
_INSERT = (
    insert(tables.job)
    .from_select(_COLUMNS, select(recordset(tables.job, _COLUMNS, "jobs")))
    .on_conflict_do_nothing()
    .returning(_JOB.id, _JOB.engine_task)
)


def by_hand(case: LockedCase, outcome: Outcome) -> Outcome:
    """In a walk-through no system is asked: a person does what it would do, as a task."""
    if not case.walk_through or not outcome.jobs:
        return outcome
    tasks = tuple(WaitingTask(job.id, job.element, job.name, job.lane, job.values) for job in outcome.jobs)
    return replace(outcome, waiting=(*outcome.waiting, *tasks), jobs=())


def wait_of(outcome: Outcome) -> str:
    """The next action of a case for which only systems work; empty where none does."""
    systems = dict.fromkeys(_system(job) for job in outcome.jobs)
    return f"Wait for the system {' and '.join(f'‘{system}’' for system in systems)}" if systems else ""


def settle_jobs(work: Work, case: LockedCase, outcome: Outcome) -> list[Entry]:
    """End the jobs that the case needs no more, and write those that it asks for; no statement where there are none."""
    cancel_jobs(work, case.id, outcome.withdrawn)
    if outcome.rewritten:
        _cancel_others(work, case.id, [job.id for job in outcome.jobs])
        renew_jobs(work, case, outcome.jobs, outcome.data)
        release_jobs(work, case.id)
    return _open_jobs(work, case, outcome)


def renew_jobs(work: Work, case: LockedCase, jobs: Sequence[WaitingJob], data: Mapping[str, object]) -> None:
    """Let open jobs be what the model and the case's data say today, each under the key that it has.

    One that a worker has begun stays as it was asked, unless another system is asked now: then that worker's claim is
    lost.
    """
    found = [_row(work, case, job, _given(job, data)) for job in jobs if job.inputs is not None]
    if not found:
        return
    new = recordset(tables.job, _RENEWED, "jobs")
    elsewhere = or_(_JOB.kind != new.c.kind, _JOB.topic != new.c.topic)
    asked_anew, begun_elsewhere = or_(elsewhere, _JOB.status != "locked"), and_(elsewhere, _JOB.status == "locked")
    work.execute(
        update(tables.job)
        .where(_JOB.case_id == case.id, _JOB.status.in_(OPEN_JOBS), _JOB.engine_task == new.c.engine_task)
        .values(
            element=new.c.element,
            name=new.c.name,
            kind=new.c.kind,
            topic=new.c.topic,
            inputs=sql_case((asked_anew, new.c.inputs), else_=_JOB.inputs),
            status=sql_case((begun_elsewhere, "due"), else_=_JOB.status),
            due_at=sql_case((begun_elsewhere, work.now), else_=_JOB.due_at),
        ),
        {"jobs": found},
    )


def _open_jobs(work: Work, case: LockedCase, outcome: Outcome) -> list[Entry]:
    """Write the jobs that were asked for in this action, due at once; one that is there already stays as it is."""
    new = [(job, _given(job, outcome.data)) for job in outcome.jobs if job.inputs is not None]
    if not new:
        return []
    rows = work.rows(_INSERT, {"jobs": [_row(work, case, job, inputs) for job, inputs in new]})
    ids = {row["engine_task"]: row["id"] for row in rows}
    return [_asked(case, job, ids[job.id]) for job, _ in new if job.id in ids]


def _given(job: WaitingJob, data: Mapping[str, object]) -> Mapping[str, object]:
    """What a job is given: what the model says; for a function, else, what the case calls like its inputs."""
    if job.kind == "callable" and not job.inputs:
        return connectors.taken_from(job.topic, {**data, **job.values})
    return job.inputs or {}


def _row(work: Work, case: LockedCase, job: WaitingJob, inputs: Mapping[str, object]) -> dict[str, Any]:
    retries = job.retries or RETRIES
    return {
        "case_id": case.id,
        "engine_task": job.id,
        "element": job.element,
        "name": job.name or job.element,
        "kind": job.kind,
        "topic": _system(job),
        "service_id": case.service_id,
        "site_id": case.site_id,
        "key": _new_key(),
        "inputs": inputs,
        "status": "due",
        "asked_at": work.now,
        "due_at": work.now,
        "retries": retries,
        "retries_left": retries,
    }


def _system(job: WaitingJob) -> str:
    """What is asked: the topic, the host of a call over HTTP, else what the step is called."""
    if job.kind == "http" and job.inputs is not None:
        with suppress(NotDone):
            return connectors.origin_of(str(job.inputs.get("url"))).words
    return job.topic or job.name or job.element


def _asked(case: LockedCase, job: WaitingJob, job_id: int) -> Entry:
    facts = {"step": job.name or job.element, "system": _system(job)}
    return Entry("case:job:asked", by=None, subject=("job", job_id), case_id=case.id, facts=facts)


def cancel_jobs(work: Work, case_id: int, engine_tasks: Sequence[str] | None = None) -> None:
    """End jobs that the case needs no more: those of the engine's ids, or all; no statement for an empty list."""
    if engine_tasks is not None and not engine_tasks:
        return
    wanted = () if engine_tasks is None else (_JOB.engine_task.in_(engine_tasks),)
    _cancel(work, case_id, *wanted)


def _cancel_others(work: Work, case_id: int, engine_tasks: Sequence[str]) -> None:
    """End the jobs of all tokens but these."""
    _cancel(work, case_id, _JOB.engine_task.not_in(engine_tasks))


def _cancel(work: Work, case_id: int, *wanted: ColumnElement[bool]) -> None:
    statement = update(tables.job).where(_JOB.case_id == case_id, _JOB.status.in_(OPEN_JOBS), *wanted)
    work.execute(statement.values(status="cancelled", inputs=literal({}, type_=JSONB), last_error=""))


def hold_jobs(work: Work, case_id: int) -> None:
    """Let nobody begin or end a job of a case that is stuck; what was done of it is done again with the same key."""
    _set_status(work, case_id, ("due", "locked"), "held")


def release_jobs(work: Work, case_id: int) -> None:
    """Let jobs that were held, or had failed for good, be done from now on; the failed ones with all their retries."""
    work.execute(
        update(tables.job)
        .where(_JOB.case_id == case_id, _JOB.status.in_(("held", "failed")))
        .values(
            status="due",
            due_at=work.now,
            retries_left=sql_case((_JOB.status == "failed", _JOB.retries), else_=_JOB.retries_left),
        )
    )


def _set_status(work: Work, case_id: int, of: Collection[str], status: str) -> None:
    work.execute(update(tables.job).where(_JOB.case_id == case_id, _JOB.status.in_(of)).values(status=status))


def _new_key() -> str:
    """A key of its own; never one that reads like a payment card number, as no system could give that back to us."""
    key = str(uuid4())
    while looks_like_card(key):
        key = str(uuid4())
    return key
