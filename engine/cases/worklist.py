"""Worklists: the tasks of teams, most urgent first, a page at a time; and the hand-offs that wait for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, DateTime, RowMapping, Select, func, literal, literal_column, or_, select, tuple_

from engine.cases import tables
from engine.people import Actor
from engine.store import Work

_TASK = tables.task.c
_URGENCY: ColumnElement[datetime] = func.coalesce(
    _TASK.due_at, literal_column("'infinity'::timestamptz", DateTime(timezone=True))
)


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks to list; None means any.

    `team_ids` are the teams whose lists are asked for. `mine` keeps to tasks the reader has claimed.
    `due_before` keeps to those due before a moment (now: the overdue ones).
    """

    team_ids: frozenset[int]
    service_id: int | None = None
    site_id: int | None = None
    process_id: int | None = None
    step_key: str | None = None
    once_and_done: bool | None = None
    mine: bool = False
    unclaimed: bool = False
    due_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Position:
    """Where the next page begins: after the task `id`, due at `due_at` (None: not due at all)."""

    due_at: datetime | None
    id: int


def find_tasks(
    work: Work, wanted: TaskFilter, *, by: Actor, after: Position | None = None, limit: int = 50
) -> Sequence[RowMapping]:
    """Open tasks, most urgent first, in one statement.

    Columns: id, case_id, reference, owner_id, process_id, step_key, name, service_id, site_id, team_id, office, route,
    once_and_done, stage, status, opened_at, due_at, claimed_by, row_version.
    """
    statement = (
        select(
            _TASK.id, _TASK.case_id, tables.case.c.reference, tables.case.c.owner_id, _TASK.process_id, _TASK.step_key,
            _TASK.name, _TASK.service_id, _TASK.site_id, _TASK.team_id, _TASK.office, _TASK.route, _TASK.once_and_done,
            _TASK.stage, _TASK.status, _TASK.opened_at, _TASK.due_at, _TASK.claimed_by, _TASK.row_version,
        )
        .join(tables.case, tables.case.c.id == _TASK.case_id)
        .where(
            _TASK.status.in_(("open", "claimed")),
            _TASK.team_id.in_(wanted.team_ids),
            tables.case.c.walk_through.is_(False),
        )
        .order_by(_URGENCY, _TASK.id)
        .limit(limit)
    )  # fmt: skip
    return work.rows(_filtered(statement, wanted, by=by, after=after))


def waiting_hand_offs(
    work: Work, team_ids: frozenset[int], *, after: tuple[datetime, int] | None = None, limit: int = 50
) -> Sequence[RowMapping]:
    """Hand-offs that wait to be accepted by these teams, the oldest first.

    `after` is the `handed_at` and id of the last row of the page before.

    Columns: id, case_id, reference, task_id, name, from_team_id, to_team_id, cause, handed_at, reason, data_pack.
    """
    hand_off = tables.hand_off.c
    wanted = [
        hand_off.status == "waiting",
        hand_off.to_team_id.in_(team_ids),
        tables.case.c.walk_through.is_(False),
    ]
    if after is not None:
        wanted.append(tuple_(hand_off.handed_at, hand_off.id) > after)
    return work.rows(
        select(
            hand_off.id, hand_off.case_id, tables.case.c.reference, hand_off.task_id, _TASK.name, hand_off.from_team_id,
            hand_off.to_team_id, hand_off.cause, hand_off.handed_at, hand_off.reason, hand_off.data_pack,
        )
        .join(tables.task, _TASK.id == hand_off.task_id)
        .join(tables.case, tables.case.c.id == hand_off.case_id)
        .where(*wanted)
        .order_by(hand_off.handed_at, hand_off.id)
        .limit(limit)
    )  # fmt: skip


def _filtered(
    statement: Select[tuple[object, ...]], wanted: TaskFilter, *, by: Actor, after: Position | None
) -> Select[tuple[object, ...]]:
    equal = {
        "service_id": wanted.service_id,
        "site_id": wanted.site_id,
        "process_id": wanted.process_id,
        "step_key": wanted.step_key,
        "once_and_done": wanted.once_and_done,
    }
    for name, value in equal.items():
        if value is not None:
            statement = statement.where(_TASK[name] == value)
    if wanted.mine:
        statement = statement.where(_TASK.claimed_by == by.user_id)
    if wanted.unclaimed:
        statement = statement.where(_TASK.claimed_by.is_(None))
    if wanted.due_before is not None:
        statement = statement.where(_TASK.due_at < wanted.due_before)
    return statement if after is None else statement.where(_after(after))


def _after(after: Position) -> ColumnElement[bool]:
    if after.due_at is None:
        return _TASK.due_at.is_(None) & (_TASK.id > after.id)
    later = tuple_(_URGENCY, _TASK.id) > tuple_(literal(after.due_at, DateTime(timezone=True)), literal(after.id))
    return or_(later)
