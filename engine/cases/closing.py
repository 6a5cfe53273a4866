"""End a case before its time: withdrawn by the customer, a duplicate of another, or cancelled by the council.

The cases that it has called end with it; a called case ends before its time only so.
"""

from __future__ import annotations

from sqlalchemy import delete, update

from engine import audit, people, sla
from engine.cases import tables
from engine.cases.calls.family import all_called, refuse_called
from engine.cases.handing import drop_waiting
from engine.cases.incidents import resolve_incident
from engine.cases.jobs.opening import cancel_jobs
from engine.cases.locking import lock_case
from engine.cases.putting_away import AT_HAND
from engine.cases.snapshots import forget_snapshots
from engine.cases.statuses import CANCELLED, CLOSINGS, ENDED, OPEN_TASK
from engine.errors import Conflict, Problem, Refused, refuse_stale
from engine.forms import reason_given
from engine.people import Actor
from engine.store import Work


def close(work: Work, case_id: int, *, as_: str, reason: str, by: Actor) -> None:
    """End a case as `withdrawn` or `duplicate`: open tasks, hand-offs, timers and clocks are cancelled, none deleted.

    Raises NotFound, NotPermitted, Conflict (ended already, or a called case), Refused (no reason, unknown way of
    closing).
    """
    if as_ not in CLOSINGS:
        raise Refused(
            "A case is closed as withdrawn or as duplicate.", (Problem("as", "Select withdrawn or duplicate."),)
        )
    _end(work, case_id, as_, reason, permission="case:change", if_version=None, by=by)


def cancel(work: Work, case_id: int, *, reason: str, by: Actor, if_version: int | None = None) -> None:
    """End a case that the council itself does not go on with, stuck and suspended ones too, as `close` ends one.

    It counts in the figures as a case that was not fulfilled. Raises NotFound, NotPermitted, StaleVersion, Conflict
    (ended already, or a called case), Refused (no reason).
    """
    _end(work, case_id, CANCELLED, reason, permission="case:repair", if_version=if_version, by=by)


def _end(
    work: Work, case_id: int, as_: str, reason: str, *, permission: str, if_version: int | None, by: Actor
) -> None:
    case = lock_case(work, case_id)
    people.require(by, permission, service_id=case.service_id, site_id=case.site_id)
    if case.status in ENDED:
        raise Conflict("This case has ended already.")
    refuse_stale(if_version, case.row_version)
    refuse_called(work, case_id, case.root_id, "Close")
    why = reason_given(reason, ask="Enter why the case is closed.")
    for number in (case_id, *all_called(work, [case_id])):
        end_now(work, number, as_, why, by=by.user_id)


def end_now(work: Work, case_id: int, as_: str, why: str, *, by: int | None) -> None:
    """End a case that this unit of work holds, whatever it waits for; the cases that it called are not looked at."""
    task, state, columns = tables.task.c, tables.state.c, tables.case.c
    dropped = work.rows(
        update(tables.task)
        .where(task.case_id == case_id, task.status.in_(OPEN_TASK))
        .values(status="cancelled", cancelled_at=work.now, row_version=task.row_version + 1)
        .returning(task.id)
    )
    cancel_jobs(work, case_id)
    drop_waiting(work, [row["id"] for row in dropped], by=by)
    resolve_incident(work, case_id, by)
    work.execute(forget_snapshots(case_id))
    work.execute(delete(tables.suspension).where(tables.suspension.c.case_id == case_id))
    work.execute(
        update(tables.state)
        .where(state.case_id == case_id)
        .values(
            waiting=[],
            messages=[],
            signals=[],
            keys=None,
            due_at=None,
            row_version=state.row_version + 1,
            put_away_at=work.now + AT_HAND,
        )
    )
    work.execute(
        update(tables.case)
        .where(columns.id == case_id)
        .values(status=as_, ended_at=work.now, next_action="", next_team_id=None, promised_at=None)
    )
    sla.write_clocks(work, cancelled_case=case_id)
    sla.drop_watches(work, case_id)
    audit.record(
        work,
        "case:case:closed",
        by=by,
        subject=("case", case_id),
        case_id=case_id,
        reason=why,
        facts={"as": as_},
    )
