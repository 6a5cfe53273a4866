"""Open tasks, and those of them that are overdue."""

from __future__ import annotations

from sqlalchemy import Subquery, and_, select

from engine.cases import facts
from engine.measures.measure import Measure, Scope


def rows(scope: Scope) -> Subquery:
    """One row a task open now; counted when its due time has passed."""
    task = facts.tasks()
    return (
        select(
            *(task.c[name] for name in ("service_id", "process_id", "step_key", "site_id")),
            task.c.office.label("split"),
            *(task.c[name] for name in ("case_id", "reference", "name")),
            task.c.id.label("row_id"),
            task.c.opened_at.label("at"),
            and_(task.c.due_at.is_not(None), task.c.due_at < scope.now).label("counted"),
        )
        .where(task.c.status.in_(("open", "claimed")))
        .subquery("counted_rows")
    )


MEASURE = Measure(
    key="open-tasks-overdue",
    version=1,
    name="Open tasks that are overdue",
    definition=(
        "Of the tasks open now, whenever they began, those whose due time has passed. "
        "A task without a target is never overdue."
    ),
    numerator="open tasks past their due time",
    denominator="all open tasks",
    area="fulfilment",
    lead=True,
    owner="team leader",
    unit="share",
    rows=rows,
    split="office",
    dated=False,
)
