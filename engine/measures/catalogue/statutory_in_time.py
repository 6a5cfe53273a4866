"""What was done in a time set by law, apart from what was done in a time agreed instead."""

from __future__ import annotations

from sqlalchemy import Subquery, literal, select

from engine.cases import facts as case_facts
from engine.measures.measure import Measure, Scope
from engine.sla import IN_TIME
from engine.sla import facts as clock_facts


def rows(scope: Scope) -> Subquery:
    """One row a time set by law that ended in the period; its split is how."""
    clock, case = clock_facts.decided_statutory(), case_facts.cases()
    return (
        select(
            *(case.c[name] for name in ("service_id", "process_id")),
            literal("").label("step_key"),
            case.c.site_id,
            clock.c.outcome.label("split"),
            case.c.id.label("case_id"),
            case.c.reference,
            clock.c.name,
            clock.c.id.label("row_id"),
            clock.c.stopped_at.label("at"),
            (clock.c.outcome == IN_TIME).label("counted"),
        )
        .join(case, case.c.id == clock.c.case_id)
        .where(clock.c.stopped_at >= scope.since, clock.c.stopped_at < scope.until)
        .subquery("counted_rows")
    )


MEASURE = Measure(
    key="statutory-in-time",
    version=1,
    name="Decided in the time set by law",
    definition=(
        "Of what has a time set by law and was done in the period, the share done in that time. What was done later, "
        "but in a time agreed with the customer, is told apart (in agreed time) and is not in time; the rest was late. "
        "Withdrawn and cancelled cases are left out."
    ),
    numerator="done in the time set by law",
    denominator="all that was done in the period and has a time set by law",
    area="fulfilment",
    lead=False,
    owner="head of service",
    unit="share",
    rows=rows,
    split="how it ended",
    counted="in time",
    rest="in agreed time, or late",
    when="ended",
)
