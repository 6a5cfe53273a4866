"""Work on a task: claim it, let it go, keep a draft, complete it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import literal, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from engine import audit, bpmn, definitions, forms, people
from engine.audit import Entry
from engine.bpmn import Stuck
from engine.cases import tables
from engine.cases.access import require_of_case, walks_through
from engine.cases.calls.following import settle
from engine.cases.handing import accept_waiting
from engine.cases.incidents import record_incident
from engine.cases.locking import LockedCase, LockedTask, lock_task
from engine.cases.settling import Cause, Settled, keep_completion
from engine.cases.statuses import STUCK, SUSPENDED
from engine.cases.tools import toolbox
from engine.cases.writing import Done
from engine.definitions import RunningVersion
from engine.errors import Conflict, NotPermitted, NotSignedIn, Problem, Refused, refuse_stale
from engine.people import Actor
from engine.store import Work

_TASK = tables.task.c
CheckContact = Callable[[Work, int, Actor], None]


class TaskAlreadyDone(Conflict):
    """This task has been done already. Load the case again to see what happened."""


@dataclass(frozen=True, slots=True)
class Completed:
    """What came of completing a task. `status` is the case's: `open`, `waiting`, `ended` or `stuck`."""

    case_id: int
    reference: str
    settled: Settled


def claim(work: Work, task_id: int, *, by: Actor, if_version: int | None = None) -> int:
    """Take a task of one of your teams; a hand-off that waits with it is accepted. Answers the new row version.

    Claiming what one holds already changes nothing.
    Raises NotFound, NotPermitted (another team's), Conflict (claimed by somebody else, done, stale).
    """
    task, case = lock_task(work, task_id)
    _check_workable(work, task, case, by, if_version)
    if task.claimed_by is not None and task.claimed_by == by.user_id:
        return task.row_version
    if task.claimed_by is not None:
        raise Conflict("Somebody else has already claimed this task. Choose another from your list.")
    return _take(work, task, case, by=by, holder_id=by.user_id)


def assign(work: Work, task_id: int, *, user_id: int, by: Actor, if_version: int | None = None) -> int:
    """Give a task to a member of its team.

    Raises as `claim`, NotPermitted without the right to assign, and Refused (no such user).
    """
    task, case = lock_task(work, task_id)
    people.require(by, "task:assign", service_id=case.service_id, site_id=case.site_id)
    _check_open(task, if_version)
    try:
        holder = people.actor_for_user(work, user_id)
    except NotSignedIn as unknown:
        raise Refused(unknown.message, (Problem("user_id", "Choose a member of the team."),)) from None
    if task.team_id not in holder.team_ids:
        raise NotPermitted("This person is not in the team that has the task. Hand the task over instead.")
    return _take(work, task, case, by=by, holder_id=user_id)


def _take(work: Work, task: LockedTask, case: LockedCase, *, by: Actor, holder_id: int | None) -> int:
    """Write down that `holder_id` holds the task now, and has accepted it."""
    version = hold(work, task, holder_id=holder_id)
    accept_waiting(work, task, case, owner_id=holder_id, by=by.user_id)
    facts = {"step": task.name, "holder": holder_id}
    audit.record(work, "case:task:claimed", by=by.user_id, subject=("task", task.id), case_id=case.id, facts=facts)
    return version


def hold(work: Work, task: LockedTask, *, holder_id: int | None) -> int:
    """Let a person hold a task that this unit of work has locked. Answers the new row version."""
    version = task.row_version + 1
    work.execute(
        update(tables.task)
        .where(_TASK.id == task.id)
        .values(status="claimed", claimed_by=holder_id, claimed_at=work.now, row_version=version)
    )
    return version


def release(work: Work, task_id: int, *, by: Actor, if_version: int | None = None) -> int:
    """Put a task back on its team's list. Only its holder or somebody who may assign tasks can.

    Raises NotFound, NotPermitted, Conflict (not claimed, done, stale).
    """
    task, case = lock_task(work, task_id)
    _check_open(task, if_version)
    if task.status != "claimed":
        raise Conflict("This task is not claimed by anybody.")
    if task.claimed_by != by.user_id:
        people.require(by, "task:assign", service_id=case.service_id, site_id=case.site_id)
    version = task.row_version + 1
    work.execute(
        update(tables.task)
        .where(_TASK.id == task.id)
        .values(status="open", claimed_by=None, claimed_at=None, row_version=version)
    )
    facts = {"step": task.name}
    audit.record(work, "case:task:released", by=by.user_id, subject=("task", task.id), case_id=case.id, facts=facts)
    return version


