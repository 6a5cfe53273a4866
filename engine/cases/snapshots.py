"""How a case stood before each of its latest steps was done: kept while it goes on, dropped when it ends.

A snapshot holds what the case knew, so it is as personal as the answers: an erasure leaves none.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Delete, delete, insert, literal, select

from engine.cases import tables
from engine.cases.locking import LockedCase
from engine.store import Work

MOST = 50
"""Snapshots of one case; the oldest makes room for a new one."""
_SNAPSHOT = tables.snapshot.c
_STATE = tables.state.c


def snapshot_changes(work: Work, case: LockedCase, task_id: int) -> list[Any]:
    """What writes down, within the statement that changes the case, how it stood before this task was done."""
    if case.state is None:
        return []
    values = {
        "case_id": _STATE.case_id,
        "task_id": literal(task_id, type_=_SNAPSHOT.task_id.type),
        "taken_at": literal(work.now, type_=_SNAPSHOT.taken_at.type),
        "state": _STATE.state,
        "data": _STATE.data,
        "waiting": _STATE.waiting,
    }
    taken = insert(tables.snapshot).from_select(list(values), select(*values.values()).where(_STATE.case_id == case.id))
    oldest = select(_SNAPSHOT.id).where(_SNAPSHOT.case_id == case.id).order_by(_SNAPSHOT.id.desc()).offset(MOST - 1)
    made_room = delete(tables.snapshot).where(_SNAPSHOT.id.in_(oldest))
    return [taken.cte("taken"), made_room.cte("made_room")]


def forget_snapshots(case_id: int) -> Delete:
    """The statement that drops every snapshot of a case."""
    return delete(tables.snapshot).where(_SNAPSHOT.case_id == case_id)
