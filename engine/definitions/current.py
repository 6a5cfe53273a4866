"""The steps of processes as they are today, many processes at once: what a table of steps by sites has as its rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import and_, select
from sqlalchemy.dialects.postgresql import distinct_on

from engine.definitions.tables import mark, step, version
from engine.store import Work

BY_PEOPLE = ("userTask", "manualTask", "task")
"""Kinds of steps that a person does."""


@dataclass(frozen=True, slots=True)
class CurrentStep:
    """A step that a person does, with what is marked of it. `lane` says who the model gives it to."""

    process_id: int
    step_key: str
    name: str
    lane: str
    once_and_done: bool
    must_stay: bool


def current_steps(work: Work, process_ids: Collection[int]) -> list[CurrentStep]:
    """The steps people do in these processes, in one statement: by process, then in the order of the file.

    They are those of the newest version of every variant; one that is approved and ready to run goes before others.
    """
    ready = and_(version.c.stage == "live", version.c.approved_at.is_not(None))
    newest = (
        select(version.c.id, version.c.process_id)
        .ext(distinct_on(version.c.variant_id))
        .where(version.c.process_id.in_(list(process_ids)))
        .order_by(version.c.variant_id, ready.desc(), version.c.number.desc())
        .subquery("newest")
    )
    today = and_(
        mark.c.process_id == newest.c.process_id, mark.c.step_key == step.c.step_key, mark.c.valid_to.is_(None)
    )
    marked = (mark.c.once_and_done, mark.c.must_stay)
    statement = (
        select(newest.c.process_id, step.c.step_key, step.c.name, step.c.lane, *marked)
        .join(newest, newest.c.id == step.c.version_id)
        .outerjoin(mark, today)
        .where(step.c.kind.in_(BY_PEOPLE))
        .order_by(newest.c.process_id, newest.c.id, step.c.position)
    )
    found: dict[tuple[int, str], CurrentStep] = {}
    for row in work.rows(statement):
        current = CurrentStep(
            row["process_id"],
            row["step_key"],
            row["name"],
            row["lane"],
            once_and_done=bool(row["once_and_done"]),
            must_stay=bool(row["must_stay"]),
        )
        found.setdefault((row["process_id"], row["step_key"]), current)
    return list(found.values())
