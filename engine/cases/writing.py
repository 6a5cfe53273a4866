"""The statement that writes one step of a case: where the case stands, the task that was done, its answers, a snapshot.

It has few shapes. Each is put together once and kept: to build so large a statement takes longer than to run it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import (
    BindParameter,
    Column,
    ColumnElement,
    Update,
    bindparam,
    delete,
    func,
    insert,
    literal,
    null,
    update,
)

from engine.cases import tables
from engine.cases.locking import LockedCase, LockedTask
from engine.cases.putting_away import AT_HAND
from engine.cases.snapshots import forget_snapshots, made_room_statement, taken_statement
from engine.errors import Conflict
from engine.store import Work

_CASE = tables.case.c
_STATE = tables.state.c
_TASK = tables.task.c
_ANSWER = tables.answer.c
_HAND_OFF = tables.hand_off.c
_OF_STATE = ("state", "data", "waiting", "messages", "signals", "ran", "keys", "due_at")
_OF_CASE = ("status", "outcome", "next_action", "next_team_id", "promised_at")


@dataclass(frozen=True, slots=True)
class Done:
    """A task that a person has just completed, with the answers as they are kept."""

    task: LockedTask
    answers: Mapping[str, Any]
    restricted: Mapping[str, Any]
    contact_id: int | None


@dataclass(frozen=True, slots=True)
class Moved:
    """Where a case stands after a step: columns of its state row and of its own, by name."""

    state: Mapping[str, Any]
    case: Mapping[str, Any]
    ended: bool


def write_step(work: Work, case: LockedCase, moved: Moved, done: Done | None, *, by: int | None) -> None:
    """Write where a case stands now, and the task that was done, if one was. Raises Conflict when somebody else has
    changed the case meanwhile.
    """
    statement = _statement(moved=True, done=done is not None, ended=moved.ended)
    values = {f"new_{name}": value for name, value in (*moved.state.items(), *moved.case.items())}
    given = {**values, "seen_version": case.row_version, **_given(work, case, done, by)}
    if work.execute(statement, given).rowcount != 1:
        raise Conflict


def write_completion(work: Work, case: LockedCase, done: Done, *, by: int | None) -> None:
    """Write that a task was done, of a case that stays where it stands."""
    work.execute(_statement(moved=False, done=True, ended=False), _given(work, case, done, by))


def _given(work: Work, case: LockedCase, done: Done | None, by: int | None) -> dict[str, Any]:
    given = {"of_case": case.id, "now": work.now, "by": by, "new_owner": None}
    if done is None:
        return given
    return {
        **given,
        # whoever does a task that was handed off owns the case from then on
        "new_owner": by if done.task.hand_off_id is not None else None,
        "of_task": done.task.id,
        "task_version": done.task.row_version + 1,
        "in_contact": done.contact_id,
        "given_answers": dict(done.answers),
        "given_restricted": dict(done.restricted),
    }


@cache
def _statement(*, moved: bool, done: bool, ended: bool) -> Update:
    """The statement for a case that has moved, ended, or stayed where it was, with or without a task that was done."""
    statement = _case_moved(ended=ended) if moved else update(tables.case).where(_CASE.id == _parameter("of_case"))
    statement = statement.values(owner_id=func.coalesce(_parameter("new_owner", _CASE.owner_id), _CASE.owner_id))
    changes = _done_changes() if done else {}
    if ended:
        changes["forgotten"] = forget_snapshots(_parameter("of_case"))
    elif done:
        changes |= {
            "taken": taken_statement(_parameter("of_case"), _parameter("of_task"), _parameter("now", _TASK.opened_at)),
            "made_room": made_room_statement(_parameter("of_case")),
        }
    for name, change in changes.items():
        statement = statement.add_cte(change.cte(name))
    return statement


def _case_moved(*, ended: bool) -> Update:
    """The case's row, changed only where its state is still the one that was seen."""
    kept = (
        update(tables.state)
        .where(_STATE.case_id == _parameter("of_case"), _STATE.row_version == _parameter("seen_version"))
        .values({name: _parameter(f"new_{name}", _STATE[name]) for name in _OF_STATE})
        .values(row_version=_STATE.row_version + 1, **_put_away_at(ended=ended))
        .returning(_STATE.case_id)
        .cte("kept")
    )
    values: dict[str, ColumnElement[Any]] = {name: _parameter(f"new_{name}", _CASE[name]) for name in _OF_CASE}
    if not ended:
        values["promised_at"] = func.coalesce(values["promised_at"], _CASE.fulfil_by)
    ended_at = _parameter("now", _CASE.ended_at) if ended else null()
    return update(tables.case).where(_CASE.id == kept.c.case_id).values({**values, "ended_at": ended_at})


def _put_away_at(*, ended: bool) -> dict[str, ColumnElement[Any]]:
    return {"put_away_at": _parameter("now", _STATE.put_away_at) + literal(AT_HAND)} if ended else {}


def _done_changes() -> dict[str, Any]:
    task, now, by = _parameter("of_task"), _parameter("now", _TASK.done_at), _parameter("by", _TASK.done_by)
    finished = (
        update(tables.task)
        .where(_TASK.id == task)
        .values(
            status="done",
            done_by=by,
            done_at=now,
            contact_id=_parameter("in_contact", _TASK.contact_id),
            row_version=_parameter("task_version", _TASK.row_version),
        )
    )
    answered = insert(tables.answer).values(
        case_id=_parameter("of_case"),
        task_id=task,
        given_at=now,
        answers=_parameter("given_answers", _ANSWER.answers),
        restricted=_parameter("given_restricted", _ANSWER.restricted),
    )
    accepted = (
        update(tables.hand_off)
        .where(_HAND_OFF.task_id == task, _HAND_OFF.status == "waiting")
        .values(status="accepted", answered_at=now, answered_by=by)
    )
    dropped = delete(tables.draft).where(tables.draft.c.task_id == task)
    return {"finished": finished, "answered": answered, "accepted": accepted, "dropped": dropped}


def _parameter(name: str, column: Column[Any] = _CASE.id) -> BindParameter[Any]:
    return bindparam(name, type_=column.type)
