"""Share of finished tasks that the front office did."""

from __future__ import annotations

from sqlalchemy import Subquery, literal, select

from engine.cases import facts
from engine.measures.measure import Measure, Scope


def rows(scope: Scope) -> Subquery:
    """One row a task finished in the period; counted when a front-office team did it."""
    task = facts.tasks()
    return (
        select(
            *(task.c[name] for name in ("service_id", "process_id", "step_key", "site_id")),
            task.c.office.label("split"),
            *(task.c[name] for name in ("case_id", "reference", "name")),
            task.c.id.label("row_id"),
            task.c.done_at.label("at"),
            (task.c.office == literal("front")).label("counted"),
        )
        .where(task.c.status == "done", task.c.done_at >= scope.since, task.c.done_at < scope.until)
        .subquery("counted_rows")
    )


MEASURE = Measure(
    key="tasks-done-by-front-office",
    version=1,
    name="Tasks done by the front office",
    definition="Of the tasks finished in the period, those that a front-office team did. Walk-throughs do not count.",
    numerator="tasks finished in the period by a front-office team",
    denominator="all tasks finished in the period",
    area="contact",
    lead=False,
    owner="head of service",
    unit="share",
    rows=rows,
    split="office",
)
