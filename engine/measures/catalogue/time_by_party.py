"""Whose time the time of cases was: the customer's, a third party's, each office's, or nobody's."""

from __future__ import annotations

from sqlalchemy import Float, Subquery, cast, literal, select, true

from engine.cases import facts as case_facts
from engine.measures.measure import Measure, Scope
from engine.sla import facts as clock_facts

_DAY_SECONDS = 86_400


def rows(scope: Scope) -> Subquery:
    """One row a party of each case whose clock was met in the period, with its `days`, also when it had none."""
    share, case = clock_facts.divided_time(), case_facts.cases()
    return (
        select(
            *(case.c[name] for name in ("service_id", "process_id")),
            literal("").label("step_key"),
            case.c.site_id,
            share.c.party.label("split"),
            case.c.id.label("case_id"),
            case.c.reference,
            share.c.party.label("name"),
            share.c.id.label("row_id"),
            share.c.stopped_at.label("at"),
            true().label("counted"),
            (cast(share.c.seconds, Float) / _DAY_SECONDS).label("days"),
        )
        .join(case, case.c.id == share.c.case_id)
        .where(share.c.stopped_at >= scope.since, share.c.stopped_at < scope.until)
        .subquery("counted_rows")
    )


MEASURE = Measure(
    key="time-by-party",
    version=1,
    name="Whose time it was",
    definition=(
        "Of the cases that were promised as a whole and that ended in the period, the days (of 24 hours, weekends "
        "included) of each party: the mean of all of them, so the parties together make the mean length of a case. "
        "While the time stood still it was the customer’s, a third party’s or an office’s, by the reason; of several "
        "at once the first has it. Else it was the office’s that had the task, of two the one whose task waited "
        "longer, and nobody’s while no task was open. Withdrawn and cancelled cases are left out."
    ),
    numerator="cases that ended in the period",
    denominator="the same cases",
    area="transparency",
    lead=False,
    owner="head of service",
    unit="mean days",
    rows=rows,
    split="party",
    when="ended",
)
