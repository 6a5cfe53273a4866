"""Looking at jobs: those of one case, and lists of those that a reader may see. What they are given is never shown."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine import people
from engine.cases import tables
from engine.people import Actor
from engine.store import Work

STATUSES = ("due", "locked", "held", "done", "failed", "cancelled")
_JOB = tables.job.c


@dataclass(frozen=True, slots=True)
class CaseJob:
    """A job as lists show it.

    `status` is `due` (also while it waits to be tried again), `locked` (a worker has it), `held` (its case is stuck),
    `done`, `failed` (without retries left; its case is stuck) or `cancelled`. `due_at` is when it may be claimed next.
    """

    id: int
    case_id: int
    element: str
    name: str
    kind: str
    topic: str
    service_id: int
    site_id: int
    status: str
    asked_at: datetime
    due_at: datetime
    worker: str
    attempts: int
    retries_left: int
    last_error: str
    tried_at: datetime | None
    done_at: datetime | None

    @property
    def waiting(self) -> bool:
        """Whether the case still waits for it."""
        return self.status in ("due", "locked", "held", "failed")


@dataclass(frozen=True, slots=True)
class JobFilter:
    """Which jobs a list shows; what is empty limits nothing."""

    status: str = ""
    topic: str = ""
    case_id: int | None = None


_COLUMNS = tuple(_JOB[name] for name in CaseJob.__slots__)


def jobs_of_case(work: Work, case_id: int) -> tuple[CaseJob, ...]:
    """The jobs of a case, the oldest first. The caller has read the case, and so may see them."""
    rows = work.rows(select(*_COLUMNS).where(_JOB.case_id == case_id).order_by(_JOB.id))
    return tuple(CaseJob(**row) for row in rows)


def find_jobs(
    work: Work, wanted: JobFilter, *, by: Actor, before_id: int | None = None, limit: int = 50
) -> list[CaseJob]:
    """Jobs of the services and sites for which `by` may read jobs, the newest first."""
    statement = (
        select(*_COLUMNS)
        .where(people.in_scopes(people.scopes(by, "job:read"), _JOB.service_id, _JOB.site_id))
        .order_by(_JOB.id.desc())
        .limit(limit)
    )
    for column, value in ((_JOB.status, wanted.status), (_JOB.topic, wanted.topic), (_JOB.case_id, wanted.case_id)):
        if value not in ("", None):
            statement = statement.where(column == value)
    if before_id is not None:
        statement = statement.where(_JOB.id < before_id)
    return [CaseJob(**row) for row in work.rows(statement)]
