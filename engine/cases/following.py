"""Tasks whose clocks are re-planned: they are held while that is done, and are due when their clocks say."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from engine.cases import tables
from engine.cases.clock_dates import due_of_tasks
from engine.sla import Tasks
from engine.store import Work, any_of

_TASK = tables.task.c


def _hold_tasks(work: Work, task_ids: Sequence[int]) -> Collection[int]:
    """Hold tasks until the end of the transaction; answers those of them that somebody else holds."""
    wanted = select(_TASK.id).order_by(_TASK.id)
    free = wanted.where(_TASK.id == any_of(task_ids)).with_for_update(skip_locked=True)
    held = {row["id"] for row in work.rows(free)}
    missing = set(task_ids) - held
    return {row["id"] for row in work.rows(wanted.where(_TASK.id == any_of(missing)))} if missing else set()


def _follow_clocks(work: Work, task_ids: Sequence[int]) -> None:
    """Let tasks be due when their clocks say. Whoever has one open is not disturbed: its version stays."""
    due = due_of_tasks()
    of_tasks = (_TASK.id == any_of(task_ids), due.c.task_id == any_of(task_ids), _TASK.id == due.c.task_id)
    work.execute(update(tables.task).where(*of_tasks).values(due_at=due.c.due_at))


REPLANNED_TASKS = Tasks(hold=_hold_tasks, follow=_follow_clocks)
