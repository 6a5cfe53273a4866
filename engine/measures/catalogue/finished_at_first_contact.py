"""Share of cases that the front office finished in the contact that began them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Subquery, and_, exists, or_, select

from engine.cases import OPEN_TASK
from engine.cases import facts as case_facts
from engine.contacts import facts as contact_facts
from engine.measures.case_rows import rows_of_cases
from engine.measures.measure import Measure, Scope


def rows(scope: Scope) -> Subquery:
    """One row a case begun by a contact in the period, duplicates and withdrawals left out.

    `short_at` and `short_team_id` are the first step that was not done in that contact, and whose it is; null for none.
    """
    case = case_facts.cases()
    contact = contact_facts.contacts()
    told = contact.c.ended_at.is_not(None)
    return rows_of_cases(
        scope,
        case,
        contact,
        contact.c.contact_id == case.c.contact_id,
        and_(told, _nothing_left_for_the_customer(case)).label("counted"),
        _first_left(case, "name").label("short_at"),
        _first_left(case, "team_id").label("short_team_id"),
        at=case.c.started_at,
        split=contact.c.channel,
    )


def _nothing_left_for_the_customer(case: Subquery) -> ColumnElement[bool]:
    """All that needs the customer or a decision was done by the front office in that contact.

    What is left, if anything, waits to be fulfilled: a task has the stage fulfilment only where no step can come after
    it that is of another stage (`definitions.stage_of`).
    """
    task = case_facts.work_of_cases()
    of_case = and_(task.c.case_id == case.c.id, task.c.status != "cancelled")
    elsewhere = exists().where(_not_in_the_contact(task, case))
    site_work = exists().where(of_case, task.c.stage == "fulfilment", task.c.status.in_(OPEN_TASK))
    return and_(~elsewhere, or_(case.c.status == "ended", and_(case.c.status.in_(("open", "suspended")), site_work)))


def _not_in_the_contact(task: Subquery, case: Subquery) -> ColumnElement[bool]:
    """Whether a task of the case, other than site work, was not done by the front office in the contact."""
    done_there = and_(
        task.c.status == "done", task.c.office == "front", task.c.contact_id.is_not_distinct_from(case.c.contact_id)
    )
    return and_(task.c.case_id == case.c.id, task.c.status != "cancelled", task.c.stage != "fulfilment", ~done_there)


def _first_left(case: Subquery, column: str) -> ScalarSelect[Any]:
    """A column of the first task that was not done in the contact; it costs nothing where it is not asked for."""
    task = case_facts.work_of_cases()
    found = select(task.c[column]).where(_not_in_the_contact(task, case))
    return found.order_by(task.c.id).limit(1).correlate(case).scalar_subquery()


MEASURE = Measure(
    key="finished-at-first-contact",
    version=2,
    name="Finished at first contact",
    definition=(
        "Of the cases that a contact began in the period, those where the front office did, in that contact, all that "
        "needs the customer or a decision, and told them (the contact was ended). Work at a place may be left to do "
        "(journey stage fulfilment), but no step that needs the customer or decides something may still come. "
        "Duplicates and withdrawals are left out. Always shown with “need met”."
    ),
    numerator="cases finished, but for work at a place, in the contact that began them",
    denominator="cases begun by a contact in the period, less duplicates and withdrawals",
    area="contact",
    lead=False,
    owner="head of service",
    unit="share",
    rows=rows,
    split="channel",
    counted="finished",
    rest="not finished",
    shown_with="need-met",
)
