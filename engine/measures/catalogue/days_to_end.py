"""How long customers wait: days from the contact that began a case to its end."""

from __future__ import annotations

from sqlalchemy import Float, Subquery, cast, extract, literal, select, true

from engine.cases import facts as case_facts
from engine.contacts import facts as contact_facts
from engine.measures.measure import Measure, Scope

_DAY_SECONDS = 86_400


def rows(scope: Scope) -> Subquery:
    """One row a case begun by a contact and ended in the period, with its `days` from one to the other."""
    case = case_facts.cases()
    contact = contact_facts.begun_cases()
    waited = extract("epoch", case.c.ended_at - contact.c.started_at) / _DAY_SECONDS
    return (
        select(
            *(case.c[name] for name in ("service_id", "process_id")),
            literal("").label("step_key"),
            case.c.site_id,
            contact.c.channel.label("split"),
            case.c.id.label("case_id"),
            case.c.reference,
            case.c.outcome.label("name"),
            case.c.id.label("row_id"),
            case.c.ended_at.label("at"),
            true().label("counted"),
            cast(waited, Float).label("days"),
        )
        .join(contact, contact.c.case_id == case.c.id)
        .where(
            case.c.status.not_in(("withdrawn", "duplicate")),
            case.c.ended_at >= scope.since,
            case.c.ended_at < scope.until,
        )
        .subquery("counted_rows")
    )


MEASURE = Measure(
    key="days-to-end",
    version=1,
    name="Days from contact to end",
    definition=(
        "Of the cases that a contact began and that ended in the period, the days (of 24 hours, weekends included) "
        "from that contact to the end of the case: the median, so half of them took no longer. Duplicates and "
        "withdrawals are left out."
    ),
    numerator="cases begun by a contact that ended in the period",
    denominator="the same cases",
    area="fulfilment",
    lead=False,
    owner="head of service",
    unit="days",
    rows=rows,
    split="channel",
)
