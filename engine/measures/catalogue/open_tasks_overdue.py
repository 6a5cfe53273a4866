"""Open tasks, and those of them that are overdue."""

from __future__ import annotations

from sqlalchemy import Subquery, and_

from engine.cases import OPEN_TASK, facts
from engine.measures.case_rows import rows_of_work
from engine.measures.measure import Measure, Scope


def rows(scope: Scope) -> Subquery:
    """One row a task open now; counted when its due time has passed."""
    task = facts.tasks()
    return rows_of_work(
        task,
        task.c.status.in_(OPEN_TASK),
        at=task.c.opened_at,
        split=task.c.office,
        counted=and_(task.c.due_at.is_not(None), task.c.due_at < scope.now),
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
    counted="overdue",
    rest="not overdue",
    when="opened",
    dated=False,
)
