"""Claiming jobs: many workers at once, each job for one of them at a time and only for as long as it asked.

A claim is a lease. It is written before anything is done, in a unit of work of its own, and when it runs out the job
can be claimed again: a worker that died loses nothing, and what it did is done again under the same key.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import starmap
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, bindparam, literal_column, select, update

from engine import people
from engine.cases import tables
from engine.people import Actor
from engine.store import Work

_JOB = tables.job.c
_CASE = tables.case.c
_EXTERNAL: ColumnElement[str] = literal_column("'external'")
_CLAIMABLE: tuple[ColumnElement[str], ...] = (literal_column("'due'"), literal_column("'locked'"))
"""Written out, so that the planner sees the condition of the index."""


@dataclass(frozen=True, slots=True)
class ClaimedJob:
    """A job as whoever claimed it sees it.

    `key` is the same however often the job is tried: the receiver of what is done for it drops repeats by it.
    `attempts` counts this try. `due_at` is the moment until which the claim holds.
    """

    id: int
    key: str
    kind: str
    topic: str
    case_id: int
    reference: str
    element: str
    name: str
    inputs: Mapping[str, Any]
    attempts: int
    retries_left: int
    due_at: datetime


def fetch_jobs(
    work: Work, *, worker: str, topics: Sequence[str], most: int, lock_for: timedelta, by: Actor
) -> list[ClaimedJob]:
    """Claim up to `most` jobs of these topics that are due, for a program outside; topics named earlier come first.

    Only of services and sites for which `by` may work on jobs.
    """
    statement = _claiming(
        _JOB.kind == _EXTERNAL,
        _JOB.topic == bindparam("asked_topic", type_=_JOB.topic.type),
        people.in_scopes(people.scopes(by, "job:work"), _JOB.service_id, _JOB.site_id),
    )
    found: list[ClaimedJob] = []
    for topic in dict.fromkeys(topics):
        if len(found) < most:
            given = _given(work, worker, by, most - len(found), lock_for)
            found += _claimed(work, statement, {**given, "asked_topic": topic})
    return found


def claim_due(work: Work, *, worker: str, most: int, lock_for: timedelta, by: Actor) -> list[ClaimedJob]:
    """Claim up to `most` jobs that this program does itself and that are due, the longest due first."""
    return _claimed(work, _OURS, _given(work, worker, by, most, lock_for))


def _claimed(work: Work, statement: Select[Any], given: Mapping[str, Any]) -> list[ClaimedJob]:
    """The rows in the order of the fields: by place is several times as quick as by name."""
    return list(starmap(ClaimedJob, work.execute(statement, given)))


def _given(work: Work, worker: str, by: Actor, most: int, lock_for: timedelta) -> dict[str, Any]:
    return {"now": work.now, "until": work.now + lock_for, "by_worker": worker, "user_id": by.user_id, "most": most}


def _claiming(*wanted: ColumnElement[bool]) -> Select[Any]:
    """Lease what is wanted and due, in one statement: `due_at` becomes the end of the lease."""
    now = bindparam("now", type_=_JOB.due_at.type)
    due = (
        select(_JOB.id)
        .where(*wanted, _JOB.status.in_(_CLAIMABLE), _JOB.due_at <= now)
        .order_by(_JOB.due_at, _JOB.id)
        .limit(bindparam("most", type_=Integer))
        .with_for_update(skip_locked=True)
        .cte("due")
    )
    claimed = (
        update(tables.job)
        .where(_JOB.id == due.c.id)
        .values(
            status="locked",
            due_at=bindparam("until", type_=_JOB.due_at.type),
            worker=bindparam("by_worker", type_=_JOB.worker.type),
            worker_user_id=bindparam("user_id", type_=_JOB.worker_user_id.type),
            attempts=_JOB.attempts + 1,
            tried_at=now,
        )
        .returning(tables.job)
        .cte("claimed")
    )
    return (
        select(*(_CASE.reference if name == "reference" else claimed.c[name] for name in ClaimedJob.__slots__))
        .join_from(claimed, tables.case, _CASE.id == claimed.c.case_id)
        .order_by(claimed.c.asked_at, claimed.c.id)
    )


_OURS = _claiming(_JOB.kind != _EXTERNAL)
"""Made once: a worker with nothing to do asks it every second."""
