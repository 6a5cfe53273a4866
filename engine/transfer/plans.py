"""Dated plans for going live.

The first approved plan is never overwritten: re-planning adds one, and slip shows against both.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import insert, select

from engine import audit
from engine.clock import day_of, day_words
from engine.errors import Problem, Refused
from engine.forms import written
from engine.people import Actor
from engine.store import Work
from engine.transfer.change import load_for_change, save, standing_id_of
from engine.transfer.standing import Place, Standing
from engine.transfer.tables import plan as plan_table


@dataclass(frozen=True, slots=True)
class Plan:
    """One approved date for a step to be live at a site."""

    planned_on: date
    reason: str
    approved_by: int | None
    approved_at: datetime


@dataclass(frozen=True, slots=True)
class Slip:
    """Days late (negative: early) against the first and against the latest approved plan."""

    against_first: int
    against_latest: int


def replan(
    work: Work,
    *,
    process_id: int,
    step_key: str,
    site_id: int,
    planned_on: date,
    by: Actor,
    owner_id: int | None = None,
    reason: str = "",
    row_version: int = 0,
) -> Standing:
    """Approve a date, and if wanted a new owner, for a step without moving it.

    The first plan needs no reason; every later one does. Raises Refused without one, Conflict on a stale `row_version`.
    """
    reason = written("reason", "The reason", reason)
    place = Place(process_id, step_key, site_id)
    before = load_for_change(work, place, row_version)
    planned = replace(before, planned_on=planned_on, owner_id=owner_id or before.owner_id or by.user_id)
    after = save(work, place, before, planned, reason=reason, by=by.user_id)
    add_plan(work, before, after, reason=reason, by=by.user_id)
    facts: dict[str, Any] = {
        "process_id": process_id,
        "step_key": step_key,
        "site_id": site_id,
        "before": before.planned_on.isoformat() if before.planned_on else None,
        "planned_on": planned_on.isoformat(),
        "owner_id": after.owner_id,
    }
    subject = ("transfer_standing", after.id or 0)
    audit.record(work, "transfer:plan:approved", by=by.user_id, subject=subject, reason=reason, facts=facts)
    return after


def add_plan(work: Work, before: Standing, after: Standing, *, reason: str, by: int | None) -> None:
    """Add a dated plan when `after` has another date than `before`; one that has passed since may stay.

    Raises Refused for a new date that has passed, and when a re-planning has no reason.
    """
    if after.planned_on is None or after.planned_on == before.planned_on:
        return
    if after.planned_on < day_of(work.now):
        raise Refused.at("planned_on", f"{day_words(after.planned_on)} has passed. Enter today or a day after it.")
    if before.planned_on is not None and not reason:
        raise Refused(
            f"Step {after.step_key!r} is planned for {day_words(before.planned_on)}. Say why the date changes.",
            (Problem("reason", "Give the reason for the new date."),),
        )
    work.execute(
        insert(plan_table).values(
            standing_id=after.id,
            planned_on=after.planned_on,
            reason=reason,
            approved_by=by,
            approved_at=work.now,
        )
    )


def plans(work: Work, *, process_id: int, step_key: str, site_id: int) -> tuple[Plan, ...]:
    """All plans of a step at a site, the first approved one first."""
    of_place = plan_table.c.standing_id == standing_id_of(Place(process_id, step_key, site_id))
    columns = (
        plan_table.c.planned_on,
        plan_table.c.reason,
        plan_table.c.approved_by,
        plan_table.c.approved_at,
    )
    rows = work.rows(select(*columns).where(of_place).order_by(plan_table.c.id))
    return tuple(Plan(**row) for row in rows)


def slip(first: date | None, latest: date | None, live_since: datetime | None, now: datetime) -> Slip | None:
    """How late a step is: by the day it went live, or, while it has not, by the later of its latest plan and today.

    None without a plan. Days are days in England.
    """
    if first is None or latest is None:
        return None
    reached = day_of(live_since) if live_since is not None else max(latest, day_of(now))
    return Slip(against_first=(reached - first).days, against_latest=(reached - latest).days)
