"""Worklists: the tasks of teams, most urgent first, a page at a time; and the hand-offs that wait for them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Select,
    bindparam,
    case,
    false,
    func,
    literal,
    literal_column,
    or_,
    select,
    true,
    tuple_,
)
from sqlalchemy.dialects.postgresql import ARRAY

from engine.cases import tables
from engine.cases.priorities import Priority, has_priority
from engine.cases.statuses import OPEN_TASK
from engine.people import Actor
from engine.sla import facts as clocks
from engine.store import Work

_TASK = tables.task.c
_CASE = tables.case.c
_HAND_OFF = tables.hand_off.c
_OPEN_CLOCK = clocks.open_step_clocks()
_CLOCK = (
    select(_OPEN_CLOCK.c.status, _OPEN_CLOCK.c.at_risk_at, _OPEN_CLOCK.c.extended)
    .where(_OPEN_CLOCK.c.task_id == _TASK.id)
    .order_by(_OPEN_CLOCK.c.due_at)
    .limit(1)
    .correlate(tables.task)
    .lateral("clock")
)
"""Of the open clocks of the task in the row that which is due first: that is when the task is due."""
_TEAMS = select(func.unnest(bindparam("teams", type_=ARRAY(BigInteger))).label("id")).subquery("teams")
TEAM = _TEAMS.c
_NEVER: ColumnElement[datetime] = literal_column("'infinity'::timestamptz", DateTime(timezone=True))
_URGENCY: ColumnElement[datetime] = func.coalesce(_TASK.due_at, _NEVER)
"""The order of the list, and of its indexes: filters by time are said by it, so that the index is read from there."""
IS_OPEN = _TASK.status.in_(OPEN_TASK)
_WAITING = (
    select(func.max(_HAND_OFF.id))
    .where(_HAND_OFF.task_id == _TASK.id, _HAND_OFF.status == "waiting")
    .correlate(tables.task)
    .scalar_subquery()
)
_OF_CASE = ("reference", "customer_id", "property_id")
_EQUAL = ("service_id", "site_id", "process_id", "step_key", "once_and_done", "claimed_by")


@dataclass(frozen=True, slots=True)
class TaskFilter:
    """Which tasks to list; None means any.

    `team_ids` are the teams whose lists are asked for. `mine` keeps to tasks the reader has claimed, `claimed_by` to
    those a person has; `owner_id` to cases a person owns. `due_before` keeps to those due before a moment (now: the
    overdue ones), `due_within` to those due from now on within a time, `at_risk` to those that have used up most of
    their time and are not overdue, `priority` to those of high, normal or low priority.
    """

    team_ids: frozenset[int]
    service_id: int | None = None
    site_id: int | None = None
    process_id: int | None = None
    step_key: str | None = None
    once_and_done: bool | None = None
    mine: bool = False
    unclaimed: bool = False
    claimed_by: int | None = None
    owner_id: int | None = None
    due_before: datetime | None = None
    due_within: timedelta | None = None
    at_risk: bool = False
    priority: Priority | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """An open task on a worklist.

    `owner_id` is the case's owner, `claimed_by` who holds the task. `hand_off_id` is the hand-off that waits with it to
    be accepted or returned, if one does; claiming the task accepts it. `once_and_done` says that the front office could
    finish the step; `route` how the task came to its team (`returned`: in a hand-off that was returned). `verdict` is
    how its time stands: `on-time`, `at-risk`, `overdue`, `paused`; empty when it is never due. `extended` says that
    more time was agreed for it. `priority` is from 0 to 100.
    """

    id: int
    case_id: int
    reference: str
    owner_id: int | None
    customer_id: int | None
    property_id: int | None
    process_id: int
    step_key: str
    name: str
    service_id: int
    site_id: int
    team_id: int
    office: str
    route: str
    once_and_done: bool
    stage: str
    status: str
    opened_at: datetime
    due_at: datetime | None
    at_risk_at: datetime | None
    verdict: str
    extended: bool
    claimed_by: int | None
    row_version: int
    priority: int
    hand_off_id: int | None = None


@dataclass(frozen=True, slots=True)
class WaitingHandOff:
    """A hand-off that waits to be accepted. `data_pack` are the keys of the fields whose answers come with it."""

    id: int
    case_id: int
    reference: str
    customer_id: int | None
    property_id: int | None
    task_id: int
    name: str
    process_id: int
    service_id: int
    site_id: int
    from_team_id: int
    to_team_id: int
    cause: str
    handed_at: datetime
    due_at: datetime | None
    reason: str
    data_pack: Sequence[str]


@dataclass(frozen=True, slots=True)
class Position:
    """Where the next page begins: after the task `id`, due at `due_at` (None: not due at all)."""

    due_at: datetime | None
    id: int


def find_tasks(
    work: Work, wanted: TaskFilter, *, by: Actor, after: Position | None = None, limit: int = 50
) -> list[TaskRow]:
    """Open tasks, most urgent first, in one statement."""
    own = [_TASK[name] for name in TaskRow.__slots__ if name in _TASK]
    found = open_tasks_of(
        wanted,
        select(
            *own,
            *(_CASE[name] for name in _OF_CASE),
            _CASE.owner_id,
            _CLOCK.c.at_risk_at,
            _verdict(work.now).label("verdict"),
            func.coalesce(_CLOCK.c.extended, false()).label("extended"),
            _WAITING.label("hand_off_id"),
        ),
        by=by,
        now=work.now,
    )
    if after is not None:
        found = found.where(_after(after))
    listed = of_each_team(most_urgent(found, limit))
    urgency = func.coalesce(listed.selected_columns.due_at, _NEVER)
    first = listed.order_by(urgency, listed.selected_columns.id).limit(limit)
    return [TaskRow(**row) for row in work.rows(first, of_teams(wanted.team_ids))]


def waiting_hand_offs(
    work: Work, team_ids: frozenset[int], *, after: tuple[datetime, int] | None = None, limit: int = 50
) -> list[WaitingHandOff]:
    """Hand-offs that wait to be accepted by these teams, the oldest first, in one statement.

    `after` is the `handed_at` and id of the last row of the page before.
    """
    own = [_HAND_OFF[name] for name in WaitingHandOff.__slots__ if name in _HAND_OFF]
    of_task = (_TASK.name, _TASK.process_id, _TASK.service_id, _TASK.site_id, _TASK.due_at)
    found = waiting_for(select(*own, *of_task, *(_CASE[name] for name in _OF_CASE)))
    if after is not None:
        found = found.where(tuple_(_HAND_OFF.handed_at, _HAND_OFF.id) > after)
    listed = of_each_team(oldest(found, limit))
    first = listed.order_by(listed.selected_columns.handed_at, listed.selected_columns.id).limit(limit)
    return [WaitingHandOff(**row) for row in work.rows(first, of_teams(team_ids))]


def open_tasks_of(
    wanted: TaskFilter, chosen: Select[Any], *, by: Actor, now: datetime, clocks: bool = True
) -> Select[Any]:
    """`chosen` columns of the tasks wanted of one team (see `of_each_team`) and of their cases; with `clocks` of their
    open clocks too.

    A task whose clock is not looked at is read for half the cost, which counts where much of a list is read.
    """
    found = chosen.select_from(tables.task).join(tables.case, _CASE.id == _TASK.case_id)
    if clocks or wanted.at_risk:
        found = found.outerjoin(_CLOCK, true())
    return found.where(
        IS_OPEN,
        _TASK.team_id == TEAM.id,
        _CASE.walk_through.is_(False),
        *_conditions(wanted, by, now),
    )


def most_urgent(found: Select[Any], limit: int) -> Select[Any]:
    """The first of these tasks, as many as `limit`: read from an index in its order, whatever there is after them."""
    return found.order_by(_URGENCY, _TASK.id).limit(limit)


def of_each_team(of_one: Select[Any]) -> Select[Any]:
    """What `of_one` finds for each of the teams that the statement is given (`of_teams`): an index that is in the order
    of a list is so for one team alone."""
    listed = of_one.lateral("listed")
    return select(listed).select_from(_TEAMS).join(listed, true())


def of_teams(team_ids: frozenset[int]) -> dict[str, list[int]]:
    """The parameter of a statement about each of these teams."""
    return {"teams": sorted(team_ids)}


def waiting_for(chosen: Select[Any]) -> Select[Any]:
    """`chosen` columns of the hand-offs that wait for one team (see `of_each_team`), of their tasks and their cases."""
    return (
        chosen.select_from(tables.hand_off)
        .join(tables.task, _TASK.id == _HAND_OFF.task_id)
        .join(tables.case, _CASE.id == _HAND_OFF.case_id)
        .where(_HAND_OFF.status == "waiting", _HAND_OFF.to_team_id == TEAM.id, _CASE.walk_through.is_(False))
    )


def oldest(found: Select[Any], limit: int) -> Select[Any]:
    """The first of these hand-offs, as many as `limit`."""
    return found.order_by(_HAND_OFF.handed_at, _HAND_OFF.id).limit(limit)


def is_overdue(now: datetime) -> ColumnElement[bool]:
    """Whether the task in the row is overdue."""
    return _TASK.due_at < now


def is_due_from(now: datetime) -> ColumnElement[bool]:
    """Whether the task in the row is not overdue, in the words of the indexes."""
    return now <= _URGENCY


def is_at_risk(now: datetime) -> ColumnElement[bool]:
    """Whether the task in the row has used up most of its time and is not overdue; its clock runs."""
    return (_TASK.due_at >= now) & (_CLOCK.c.status == "running") & (_CLOCK.c.at_risk_at <= now)


def _verdict(now: datetime) -> ColumnElement[str]:
    return case(
        (_CLOCK.c.status == "paused", "paused"),
        (_TASK.due_at.is_(None), ""),
        (is_overdue(now), "overdue"),
        (is_at_risk(now), "at-risk"),
        else_="on-time",
    )


def _conditions(wanted: TaskFilter, by: Actor, now: datetime) -> list[ColumnElement[bool]]:
    equal = {name: value for name in _EQUAL if (value := getattr(wanted, name)) is not None}
    found = [_TASK[name] == value for name, value in equal.items()]
    if wanted.owner_id is not None:  # of an open task the case is, too: said so that the index of owners is used
        found += [_CASE.owner_id == wanted.owner_id, _CASE.ended_at.is_(None)]
    if wanted.mine:
        found.append(_TASK.claimed_by == by.user_id)
    if wanted.unclaimed:
        found.append(_TASK.claimed_by.is_(None))
    if wanted.priority is not None:
        found.append(has_priority(wanted.priority))
    if wanted.at_risk:
        found += [is_due_from(now), is_at_risk(now)]
    return [*found, *_when_due(wanted, now)]


def _when_due(wanted: TaskFilter, now: datetime) -> list[ColumnElement[bool]]:
    found = []
    if wanted.due_before is not None:
        found.append(wanted.due_before > _URGENCY)
    if wanted.due_within is not None:
        found += [is_due_from(now), now + wanted.due_within > _URGENCY]
    return found


def _after(after: Position) -> ColumnElement[bool]:
    if after.due_at is None:
        return _TASK.due_at.is_(None) & (_TASK.id > after.id)
    later = tuple_(_URGENCY, _TASK.id) > tuple_(literal(after.due_at, DateTime(timezone=True)), literal(after.id))
    return or_(later)
