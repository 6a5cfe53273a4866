"""What lists and figures above this room read of clocks, as subqueries to compose."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, exists, select

from engine.sla.tables import clock


def open_step_clocks() -> Subquery:
    """One row for each open clock of a task: task_id, team_id, status (running or paused), due_at, at_risk_at."""
    columns = (clock.c.task_id, clock.c.team_id, clock.c.status, clock.c.due_at, clock.c.at_risk_at)
    return select(*columns).where(clock.c.kind == "step", clock.c.stopped_at.is_(None)).subquery("step_clocks")


def has_case_clock(case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the whole of a case has a target: only then is there a date that was promised for it."""
    return exists(select(clock.c.id).where(clock.c.case_id == case_id, clock.c.kind == "case"))
