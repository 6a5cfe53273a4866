"""Share of finished tasks that the front office did."""

from __future__ import annotations

from sqlalchemy import Subquery, literal

from engine.cases import facts
from engine.measures.case_rows import rows_of_work
from engine.measures.measure import Measure, Scope


def rows(scope: Scope) -> Subquery:
    """One row a task finished in the period; counted when a front-office team did it."""
    task = facts.tasks()
    return rows_of_work(
        task,
        task.c.status == "done",
        task.c.done_at >= scope.since,
        task.c.done_at < scope.until,
        at=task.c.done_at,
        split=task.c.office,
        counted=task.c.office == literal("front"),
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
    counted="done by the front office",
    rest="done by the back office",
    when="done",
)
