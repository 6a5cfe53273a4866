"""Read a case for change: its row, its state document and one task, locked until the unit of work ends.

Everything locks the case first, then its state, then its tasks: rows are locked in the order in which a statement
names their tables. Whoever locked a task first would wait for ever for somebody who holds its case. Before a called
case comes the first of those that called each other: whoever holds that one holds them all, and may go from one to
the other in any order.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Join, RowMapping, bindparam, func, select

from engine.cases import tables
from engine.cases.packing import data_of
from engine.errors import NotFound
from engine.sla import is_watched
from engine.store import Work

_CASE = tables.case.c
_STATE = tables.state.c
_TASK = tables.task.c
_HAND_OFF = tables.hand_off.c


@dataclass(frozen=True, slots=True)
class LockedCase:
    """A case as it stands, held by this unit of work.

    `state` is the engine's document (None when the case never got going), `data` the answers and results so far,
    `waiting` the engine's ids of the tasks that were open, `ran` the elements of the steps that were done by themselves
    (None for a case of a time when that was not kept). `channel` is that of the contact that began it, if one did.
    `root_id` is, of a called case, the first of the cases that called each other, which is held as well.
    `watched`: a target with conditions is watched on it.
    """

    id: int
    reference: str
    process_id: int
    version_id: int
    service_id: int
    site_id: int
    status: str
    walk_through: bool
    owner_id: int | None
    begun_by_team_id: int | None
    contact_id: int | None
    channel: str
    state: bytes | None
    data: dict[str, Any]
    waiting: tuple[str, ...]
    ran: frozenset[str] | None
    row_version: int
    root_id: int | None = None
    watched: bool = False


@dataclass(frozen=True, slots=True)
class LockedTask:
    """A task as it stands, held by this unit of work together with its case.

    `hand_off_id` is the hand-off that waits with it, if any.
    """

    id: int
    engine_task: str
    element: str
    step_key: str
    name: str
    team_id: int
    office: str
    route: str
    stage: str
    status: str
    claimed_by: int | None
    due_at: datetime | None
    row_version: int
    hand_off_id: int | None


_CASE_COLUMNS = (
    _CASE.id.label("case_id"),
    _CASE.reference,
    _CASE.version_id,
    _CASE.status.label("case_status"),
    _CASE.walk_through,
    _CASE.owner_id,
    _CASE.begun_by_team_id,
    _CASE.contact_id,
    _CASE.channel,
    _CASE.process_id,
    _CASE.service_id,
    _CASE.site_id,
    _STATE.state,
    _STATE.data,
    _STATE.waiting,
    _STATE.ran,
    _STATE.row_version.label("state_version"),
    _CASE.root_id,
    is_watched(_CASE.id).label("watched"),
)
_TASK_COLUMNS = (
    _TASK.id,
    _TASK.engine_task,
    _TASK.element,
    _TASK.step_key,
    _TASK.name,
    _TASK.team_id,
    _TASK.office,
    _TASK.route,
    _TASK.stage,
    _TASK.status,
    _TASK.claimed_by,
    _TASK.due_at,
    _TASK.row_version,
    select(func.max(_HAND_OFF.id))
    .where(_HAND_OFF.task_id == _TASK.id, _HAND_OFF.status == "waiting")
    .scalar_subquery()
    .label("hand_off_id"),
)


@dataclass(frozen=True, slots=True)
class LockedJob:
    """A job as it stands, held by this unit of work together with its case.

    `worker` is who works on it, or did at last; `worker_user_id` the account it came with, None for our own workers.
    """

    id: int
    engine_task: str
    element: str
    name: str
    kind: str
    topic: str
    status: str
    worker: str
    worker_user_id: int | None
    attempts: int
    retries_left: int


_JOB_COLUMNS = tuple(tables.job.c[name] for name in LockedJob.__slots__)


def with_root() -> Join:
    """Each case after the first of those that called each other, which is itself for a case that was not called."""
    root = tables.case.alias("root")
    return root.join(tables.case, root.c.id == func.coalesce(_CASE.root_id, _CASE.id))


_LOCK_CASE = (
    select(*_CASE_COLUMNS)
    .select_from(with_root())
    .join(tables.state, _STATE.case_id == _CASE.id)
    .where(_CASE.id == bindparam("of_case", type_=_CASE.id.type))
)
_LOCK_TASK = (
    select(*_TASK_COLUMNS, *_CASE_COLUMNS)
    .select_from(with_root())
    .join(tables.state, _STATE.case_id == _CASE.id)
    .join(tables.task, _TASK.case_id == _CASE.id)
    .where(_TASK.id == bindparam("of_task", type_=_TASK.id.type))
    .with_for_update()
)
_LOCK_JOB = (
    select(*_JOB_COLUMNS, *_CASE_COLUMNS)
    .select_from(with_root())
    .join(tables.state, _STATE.case_id == _CASE.id)
    .join(tables.job, tables.job.c.case_id == _CASE.id)
    .where(tables.job.c.id == bindparam("of_job", type_=tables.job.c.id.type))
    .with_for_update()
)
_LOCK_OR_WAIT, _LOCK_IF_FREE = _LOCK_CASE.with_for_update(), _LOCK_CASE.with_for_update(skip_locked=True)


def lock_case(work: Work, case_id: int) -> LockedCase:
    """The case, locked. Raises NotFound."""
    row = work.row(_LOCK_OR_WAIT, {"of_case": case_id})
    if row is None:
        raise NotFound(f"There is no case {case_id}.")
    return _case_of(row)


def lock_case_if_free(work: Work, case_id: int) -> LockedCase | None:
    """The case, locked; None when somebody else holds it now."""
    row = work.row(_LOCK_IF_FREE, {"of_case": case_id})
    return None if row is None else _case_of(row)


def lock_task(work: Work, task_id: int) -> tuple[LockedTask, LockedCase]:
    """The task and its case, locked together. Raises NotFound."""
    row = work.row(_LOCK_TASK, {"of_task": task_id})
    if row is None:
        raise NotFound(f"There is no task {task_id}.")
    return LockedTask(**{column.name: row[column.name] for column in _TASK_COLUMNS}), _case_of(row)


def lock_job(work: Work, job_id: int) -> tuple[LockedJob, LockedCase]:
    """The job and its case, locked together. Raises NotFound."""
    row = work.row(_LOCK_JOB, {"of_job": job_id})
    if row is None:
        raise NotFound(f"There is no job {job_id}.")
    return LockedJob(**{column.name: row[column.name] for column in _JOB_COLUMNS}), _case_of(row)


def _case_of(row: RowMapping) -> LockedCase:
    return LockedCase(
        id=row["case_id"],
        reference=row["reference"],
        process_id=row["process_id"],
        version_id=row["version_id"],
        service_id=row["service_id"],
        site_id=row["site_id"],
        status=row["case_status"],
        walk_through=row["walk_through"],
        owner_id=row["owner_id"],
        begun_by_team_id=row["begun_by_team_id"],
        contact_id=row["contact_id"],
        channel=row["channel"],
        state=row["state"],
        data=data_of(row["data"]),
        waiting=tuple(row["waiting"]),
        ran=None if row["ran"] is None else frozenset(row["ran"]),
        row_version=row["state_version"],
        root_id=row["root_id"],
        watched=row["watched"],
    )
