"""What the rooms above count and filter by, as subqueries to compose."""

from __future__ import annotations

from sqlalchemy import Subquery, select
from sqlalchemy.dialects.postgresql import distinct_on

from engine.definitions.tables import mark, process, step, version


def processes() -> Subquery:
    """One row a process: process_id, service_id."""
    return select(process.c.id.label("process_id"), process.c.service_id).subquery("processes")


def current_steps() -> Subquery:
    """One row a step as its newest version has it: process_id, service_id, step_key, name, kind."""
    return (
        select(version.c.process_id, process.c.service_id, step.c.step_key, step.c.name, step.c.kind)
        .join_from(step, version, version.c.id == step.c.version_id)
        .join(process, process.c.id == version.c.process_id)
        .ext(distinct_on(version.c.process_id, step.c.step_key))
        .order_by(version.c.process_id, step.c.step_key, version.c.id.desc())
        .subquery("current_steps")
    )


def steps_that_must_stay() -> Subquery:
    """One row a step that is marked today as one that must stay in the back office: process_id, step_key."""
    marked = (mark.c.valid_to.is_(None), mark.c.must_stay)
    return select(mark.c.process_id, mark.c.step_key).where(*marked).subquery("staying")
