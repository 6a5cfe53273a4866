"""The dates of tasks and cases follow their clocks: when these are paused or moved, and when they are re-planned."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import Subquery, func, select, update

from engine.cases import tables
from engine.cases.locking import with_root
from engine.sla.facts import open_step_clocks, promised_by
from engine.store import Work, any_of

_CASE = tables.case.c
_TASK = tables.task.c


def _due_of_tasks() -> Subquery:
    """One row for each task with open clocks: case_id, task_id, due_at (when the first of them is; null when none)."""
    clock = open_step_clocks()
    first = func.min(clock.c.due_at).label("due_at")
    of_task = (clock.c.case_id, clock.c.task_id)
    return select(*of_task, first).group_by(*of_task).subquery("due")


def follow_clocks(work: Work, case_id: int) -> None:
    """Let the open tasks of a case be due when the first of their clocks is: never, while these are paused. The case is
    promised for the date that its customer knows.
    """
    due = _due_of_tasks()
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


def hold_tasks(work: Work, task_ids: Sequence[int]) -> Collection[int]:
    """Hold tasks until the end of the transaction; answers those of them that somebody else holds."""
    wanted = select(_TASK.id).order_by(_TASK.id)
    free = wanted.where(_TASK.id == any_of(task_ids)).with_for_update(skip_locked=True)
    held = {row["id"] for row in work.rows(free)}
    missing = set(task_ids) - held
    return {row["id"] for row in work.rows(wanted.where(_TASK.id == any_of(missing)))} if missing else set()


def follow_replanned(work: Work, task_ids: Sequence[int]) -> None:
    """Let tasks whose clocks were re-planned be due when these say. Whoever has one open is not disturbed: its version
    stays.
    """
    due = _due_of_tasks()
    of_tasks = (_TASK.id == any_of(task_ids), due.c.task_id == any_of(task_ids), _TASK.id == due.c.task_id)
    work.execute(update(tables.task).where(*of_tasks).values(due_at=due.c.due_at))


def hold_cases(work: Work, case_ids: Sequence[int]) -> Collection[int]:
    """Hold cases until the end of the transaction; answers those of them that somebody else holds."""
    wanted = select(_CASE.id).select_from(with_root()).where(_CASE.id == any_of(case_ids)).order_by(_CASE.id)
    return set(case_ids) - {row["id"] for row in work.rows(wanted.with_for_update(skip_locked=True))}


def follow_moved(work: Work, case_ids: Collection[int]) -> None:
    """Let cases whose clocks were moved, and their open tasks, be due when these say. Whoever has a task open is not
    disturbed.
    """
    due = _due_of_tasks()
    of_tasks = (due.c.case_id == any_of(case_ids), _TASK.case_id == any_of(case_ids), _TASK.id == due.c.task_id)
    work.execute(update(tables.task).where(*of_tasks).values(due_at=due.c.due_at))
    promised = func.coalesce(promised_by(_CASE.id), _CASE.fulfil_by)
    work.execute(update(tables.case).where(_CASE.id == any_of(case_ids)).values(fulfil_by=promised))
