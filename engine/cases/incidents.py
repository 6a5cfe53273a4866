"""Technical failures: the case is kept as it was, shown as stuck, and can be tried again once the cause is mended."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from engine import audit, definitions
from engine.audit import Entry
from engine.bpmn import Stuck
from engine.cases import tables
from engine.cases.jobs.opening import hold_jobs
from engine.cases.locking import LockedCase
from engine.cases.statuses import STUCK
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Incident:
    """Why a case is stuck. `pending` is the action that waits to be tried again."""

    id: int
    case_id: int
    happened_at: datetime
    element: str
    cause: str
    pending: Mapping[str, Any]


def record_incident(
    work: Work, case: LockedCase, stuck: Stuck, *, pending: Mapping[str, Any], entries: Sequence[Entry] = ()
) -> None:
    """Keep the case as it is, mark it stuck, and remember what was being done."""
    work.execute(
        insert(tables.incident).values(
            case_id=case.id,
            happened_at=work.now,
            element=stuck.element,
            cause=str(stuck.cause),
            pending=literal(dict(pending), type_=JSONB),
        )
    )
    columns = tables.case.c
    promised = func.coalesce(columns.promised_at, columns.fulfil_by)
    work.execute(
        update(tables.case)
        .where(columns.id == case.id)
        .values(status=STUCK, next_action="Repair the case", next_team_id=None, promised_at=promised)
    )
    work.execute(
        update(tables.state)
        .where(tables.state.c.case_id == case.id)
        .values(due_at=None, row_version=tables.state.c.row_version + 1)
    )
    hold_jobs(work, case.id)
    version = definitions.running_version(work, case.version_id)
    facts = {"element": stuck.element, "step": definitions.element_name(version, stuck.element)}
    failed = Entry("case:case:stuck", by=None, subject=("case", case.id), case_id=case.id, facts=facts)
    audit.record_many(work, [*entries, failed])


def open_incident(work: Work, case_id: int) -> Incident | None:
    """The failure that holds the case, or None."""
    columns = tables.incident.c
    row = work.row(
        select(*(columns[name] for name in ("id", "case_id", "happened_at", "element", "cause", "pending")))
        .where(columns.case_id == case_id, columns.resolved_at.is_(None))
        .order_by(columns.id.desc())
    )
    return Incident(**row) if row else None


def resolve_incident(work: Work, case_id: int, by: int | None) -> None:
    """Note that nothing holds the case any more: it is tried again, or closed."""
    columns = tables.incident.c
    work.execute(
        update(tables.incident)
        .where(columns.case_id == case_id, columns.resolved_at.is_(None))
        .values(resolved_at=work.now, resolved_by=by)
    )
