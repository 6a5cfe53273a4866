"""The dates of tasks and cases follow their clocks, when something has moved these."""

from __future__ import annotations

from sqlalchemy import Subquery, func, select, update

from engine.cases import tables
from engine.sla.facts import open_step_clocks, promised_by
from engine.store import Work

_CASE = tables.case.c
_TASK = tables.task.c


def due_of_tasks() -> Subquery:
    """One row for each task with open clocks: case_id, task_id, due_at (when the first of them is; null when none)."""
    clock = open_step_clocks()
    first = func.min(clock.c.due_at).label("due_at")
    of_task = (clock.c.case_id, clock.c.task_id)
    return select(*of_task, first).group_by(*of_task).subquery("due")


def follow_clocks(work: Work, case_id: int) -> None:
    """Let the open tasks of a case be due when the first of their clocks is: never, while these are paused. The case is
    promised for the date that its customer knows.
    """
    due = due_of_tasks()
    work.execute(
        update(tables.task)
        .where(
            _TASK.case_id == case_id,
            due.c.case_id == case_id,
            _TASK.id == due.c.task_id,
            _TASK.due_at.is_distinct_from(due.c.due_at),
        )
        .values(due_at=due.c.due_at, row_version=_TASK.row_version + 1)
    )
    promised = func.coalesce(promised_by(_CASE.id), _CASE.fulfil_by)
    work.execute(update(tables.case).where(_CASE.id == case_id).values(fulfil_by=promised))
