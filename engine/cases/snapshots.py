"""How a case stood before each of its latest steps was done: kept while it goes on, dropped when it ends.

A snapshot holds what the case knew, so it is as personal as the answers: an erasure leaves none.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, Delete, Insert, delete, insert, select

from engine.cases import tables

MOST = 50
"""Snapshots of one case; the oldest makes room for a new one."""
_SNAPSHOT = tables.snapshot.c
_STATE = tables.state.c


def taken_statement(case_id: ColumnElement[int], task_id: ColumnElement[int], at: ColumnElement[datetime]) -> Insert:
    """The statement that writes down how a case stands before this task is done; nothing for one that never began."""
    values = {
        "case_id": _STATE.case_id,
        "task_id": task_id,
        "taken_at": at,
        "state": _STATE.state,
        "data": _STATE.data,
        "waiting": _STATE.waiting,
    }
    stands = select(*values.values()).where(_STATE.case_id == case_id, _STATE.state.is_not(None))
    return insert(tables.snapshot).from_select(list(values), stands)


def made_room_statement(case_id: ColumnElement[int]) -> Delete:
    """The statement that drops the oldest snapshots of a case, so that there is room for one more."""
    oldest = select(_SNAPSHOT.id).where(_SNAPSHOT.case_id == case_id).order_by(_SNAPSHOT.id.desc()).offset(MOST - 1)
    return delete(tables.snapshot).where(_SNAPSHOT.id.in_(oldest))


def forget_snapshots(case_id: int | ColumnElement[int]) -> Delete:
    """The statement that drops every snapshot of a case."""
    return delete(tables.snapshot).where(_SNAPSHOT.case_id == case_id)