def save_draft(work: Work, task_id: int, answers: Mapping[str, object], *, by: Actor) -> None:
    """Keep unfinished answers of one person for a task, as typed. Raises NotFound, NotPermitted, Conflict, Refused."""
    task, case = lock_task(work, task_id)
    _check_workable(work, task, case, by, None)
    version = definitions.running_version(work, case.version_id)
    forms.check_draft(version.steps[task.element].fields, answers)
    kept = literal(dict(answers), type_=JSONB)
    work.execute(
        upsert(tables.draft)
        .values(task_id=task.id, user_id=by.user_id, answers=kept, saved_at=work.now)
        .on_conflict_do_update(index_elements=["task_id", "user_id"], set_={"answers": kept, "saved_at": work.now})
    )


def complete(
    work: Work,
    task_id: int,
    *,
    answers: Mapping[str, object],
    by: Actor,
    contact_id: int | None = None,
    check_contact: CheckContact | None = None,
    if_version: int | None = None,
) -> Completed:
    """Complete a task with its answers and advance the case to its next waiting point, in this one unit of work.

    `contact_id` is the contact in which the customer was there; `check_contact` is asked about one other than the
    case's own, and raises when it cannot be named. Raises NotFound, NotPermitted (another team's or somebody else's
    task), TaskAlreadyDone, Conflict (stale), InvalidAnswers. A technical failure while advancing keeps the answers and
    makes the case stuck.
    """
    task, case = lock_task(work, task_id)
    _check_workable(work, task, case, by, if_version)
    if contact_id not in (None, case.contact_id) and check_contact is not None:
        check_contact(work, contact_id, by)
    if task.claimed_by is not None and task.claimed_by != by.user_id:
        raise NotPermitted("Somebody else has claimed this task. Ask them to release it.")
    version = definitions.running_version(work, case.version_id)
    fields = version.steps[task.element].fields
    clean = forms.clean(fields, answers, known=case.data, now=work.now)
    shown, restricted = forms.split(fields, clean)
    done = Done(task, shown, restricted, contact_id)
    completed = Entry(
        "case:task:completed",
        by=by.user_id,
        subject=("task", task.id),
        case_id=case.id,
        facts={"step": task.name, "office": task.office, "contact": contact_id},
    )
    settled = _advance(work, case, version, done, clean, by=by.user_id, entries=[completed])
    return Completed(case.id, case.reference, settled)


def _advance(
    work: Work,
    case: LockedCase,
    version: RunningVersion,
    done: Done,
    answers: dict[str, object],
    *,
    by: int | None,
    entries: list[Entry],
) -> Settled:
    box = toolbox(work, case_id=case.id)
    if case.state is None:
        raise Conflict("This case is stuck. Ask for it to be repaired first.")
    try:
        outcome = bpmn.complete(
            version.spec, case.state, case.data, done.task.engine_task, answers, now=work.now, tools=box.tools
        )
    except Stuck as stuck:
        pending = {
            "action": "complete",
            "task_id": done.task.id,
            "answers": answers,
            "by": by,
            "contact_id": done.contact_id,
        }
        keep_completion(work, case, done, by=by)
        record_incident(work, case, stuck, pending=pending, entries=entries)
        return Settled(STUCK)
    return settle(work, case, version, outcome, Cause(by, done.task.team_id, [*entries, *box.entries], done))


def _check_workable(work: Work, task: LockedTask, case: LockedCase, by: Actor, if_version: int | None) -> None:
    """Raise unless `by` may work on this task now: it is open, unchanged, and one of their teams has it."""
    if not walks_through(by, case):
        require_of_case(work, by, "task:work", case)
        if by.user_id is not None and task.team_id not in by.team_ids:
            raise NotPermitted("This task belongs to another team.")
    if case.status == STUCK:
        raise Conflict("This case is stuck. Ask for it to be repaired first.")
    if case.status == SUSPENDED:
        raise Conflict("This case is suspended. Nobody works on it until it is resumed; its page says why.")
    _check_open(task, if_version)


def _check_open(task: LockedTask, if_version: int | None) -> None:
    if task.status == "done":
        raise TaskAlreadyDone
    if task.status == "cancelled":
        raise Conflict("This task is no longer needed. Load the case again to see what happened.")
    refuse_stale(if_version, task.row_version)
