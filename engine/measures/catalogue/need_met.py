"""Share of cases fulfilled by the promised date without the customer having to come back."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, Subquery, and_, exists, func, literal, or_
from sqlalchemy import case as when

from engine.cases import facts as case_facts
from engine.contacts import REPEAT_DAYS
from engine.contacts import facts as contact_facts
from engine.measures.case_rows import rows_of_cases
from engine.measures.measure import Measure, Scope

WINDOW = timedelta(days=REPEAT_DAYS)
STILL_OPEN = "still open"
"""Open, not yet late and not asked about again: not met so far, though it may still be."""
PROVISIONAL = "provisional"


def rows(scope: Scope) -> Subquery:
    """One row a case begun by a contact in the period, duplicates and withdrawals left out."""
    case = case_facts.cases()
    contact = contact_facts.contacts()
    in_time = and_(case.c.status == "ended", case.c.ended_at <= case.c.fulfil_by)
    return rows_of_cases(
        scope,
        case,
        contact,
        contact.c.contact_id == case.c.contact_id,
        and_(in_time, contact.c.repeat_measurable, ~_came_back(case, contact)).label("counted"),
        at=case.c.started_at,
        split=_certainty(case, contact, scope),
    )


def _certainty(case: Subquery, contact: Subquery, scope: Scope) -> ColumnElement[str]:
    may_be_met = and_(case.c.ended_at.is_(None), case.c.fulfil_by >= scope.now, ~_came_back(case, contact))
    ended_lately = func.coalesce(case.c.ended_at, scope.now) > scope.now - WINDOW
    return when(
        (~contact.c.repeat_measurable, literal("repeat not measurable")),
        (may_be_met, literal(STILL_OPEN)),
        (ended_lately, literal(PROVISIONAL)),
        else_=literal("settled"),
    )


def _came_back(case: Subquery, begun_by: Subquery) -> ColumnElement[bool]:
    """Whether the customer came back for the same matter within 28 days of the contact that began the case.

    Either a later contact touched this case, or one repeats the contact that began it (same customer or place, same
    process). What the council itself sends out is no coming back.
    """
    touch = contact_facts.case_contacts()
    repeat = contact_facts.contacts()
    touched = exists().where(
        touch.c.case_id == case.c.id,
        touch.c.kind == "touched",
        touch.c.channel != "outbound",
        touch.c.started_at > begun_by.c.started_at,
        touch.c.started_at <= begun_by.c.started_at + WINDOW,
    )
    repeated = exists().where(repeat.c.repeat_of_id == case.c.contact_id, repeat.c.channel != "outbound")
    return or_(touched, repeated)


MEASURE = Measure(
    key="need-met",
    version=3,
    name="Need met",
    definition=(
        "Of the cases that a contact began in the period, those fulfilled by the promised date and without a repeat "
        "contact for the same matter in the 28 days after that contact; what the council itself sends out is none. "
        "A case that is still open counts as not met until it is done: the part “still open” are those neither late "
        "nor asked about again, which may still raise the figure. Cases that ended in the last 28 days, or are open "
        "though late or asked about again, are provisional: they count as they stand today, and a repeat contact may "
        "still lower the figure. Without an identifiable customer or place a repeat is not measurable, which never "
        "counts as met. Duplicates and withdrawals are left out. Always shown with “finished at first contact”."
    ),
    numerator="cases fulfilled by the promised date with no repeat contact in 28 days",
    denominator="cases begun by a contact in the period, less duplicates and withdrawals",
    area="fulfilment",
    lead=False,
    owner="head of service",
    unit="share",
    rows=rows,
    split="how certain it is: settled, still open, provisional or repeat not measurable",
    counted="met",
    rest="not met",
    shown_with="finished-at-first-contact",
)
