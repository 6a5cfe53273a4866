"""Hand-offs: work that passes from one team to another is accepted there, or returned with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ARRAY, String, cast, insert, select, update
from sqlalchemy.dialects.postgresql import array

from engine import audit, definitions, people, sla
from engine.audit import Entry
from engine.cases import tables
from engine.cases.locking import LockedCase, LockedTask, lock_task
from engine.cases.statuses import TASK_OVER
from engine.errors import Conflict, NotFound, NotPermitted, Refused, refuse_stale
from engine.forms import reason_given
from engine.people import Actor, Team
from engine.sla import CaseTurn, Known, Passed
from engine.store import Work

_HAND_OFF = tables.hand_off.c
_TASK = tables.task.c
_ASK = "Enter a reason, so that the other team knows what to do."


@dataclass(frozen=True, slots=True)
class HandOff:
    """A hand-off as it stands. `status` is `waiting`, `accepted`, `returned`, `rerouted` or `cancelled`."""

    id: int
    task_id: int
    case_id: int
    from_team_id: int
    to_team_id: int
    status: str


def hand_over(
    work: Work, task_id: int, *, to_team_id: int, reason: str, by: Actor, if_version: int | None = None
) -> HandOff:
    """Pass a task to another team with a reason; it waits there to be accepted.

    Raises NotFound, NotPermitted (not your team's task, or held by somebody else), Refused (no reason, same team),
    Conflict (done, stale).
    """
    task, case = lock_task(work, task_id)
    people.require(by, "task:hand-off", service_id=case.service_id, site_id=case.site_id)
    _check_held(task, by, if_version)
    return pass_on(work, task, case, to_team_id=to_team_id, reason=reason_given(reason, ask=_ASK), by=by)


def pass_on(work: Work, task: LockedTask, case: LockedCase, *, to_team_id: int, reason: str, by: Actor) -> HandOff:
    """Put a task that this unit of work has locked on the list of another team, whoever holds it. Raises Refused."""
    team = _receiving_team(work, task, case, to_team_id)
    made = _make(work, task, case, team, reason=reason, by=by)
    facts = {"step": task.name, "to": team.name, "stage": task.stage}
    audit.record(
        work,
        "case:work:handed-off",
        by=by.user_id,
        subject=("task", task.id),
        case_id=case.id,
        reason=reason,
        facts=facts,
    )
    return made


def accept(work: Work, hand_off_id: int, *, by: Actor) -> HandOff:
    """Accept a hand-off for one's team and take its task. Raises NotFound, NotPermitted, Conflict (not waiting)."""
    hand_off, task, case = _waiting(work, hand_off_id, by)
    work.execute(
        update(tables.task)
        .where(_TASK.id == task.id)
        .values(status="claimed", claimed_by=by.user_id, claimed_at=work.now, row_version=task.row_version + 1)
    )
    accept_waiting(work, task, case, owner_id=by.user_id, by=by.user_id)
    return HandOff(hand_off.id, task.id, case.id, hand_off.from_team_id, hand_off.to_team_id, "accepted")


def accept_waiting(work: Work, task: LockedTask, case: LockedCase, *, owner_id: int | None, by: int | None) -> None:
    """Note that the hand-off that waits with a task, if any, is accepted; whoever gets the task owns the case now."""
    row = work.row(
        update(tables.hand_off)
        .where(_HAND_OFF.task_id == task.id, _HAND_OFF.status == "waiting")
        .values(status="accepted", answered_at=work.now, answered_by=by)
        .returning(_HAND_OFF.id)
    )
    if row is None:
        return
    work.execute(update(tables.case).where(tables.case.c.id == case.id).values(owner_id=owner_id))
    sla.accept_hand_off(work, task.id, by=by)
    facts = {"step": task.name, "stage": task.stage}
    audit.record(work, "case:hand-off:accepted", by=by, subject=("hand-off", row["id"]), case_id=case.id, facts=facts)


def return_(work: Work, hand_off_id: int, *, reason: str, by: Actor) -> HandOff:
    """Send a hand-off back to the team it came from, with a reason.

    Raises NotFound, NotPermitted, Conflict (not waiting), Refused (no reason).
    """
    hand_off, task, case = _waiting(work, hand_off_id, by)
    text = reason_given(reason, ask=_ASK)
    team = people.team_by_id(work, hand_off.from_team_id)
    work.execute(
        update(tables.hand_off)
        .where(_HAND_OFF.id == hand_off.id)
        .values(status="returned", answered_at=work.now, answered_by=by.user_id, return_reason=text)
    )
    place(work, task, case, team, why="returned")
    sla.end_hand_offs(work, [task.id], "Returned to the team it came from", by=by.user_id)
    facts = {"step": task.name, "to": team.name, "stage": task.stage}
    entry = Entry("case:hand-off:returned", by.user_id, ("hand-off", hand_off.id), case.id, text, facts)
    audit.record_many(work, [entry])
    return HandOff(hand_off.id, task.id, case.id, hand_off.from_team_id, hand_off.to_team_id, "returned")


def drop_waiting(work: Work, task_ids: Sequence[int], *, by: int | None) -> None:
    """Note that nobody needs to answer the hand-offs of tasks that are no longer needed."""
    if task_ids:
        work.execute(
            update(tables.hand_off)
            .where(_HAND_OFF.task_id.in_(task_ids), _HAND_OFF.status == "waiting")
            .values(status="cancelled", answered_at=work.now, answered_by=by)
        )


def place(work: Work, task: LockedTask, case: LockedCase, team: Team, *, why: str) -> None:
    """Put a task on the list of `team`, unclaimed, and keep the case's next action true."""
    work.execute(
        update(tables.task)
        .where(_TASK.id == task.id)
        .values(
            team_id=team.id,
            office=team.kind,
            route=why,
            status="open",
            claimed_by=None,
            claimed_at=None,
            row_version=task.row_version + 1,
        )
    )
    sla.pass_clocks(work, [task.id], team_id=team.id)
    work.execute(
        update(tables.case)
        .where(tables.case.c.id == case.id, tables.case.c.next_action == task.name)
        .values(next_team_id=team.id)
    )


def _make(work: Work, task: LockedTask, case: LockedCase, team: Team, *, reason: str, by: Actor) -> HandOff:
    work.execute(
        update(tables.hand_off)
        .where(_HAND_OFF.task_id == task.id, _HAND_OFF.status == "waiting")
        .values(status="rerouted", answered_at=work.now, answered_by=by.user_id)
    )
    row = work.row(
        insert(tables.hand_off)
        .values(
            case_id=case.id,
            task_id=task.id,
            from_team_id=task.team_id,
            to_team_id=team.id,
            cause="by_person",
            stage=task.stage,
            status="waiting",
            handed_at=work.now,
            handed_by=by.user_id,
            reason=reason,
            data_pack=cast(array(sorted(case.data), type_=String), ARRAY(String)),
        )
        .returning(_HAND_OFF.id)
    )
    place(work, task, case, team, why="by_person")
    if not case.walk_through:
        _measure(work, task, case, team, by=by)
    return HandOff(row["id"] if row else 0, task.id, case.id, task.team_id, team.id, "waiting")


def _measure(work: Work, task: LockedTask, case: LockedCase, team: Team, *, by: Actor) -> None:
    """Begin what is measured of a hand-off between these two teams."""
    process_key = definitions.running_version(work, case.version_id).process_key
    mark = definitions.marks_of(work, case.process_id).get(task.step_key)
    directory = people.team_directory(work, case.service_id, case.site_id)
    calendar = sla.calendar_of(directory, team, case.channel, mark=mark.calendar if mark else "")
    passed = Passed(case.id, task.id, case.service_id, process_key, task.team_id, team.id, calendar)
    if sla.begin_hand_off(work, passed, by=by.user_id):
        sla.observe(work, case.id, CaseTurn(Known(case.data, work.now)), by=by.user_id)


def _waiting(work: Work, hand_off_id: int, by: Actor) -> tuple[HandOff, LockedTask, LockedCase]:
    columns = (_HAND_OFF.id, _HAND_OFF.task_id, _HAND_OFF.case_id, _HAND_OFF.from_team_id, _HAND_OFF.to_team_id)
    found = work.row(select(*columns, _HAND_OFF.status).where(_HAND_OFF.id == hand_off_id))
    if found is None:
        raise NotFound(f"There is no hand-off {hand_off_id}.")
    task, case = lock_task(work, found["task_id"])
    people.require(by, "task:hand-off", service_id=case.service_id, site_id=case.site_id)
    if by.user_id is not None and found["to_team_id"] not in by.team_ids:
        raise NotPermitted("This hand-off waits for another team.")
    row = work.row(select(*columns, _HAND_OFF.status).where(_HAND_OFF.id == hand_off_id).with_for_update())
    if row is None or row["status"] != "waiting" or task.status in TASK_OVER:
        raise Conflict("This hand-off has been answered already. Load the case again to see what happened.")
    return HandOff(**row), task, case


def _check_held(task: LockedTask, by: Actor, if_version: int | None) -> None:
    if task.status in TASK_OVER:
        raise Conflict("This task is done or no longer needed. Load the case again to see what happened.")
    refuse_stale(if_version, task.row_version)
    if task.team_id not in by.team_ids:
        raise NotPermitted("This task belongs to another team.")
    if task.claimed_by is not None and task.claimed_by != by.user_id:
        raise NotPermitted("Somebody else has claimed this task. Ask them to release it.")


def _receiving_team(work: Work, task: LockedTask, case: LockedCase, team_id: int) -> Team:
    """The team that is to get the task: another one, that may work for the case's service."""
    if team_id == task.team_id:
        raise _no_team("The task is with this team already. Choose another team.")
    try:
        team = people.team_by_id(work, team_id)
    except NotFound:
        raise _no_team("There is no such team. Choose one of the teams of the service.") from None
    if team.service_id not in (None, case.service_id):
        raise _no_team(f"{team.name} works for another service and cannot open the case. Choose another team.")
    return team


def _no_team(message: str) -> Refused:
    return Refused.at("to_team_id", message)
