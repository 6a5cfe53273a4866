"""What stands at the head of a worklist, and the task that comes next.

All of it costs about the same beside a list of a few hundred tasks and of very many: counts stop, and steps are found
one from the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import Any

from sqlalchemy import CTE, Select, Subquery, func, literal, or_, select, true, tuple_

from engine import people
from engine.cases import tables
from engine.cases.access import may_in_root, tries_out
from engine.cases.statuses import STANDS_STILL
from engine.cases.worklist import (
    IS_OPEN,
    TEAM,
    TaskFilter,
    is_at_risk,
    is_due_from,
    is_overdue,
    most_urgent,
    of_each_team,
    of_teams,
    oldest,
    open_tasks_of,
    waiting_for,
)
from engine.people import Actor
from engine.store import Work

MOST_COUNTED = 1_000
_FAR = MOST_COUNTED + 1
_TASK = tables.task.c
_CASE = tables.case.c


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many tasks there are on a list: all, overdue, at risk; and the hand-offs that wait for its teams.

    Nothing is counted further than `MOST_COUNTED`: a number above it says that there are more. Where `beyond`, those at
    risk are counted among the first that are not overdue, as many as that, and there are more of these.
    """

    total: int
    overdue: int
    at_risk: int
    waiting_hand_offs: int
    beyond: bool = False


@dataclass(frozen=True, slots=True)
class ListedStep:
    """A step of which there are tasks on a list. `name` is what one of them is called."""

    process_id: int
    step_key: str
    name: str


def listed_steps(work: Work, team_ids: frozenset[int]) -> list[ListedStep]:
    """The steps of which the lists of these teams hold tasks, by name, in one statement.

    It goes from step to step in an index, and reads one task of each.
    """
    steps = _steps()
    called = most_urgent(
        select(_TASK.name)
        .join(tables.case, _CASE.id == _TASK.case_id)
        .where(
            IS_OPEN,
            _TASK.team_id == steps.c.team_id,
            _TASK.process_id == steps.c.process_id,
            _TASK.step_key == steps.c.step_key,
            _CASE.walk_through.is_(False),
        ),
        limit=1,
    ).lateral("called")
    name = func.max(called.c.name).label("name")
    rows = work.rows(
        select(steps.c.process_id, steps.c.step_key, name)
        .join(called, true())
        .group_by(steps.c.process_id, steps.c.step_key)
        .order_by(name, steps.c.process_id),
        of_teams(team_ids),
    )
    return [ListedStep(**row) for row in rows]


def _steps() -> CTE:
    """The steps of each team's open tasks, each found from the one before it: team_id, process_id, step_key.

    They are asked for in the whole order of the index that serves this, so that no other is read through for them.
    """
    columns = (_TASK.team_id, _TASK.process_id, _TASK.step_key)
    first = most_urgent(select(*columns).where(IS_OPEN, _TASK.team_id == TEAM.id).order_by(*columns[1:]), 1)
    found = of_each_team(first).cte("steps", recursive=True)
    later = most_urgent(
        select(*columns)
        .where(
            IS_OPEN,
            _TASK.team_id == found.c.team_id,
            tuple_(_TASK.process_id, _TASK.step_key) > tuple_(found.c.process_id, found.c.step_key),
        )
        .order_by(*columns[1:]),
        limit=1,
    ).lateral("later")
    return found.union_all(select(later).select_from(found).join(later, true()))


def count_tasks(work: Work, wanted: TaskFilter, *, by: Actor) -> TaskCounts:
    """The counts of the list that `find_tasks` pages through, in one statement."""
    listed = partial(open_tasks_of, wanted, by=by, now=work.now)
    every = listed(select(is_overdue(work.now).label("found")), clocks=False)
    coming = listed(select(is_at_risk(work.now).label("found"))).where(is_due_from(work.now))
    handed = waiting_for(select(literal(value=True).label("found")))
    tasks, ahead = _counted(most_urgent(every, _FAR), "tasks"), _counted(most_urgent(coming, _FAR), "ahead")
    hand_offs = _counted(oldest(handed, _FAR), "hand_offs")
    statement = (
        select(tasks.c.every, tasks.c.found, ahead.c.found, hand_offs.c.every, ahead.c.every)
        .select_from(tasks)
        .join(ahead, true())
        .join(hand_offs, true())
    )
    found = [min(number, _FAR) for number in work.execute(statement, of_teams(wanted.team_ids)).one()]
    return TaskCounts(found[0], found[1], found[2], found[3], beyond=found[4] > MOST_COUNTED)


def _counted(of_one: Select[Any], name: str) -> Subquery:
    """How many rows there are of the teams together (`every`), and of how many of them `found` holds."""
    rows = of_each_team(of_one).subquery()
    return (
        select(func.count().label("every"), func.count().filter(rows.c.found).label("found"))
        .select_from(rows)
        .subquery(name)
    )


def next_task_for(work: Work, case_id: int, *, by: Actor) -> int | None:
    """The id of the open task of the case that `by` may work on now, the most urgent first; None when none is theirs.

    After those of the case come those of the cases that it has called, or that it is a part of.

    Theirs is a task of one of their teams that nobody else has claimed, or one they hold; of a walk-through
    every task, for whoever may try it out, and none for others. A case that is stuck or suspended has
    none. One statement.
    """
    columns = (_TASK.id, _TASK.team_id, _CASE.service_id, _CASE.site_id, _CASE.walk_through, _CASE.root_id)
    free = or_(_TASK.claimed_by.is_(None), _TASK.claimed_by == by.user_id)
    own = tables.case.alias("own")
    root = select(func.coalesce(own.c.root_id, own.c.id)).where(own.c.id == case_id).scalar_subquery()
    rows = work.rows(
        select(*columns)
        .join(tables.case, _CASE.id == _TASK.case_id)
        .where(
            or_(_CASE.id == root, _CASE.root_id == root),
            IS_OPEN,
            _CASE.status.not_in(STANDS_STILL),
            free,
        )
        .order_by((_TASK.case_id == case_id).desc(), _TASK.due_at.asc().nulls_last(), _TASK.id)
    )
    for row in rows:
        if tries_out(by, service_id=row["service_id"], walk_through=row["walk_through"]):
            return int(row["id"])
        place = {name: row[name] for name in ("service_id", "site_id")}
        if row["walk_through"] or row["team_id"] not in by.team_ids:
            continue
        if people.may(by, "task:work", **place) or may_in_root(work, by, "task:work", row["root_id"]):
            return int(row["id"])
    return None
