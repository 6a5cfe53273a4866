"""What stands at the head of a worklist, what tells that it has changed, and the task that comes next."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import extract, func, or_, select

from engine import people
from engine.cases import tables
from engine.cases.access import may_in_root, tries_out
from engine.cases.statuses import OPEN_TASK, STANDS_STILL
from engine.cases.worklist import TaskFilter, is_overdue, open_tasks_of, waiting_for
from engine.people import Actor
from engine.sla.facts import open_step_clocks
from engine.store import Work

_TASK = tables.task.c
_CASE = tables.case.c


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """How many tasks there are on a list: all, overdue, at risk; and the hand-offs that wait for its teams."""

    total: int
    overdue: int
    at_risk: int
    waiting_hand_offs: int


@dataclass(frozen=True, slots=True)
class ListedStep:
    """A step of which there are `total` tasks on a list. `name` is what one of them is called."""

    process_id: int
    step_key: str
    name: str
    total: int


def listed_steps(work: Work, team_ids: frozenset[int]) -> list[ListedStep]:
    """The steps of which the lists of these teams hold tasks, by name, in one statement."""
    name = func.max(_TASK.name).label("name")
    columns = (_TASK.process_id, _TASK.step_key, name, func.count().label("total"))
    wanted = TaskFilter(team_ids)
    statement = open_tasks_of(wanted, select(*columns), by=people.SYSTEM, now=work.now, clocks=False)
    rows = work.rows(statement.group_by(_TASK.process_id, _TASK.step_key).order_by(name, _TASK.process_id))
    return [ListedStep(**row) for row in rows]


def count_tasks(work: Work, wanted: TaskFilter, *, by: Actor) -> TaskCounts:
    """The counts of the whole list that `find_tasks` pages through, in one statement."""
    waiting = waiting_for(wanted.team_ids, select(func.count())).scalar_subquery()
    at_risk = open_tasks_of(replace(wanted, at_risk=True), select(func.count()), by=by, now=work.now)
    counts = select(
        func.count().label("total"),
        func.count().filter(is_overdue(work.now)).label("overdue"),
        at_risk.correlate(None).scalar_subquery().label("at_risk"),
        waiting.label("waiting_hand_offs"),
    )
    row = work.row(open_tasks_of(wanted, counts, by=by, now=work.now, clocks=False))
    return TaskCounts(**row) if row else TaskCounts(0, 0, 0, 0)


def worklist_stamp(work: Work, team_ids: frozenset[int]) -> str:
    """A short text that changes whenever the lists of these teams do: a task comes, goes, is taken or given another
    date, falls at risk or overdue; a hand-off comes or is answered.

    One statement, and no join: pages ask it again and again.
    """
    clock, hand_off = open_step_clocks().c, tables.hand_off.c
    at_risk = select(func.count()).where(clock.team_id.in_(team_ids), clock.at_risk_at <= work.now)
    waiting = select(func.coalesce(func.sum(func.hashint8extended(hand_off.id, 0)), 0)).where(
        hand_off.status == "waiting", hand_off.to_team_id.in_(team_ids)
    )
    statement = select(
        func.count(),
        func.coalesce(func.sum(func.hashint8extended(_TASK.id, _TASK.row_version)), 0),
        func.coalesce(func.sum(extract("epoch", _TASK.due_at)), 0),
        func.count().filter(is_overdue(work.now)),
        at_risk.scalar_subquery(),
        waiting.scalar_subquery(),
    ).where(_TASK.status.in_(OPEN_TASK), _TASK.team_id.in_(team_ids))
    return "-".join(format(int(value) % 2**64, "x") for value in work.execute(statement).one())


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
            _TASK.status.in_(OPEN_TASK),
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
