"""Give many tasks at once to somebody else, when a person is away or a team is too busy; each with the same reason."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from engine import audit, people
from engine.cases import tables
from engine.cases.handing import accept_waiting, pass_on
from engine.cases.locking import LockedCase, LockedTask, lock_task
from engine.cases.statuses import OPEN_TASK
from engine.cases.working import hold
from engine.errors import Conflict, EngineError, NotPermitted, NotSignedIn, Refused
from engine.forms import reason_given
from engine.people import Actor
from engine.store import Work

MOST_AT_ONCE = 100
_TASK = tables.task.c
_CASE = tables.case.c


@dataclass(frozen=True, slots=True)
class HeldTask:
    """An open task of a person or a team, for whoever gives it to others."""

    id: int
    case_id: int
    reference: str
    name: str
    service_id: int
    site_id: int
    team_id: int
    claimed_by: int | None
    due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Reassigned:
    """What came of giving tasks to others: how many were given, and those that stay as they were, by id, with why."""

    given: int
    left: Mapping[int, str]


def held_tasks(
    work: Work, *, by: Actor, user_id: int | None = None, team_id: int | None = None, limit: int = MOST_AT_ONCE
) -> list[HeldTask]:
    """The open tasks that a person holds, or that a team has, of those that `by` may give to others; one statement."""
    own = [_TASK[name] for name in HeldTask.__slots__ if name in _TASK]
    statement = (
        select(*own, _CASE.reference)
        .join(tables.case, _CASE.id == _TASK.case_id)
        .where(
            _TASK.status.in_(OPEN_TASK),
            _CASE.walk_through.is_(False),
            people.in_scopes(people.scopes(by, "task:reassign"), _TASK.service_id, _TASK.site_id),
        )
        .order_by(_TASK.due_at.asc().nulls_last(), _TASK.id)
        .limit(limit)
    )
    if user_id is not None:
        statement = statement.where(_TASK.claimed_by == user_id)
    if team_id is not None:
        statement = statement.where(_TASK.team_id == team_id)
    return [HeldTask(**row) for row in work.rows(statement)]


def holders(work: Work, *, by: Actor) -> list[int]:
    """The ids of those who hold an open task that `by` may give to others; one statement."""
    mine = people.in_scopes(people.scopes(by, "task:reassign"), _TASK.service_id, _TASK.site_id)
    held = select(_TASK.claimed_by).where(_TASK.status == "claimed", _TASK.claimed_by.is_not(None), mine).distinct()
    return [row["claimed_by"] for row in work.rows(held)]


def reassign(
    work: Work,
    task_ids: Collection[int],
    *,
    reason: str,
    by: Actor,
    user_id: int | None = None,
    team_id: int | None = None,
) -> Reassigned:
    """Give tasks to a person of the teams that have them, or to another team, where each waits to be accepted.

    A task that was done meanwhile, or that cannot go there, stays as it is and is told; the others go. Raises Refused
    (no reason, nothing or too much chosen, neither or both of person and team, no such person).
    """
    if (user_id is None) == (team_id is None):
        raise Refused.at("to", "Choose the person or the team that gets the tasks.")
    if not 0 < len(task_ids) <= MOST_AT_ONCE:
        raise Refused.at("task_ids", f"Select at least one task, and at most {MOST_AT_ONCE}.")
    why = reason_given(reason, ask="Enter why the tasks go to somebody else.")
    holder = _holder(work, user_id) if user_id is not None else None
    left: dict[int, str] = {}
    for number in _in_order(work, task_ids):
        try:
            with work.connection.begin_nested():
                task, case = lock_task(work, number)
                _check(task, case, by)
                if holder is not None:
                    _give(work, task, case, holder, reason=why, by=by)
                else:
                    pass_on(work, task, case, to_team_id=team_id or 0, reason=why, by=by)
        except EngineError as error:
            left[number] = error.message
    return Reassigned(len(set(task_ids)) - len(left), left)


def _holder(work: Work, user_id: int) -> Actor:
    try:
        return people.actor_for_user(work, user_id)
    except NotSignedIn as unknown:
        raise Refused.at("to", unknown.message) from None


def _in_order(work: Work, task_ids: Collection[int]) -> list[int]:
    """The tasks by their cases, in which order everybody locks them; unknown ones last, to be told."""
    rows = work.rows(select(_TASK.id).where(_TASK.id.in_(task_ids)).order_by(_TASK.case_id, _TASK.id))
    known = [row["id"] for row in rows]
    return [*known, *sorted(set(task_ids) - set(known))]


def _check(task: LockedTask, case: LockedCase, by: Actor) -> None:
    people.require(by, "task:reassign", service_id=case.service_id, site_id=case.site_id)
    if task.status not in OPEN_TASK:
        raise Conflict("It was done meanwhile, or is no longer needed.")


def _give(work: Work, task: LockedTask, case: LockedCase, holder: Actor, *, reason: str, by: Actor) -> None:
    if holder.user_id == task.claimed_by:
        raise Conflict("This person holds it already.")
    if task.team_id not in holder.team_ids:
        raise NotPermitted("This person is not in the team that has it.")
    hold(work, task, holder_id=holder.user_id)
    accept_waiting(work, task, case, owner_id=holder.user_id, by=by.user_id)
    audit.record(
        work,
        "case:task:reassigned",
        by=by.user_id,
        subject=("task", task.id),
        case_id=case.id,
        reason=reason,
        facts={"step": task.name, "holder": holder.user_id},
    )
