"""The dates of open tasks follow their clocks: while these are paused, nothing is due."""

from __future__ import annotations

from sqlalchemy import update

from engine.cases import tables
from engine.sla.facts import open_step_clocks
from engine.store import Work


def follow_clocks(work: Work, case_id: int) -> None:
    """Let the open tasks of a case be due when their clocks say: never, while these are paused. One statement."""
    task, clock = tables.task.c, open_step_clocks()
    work.execute(
        update(tables.task)
        .where(task.case_id == case_id, task.id == clock.c.task_id, task.due_at.is_distinct_from(clock.c.due_at))
        .values(due_at=clock.c.due_at, row_version=task.row_version + 1)
    )
