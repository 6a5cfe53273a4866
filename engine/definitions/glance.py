"""The catalogue at a glance: each process with how it stands, how many steps it has and how they are marked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, and_, func, select

from engine.definitions.tables import mark, process, step, version
from engine.store import Work


@dataclass(frozen=True, slots=True)
class ProcessOverview:
    """One process. `number`, `stage`, `findings` (a count) and `uploaded_by` (None: the system) are of its newest
    version, `latest_version_id`.

    `live_number` is the number of `live_version_id`, the newest approved version that is ready to run; both None
    without one. The steps, and how many of them are marked, are of the live version, else of the newest.
    `changed_at` is when a version was last uploaded or approved, or a mark changed.
    """

    id: int
    key: str
    name: str
    service_id: int
    latest_version_id: int
    number: int
    stage: str
    findings: int
    uploaded_by: int | None
    live_version_id: int | None
    live_number: int | None
    step_keys: tuple[str, ...]
    once_and_done: int
    must_stay: int
    changed_at: datetime


def overview(work: Work, *, service_ids: Collection[int] | None = None) -> list[ProcessOverview]:
    """The processes of these services (None: of all) by name, in one statement."""
    query = _overview()
    if service_ids is not None:
        query = query.where(process.c.service_id.in_(service_ids))
    return [ProcessOverview(**{**row, "step_keys": tuple(row["step_keys"])}) for row in work.rows(query)]


def _overview() -> Select[Any]:
    heads, marks = _heads(), _last_marks()
    latest, live = version.alias("latest"), version.alias("live")
    steps = _steps(heads)
    return (
        select(
            process.c.id,
            process.c.key,
            process.c.name,
            process.c.service_id,
            latest.c.id.label("latest_version_id"),
            latest.c.number,
            latest.c.stage,
            func.jsonb_array_length(latest.c.findings).label("findings"),
            latest.c.uploaded_by,
            live.c.id.label("live_version_id"),
            live.c.number.label("live_number"),
            steps.c.step_keys,
            steps.c.once_and_done,
            steps.c.must_stay,
            func.greatest(heads.c.uploaded_at, heads.c.approved_at, marks.c.marked_at).label("changed_at"),
        )
        .join(heads, heads.c.process_id == process.c.id)
        .join(latest, latest.c.id == heads.c.latest_id)
        .outerjoin(live, live.c.id == heads.c.live_id)
        .join(steps, steps.c.process_id == process.c.id)
        .outerjoin(marks, marks.c.process_id == process.c.id)
        .order_by(process.c.name, process.c.id)
    )


def _heads() -> Subquery:
    ready = and_(version.c.stage == "live", version.c.approved_at.is_not(None))
    return (
        select(
            version.c.process_id,
            func.max(version.c.id).label("latest_id"),
            func.max(version.c.id).filter(ready).label("live_id"),
            func.max(version.c.uploaded_at).label("uploaded_at"),
            func.max(version.c.approved_at).label("approved_at"),
        )
        .group_by(version.c.process_id)
        .subquery("heads")
    )


def _steps(heads: Subquery) -> Subquery:
    """The steps of the version that counts, with how many are marked today."""
    today = and_(mark.c.process_id == heads.c.process_id, mark.c.step_key == step.c.step_key, mark.c.valid_to.is_(None))
    return (
        select(
            heads.c.process_id,
            func.array_agg(step.c.step_key).label("step_keys"),
            func.count().filter(mark.c.once_and_done).label("once_and_done"),
            func.count().filter(mark.c.must_stay).label("must_stay"),
        )
        .join(step, step.c.version_id == func.coalesce(heads.c.live_id, heads.c.latest_id))
        .outerjoin(mark, today)
        .group_by(heads.c.process_id)
        .subquery("steps")
    )


def _last_marks() -> Subquery:
    return (
        select(mark.c.process_id, func.max(mark.c.valid_from).label("marked_at"))
        .group_by(mark.c.process_id)
        .subquery("last_marks")
    )
