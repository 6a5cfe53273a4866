"""End a case before its time: withdrawn by the customer, or a duplicate of another."""

from __future__ import annotations

from sqlalchemy import update

from engine import audit, people, sla
from engine.cases import tables
from engine.cases.handing import drop_waiting
from engine.cases.incidents import resolve_incident
from engine.cases.locking import lock_case
from engine.errors import Conflict, Problem, Refused
from engine.forms import reason_given
from engine.people import Actor
from engine.store import Work

CLOSINGS = ("withdrawn", "duplicate")
ENDED = ("ended", *CLOSINGS)


def close(work: Work, case_id: int, *, as_: str, reason: str, by: Actor) -> None:
    """End a case as `withdrawn` or `duplicate`: open tasks, hand-offs, timers and clocks are cancelled, none deleted.

    Raises NotFound, NotPermitted, Conflict (ended already), Refused (no reason, unknown way of closing).
    """
    case = lock_case(work, case_id)
    people.require(by, "case:change", service_id=case.service_id, site_id=case.site_id)
    if case.status in ENDED:
        raise Conflict("This case has ended already.")
    if as_ not in CLOSINGS:
        raise Refused(
            "A case is closed as withdrawn or as duplicate.", (Problem("as", "Select withdrawn or duplicate."),)
        )
    why = reason_given(reason, ask="Enter why the case is closed.")
    task, state, columns = tables.task.c, tables.state.c, tables.case.c
    dropped = work.rows(
        update(tables.task)
        .where(task.case_id == case_id, task.status.in_(("open", "claimed")))
        .values(status="cancelled", row_version=task.row_version + 1)
        .returning(task.id)
    )
    drop_waiting(work, [row["id"] for row in dropped], by=by.user_id)
    resolve_incident(work, case_id, by.user_id)
    work.execute(
        update(tables.state)
        .where(state.case_id == case_id)
        .values(waiting=[], messages=[], signals=[], keys=None, due_at=None, row_version=state.row_version + 1)
    )
    work.execute(
        update(tables.case)
        .where(columns.id == case_id)
        .values(status=as_, ended_at=work.now, next_action="", next_team_id=None, promised_at=None)
    )
    sla.write_clocks(work, cancelled_case=case_id)
    audit.record(
        work,
        "case:case:closed",
        by=by.user_id,
        subject=("case", case_id),
        case_id=case_id,
        reason=why,
        facts={"as": as_},
    )
