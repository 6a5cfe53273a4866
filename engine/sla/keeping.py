"""Targets as data: what is promised for a case, a step, a hand-off or a contact of a process, from a date on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import insert, select, update

from engine import audit
from engine.errors import Refused
from engine.forms import written
from engine.people import Actor, require
from engine.sla import tables
from engine.sla.calendars import calendars_for
from engine.store import Work
from engine.targets import parse_target

KINDS = ("case", "step", "hand-off", "contact")


@dataclass(frozen=True, slots=True)
class TargetRow:
    """A kept target. `valid_to` is the first day it no longer holds; None while it does."""

    id: int
    process_id: int
    kind: str
    step_key: str
    target: str
    calendar: str
    valid_from: date
    valid_to: date | None


def set_target(
    work: Work,
    *,
    process_id: int,
    kind: str,
    step_key: str = "",
    target: str,
    calendar: str,
    valid_from: date,
    reason: str,
    by: Actor,
) -> None:
    """Keep a target from `valid_from` on; what held before ends there. Clocks that run keep theirs.

    Raises `NotPermitted`, `UnclearTarget`, `NotFound` (no such calendar), `Refused` (unknown kind, a step's target
    without its step).
    """
    require(by, "calendar:manage")
    if kind not in KINDS or bool(step_key) != (kind == "step"):
        raise Refused.at(
            "kind", "A target is for a case, a step, a hand-off or a contact, and names the step when it is for one."
        )
    why = written("reason", "The reason", reason)
    text = parse_target(target).text
    calendars_for(work, [calendar])
    columns = tables.target.c
    same = (columns.process_id == process_id, columns.kind == kind, columns.step_key == step_key)
    work.execute(update(tables.target).where(*same, columns.valid_to.is_(None)).values(valid_to=valid_from))
    row = {"process_id": process_id, "kind": kind, "step_key": step_key, "target": text, "calendar": calendar}
    work.execute(insert(tables.target).values(**row, valid_from=valid_from, created_by=by.user_id, created_at=work.now))
    facts = {**row, "valid_from": valid_from.isoformat()}
    audit.record(work, "sla:target:set", by=by.user_id, subject=("process", process_id), reason=why, facts=facts)


def kept_targets(work: Work, process_id: int) -> list[TargetRow]:
    """Every target ever kept for a process, the oldest first."""
    columns = tables.target.c
    query = select(
        columns.id,
        columns.process_id,
        columns.kind,
        columns.step_key,
        columns.target,
        columns.calendar,
        columns.valid_from,
        columns.valid_to,
    )
    return [TargetRow(**row) for row in work.rows(query.where(columns.process_id == process_id).order_by(columns.id))]
