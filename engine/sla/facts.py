"""What lists and figures above this room read of clocks, as subqueries to compose."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Subquery, case, exists, func, select

from engine.sla.reading import outcome_of_met
from engine.sla.tables import calendar, clock, clock_event, clock_share


def open_step_clocks() -> Subquery:
    """One row for each open clock of a task: case_id, task_id, team_id, status (running or paused), due_at, at_risk_at,
    extended (more time was agreed)."""
    names = ("case_id", "task_id", "team_id", "status", "due_at", "at_risk_at", "extended")
    open_ = (clock.c.kind == "step", clock.c.stopped_at.is_(None))
    return select(*(clock.c[name] for name in names)).where(*open_).subquery("step_clocks")


def divided_time() -> Subquery:
    """One row a party of each case whose promised time was met and divided: id, case_id, service_id, party, seconds
    (all of it), working_seconds, stopped_at."""
    share = clock_share.c
    columns = (share.id, clock.c.case_id, clock.c.service_id, share.party, share.seconds, share.working_seconds)
    of_clock = select(*columns, clock.c.stopped_at).join(clock, clock.c.id == share.clock_id)
    return of_clock.where(clock.c.published).subquery("divided_time")


def promised_by(case_id: ColumnElement[int]) -> ColumnElement[datetime | None]:
    """The date that is promised for the whole of a case: the due date of its published clock, the last one it had
    while that is paused. Null when nothing was promised. The open one counts before those that stopped, of these the
    latest cycle, and of several the earliest.
    """
    due = func.coalesce(clock.c.told_due_at, clock.c.due_at, clock.c.first_due_at)
    return (
        select(due)
        .where(clock.c.case_id == case_id, clock.c.kind == "case", clock.c.published)
        .order_by(clock.c.stopped_at.is_not(None), clock.c.cycle.desc(), due)
        .limit(1)
        .scalar_subquery()
    )


def measured_clocks() -> Subquery:
    """One row a clock that was not cancelled: id, case_id, task_id, kind, name, service_id, team_id, target, calendar
    (its key), calendar_version, started_at, due_at, stopped_at (None while open), breached_at, extended, changed
    (whether it was ever paused or extended), outcome (how it did by its own target, of those that have stopped:
    `in-time`, `in-agreed-time` or `late`)."""
    names = (
        "id", "case_id", "task_id", "kind", "name", "service_id", "team_id", "target", "calendar_version",
        "started_at", "due_at", "stopped_at", "breached_at", "extended",
    )  # fmt: skip
    of_met = case((clock.c.status == "met", outcome_of_met()), else_="").label("outcome")
    changed = exists(
        select(clock_event.c.id).where(
            clock_event.c.clock_id == clock.c.id, clock_event.c.kind.in_(("paused", "extended"))
        )
    )
    return (
        select(*(clock.c[name] for name in names), calendar.c.key.label("calendar"), changed.label("changed"), of_met)
        .join(calendar, calendar.c.id == clock.c.calendar_id)
        .where(clock.c.status != "cancelled")
        .subquery("measured")
    )


def open_pauses() -> Subquery:
    """One row a reason for which the time of a case stands still now: case_id, service_id, team_id (whose step waits,
    else the case's), reason, party, since, expected_at, calendar (its key), calendar_version."""
    event, later = clock_event.c, clock_event.alias("later").c
    went_on = exists(
        select(later.id).where(
            later.clock_id == clock.c.id,
            later.kind == "resumed",
            later.reason.in_((event.reason, "")),
            later.at > event.at,
        )
    )
    of_step = func.min(clock.c.team_id).filter(clock.c.kind == "step")
    return (
        select(
            clock.c.case_id,
            func.min(clock.c.service_id).label("service_id"),
            func.coalesce(of_step, func.min(clock.c.team_id)).label("team_id"),
            event.reason,
            event.party,
            func.min(event.at).label("since"),
            func.max(event.until).label("expected_at"),
            func.min(calendar.c.key).label("calendar"),
            func.max(clock.c.calendar_version).label("calendar_version"),
        )
        .join(clock_event, event.clock_id == clock.c.id)
        .join(calendar, calendar.c.id == clock.c.calendar_id)
        .where(clock.c.status == "paused", clock.c.case_id.is_not(None), event.kind == "paused", event.party != "")
        .where(~went_on)
        .group_by(clock.c.case_id, event.reason, event.party)
        .subquery("open_pauses")
    )


def times_paused() -> Subquery:
    """One row a case with a clock that has not stopped, whose time was stopped for a reason of the list: case_id,
    team_id, times (each pause of several such clocks at once is one). What it costs follows the clocks that are open.
    """
    event = clock_event.c
    times = func.count(func.concat(event.reason, " ", event.recorded_at).distinct())
    return (
        select(clock.c.case_id, func.max(clock.c.team_id).label("team_id"), times.label("times"))
        .join(clock_event, event.clock_id == clock.c.id)
        .where(event.kind == "paused", event.party != "", clock.c.case_id.is_not(None), clock.c.stopped_at.is_(None))
        .group_by(clock.c.case_id)
        .subquery("times_paused")
    )


def decided_statutory() -> Subquery:
    """One row a clock of a time set by law that was met: id, case_id, name, stopped_at, outcome (`in-time`,
    `in-agreed-time` or `late`)."""
    columns = (clock.c.id, clock.c.case_id, clock.c.name, clock.c.stopped_at, outcome_of_met().label("outcome"))
    return select(*columns).where(clock.c.statutory, clock.c.status == "met").subquery("decided_statutory")
