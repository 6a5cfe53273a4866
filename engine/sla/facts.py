"""What lists and figures above this room read of clocks, as subqueries to compose."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Subquery, exists, select

from engine.sla.tables import calendar, clock, clock_event


def open_step_clocks() -> Subquery:
    """One row for each open clock of a task: task_id, team_id, status (running or paused), due_at, at_risk_at."""
    columns = (clock.c.task_id, clock.c.team_id, clock.c.status, clock.c.due_at, clock.c.at_risk_at)
    return select(*columns).where(clock.c.kind == "step", clock.c.stopped_at.is_(None)).subquery("step_clocks")


def has_case_clock(case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether the whole of a case has a target: only then is there a date that was promised for it."""
    return exists(select(clock.c.id).where(clock.c.case_id == case_id, clock.c.kind == "case"))


def measured_clocks() -> Subquery:
    """One row a clock that was not cancelled: id, case_id, task_id, kind, name, service_id, team_id, target, calendar
    (its key), calendar_version, started_at, due_at, stopped_at (None while open), breached_at, changed (whether it was
    ever paused or extended)."""
    names = (
        "id", "case_id", "task_id", "kind", "name", "service_id", "team_id", "target", "calendar_version",
        "started_at", "due_at", "stopped_at", "breached_at",
    )  # fmt: skip
    changed = exists(
        select(clock_event.c.id).where(
            clock_event.c.clock_id == clock.c.id, clock_event.c.kind.in_(("paused", "extended"))
        )
    )
    return (
        select(*(clock.c[name] for name in names), calendar.c.key.label("calendar"), changed.label("changed"))
        .join(calendar, calendar.c.id == clock.c.calendar_id)
        .where(clock.c.status != "cancelled")
        .subquery("measured")
    )
