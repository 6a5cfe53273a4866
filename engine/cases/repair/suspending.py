"""Let a case stand still for a while, and go on: its tasks, timers and clocks with it, and the cases it has called."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select, update

from engine import audit, bpmn, definitions, sla
from engine.audit import Entry
from engine.bpmn import Stuck
from engine.cases import tables
from engine.cases.calls.family import all_called, refuse_while_suspended
from engine.cases.calls.following import settle
from engine.cases.clock_dates import follow_clocks
from engine.cases.incidents import record_incident
from engine.cases.jobs.opening import hold_jobs
from engine.cases.locking import LockedCase, lock_case
from engine.cases.repair.holding import hold_for_repair
from engine.cases.settling import Cause, Settled
from engine.cases.statuses import GOES_ON, STUCK, SUSPENDED
from engine.cases.tools import toolbox
from engine.errors import Conflict
from engine.forms import reason_given
from engine.people import Actor
from engine.store import Work

_SUSPENSION = tables.suspension.c


@dataclass(frozen=True, slots=True)
class Suspension:
    """Why a case stands still: since when, in whose words and by whom."""

    since: datetime
    reason: str
    by_user_id: int | None


def suspend(work: Work, case_id: int, *, reason: str, by: Actor, if_version: int | None = None) -> None:
    """Let a case stand still: nobody works on its tasks, no timer fires, its clocks are paused for this reason.

    The dates that were promised to the customer stay. The cases that it has called stand still with it. Raises
    NotFound, NotPermitted, StaleVersion, Refused (no reason), Conflict (it has ended, is stuck, or stands still
    already).
    """
    case = hold_for_repair(work, case_id, by=by, if_version=if_version)
    if case.status == SUSPENDED:
        raise Conflict("This case is suspended already. Resume it when it is to go on.")
    if case.status == STUCK:
        raise Conflict("This case is stuck, so nothing of it goes on anyway. Try it again once its cause is mended.")
    why = reason_given(reason, ask="Enter why the case is suspended.")
    _stop(work, case, why, by=by.user_id)
    for number in all_called(work, [case_id]):
        called = lock_case(work, number)
        if called.status in GOES_ON:
            _stop(work, called, why, by=by.user_id)


def _stop(work: Work, case: LockedCase, why: str, *, by: int | None) -> None:
    case_id, columns, state = case.id, tables.case.c, tables.state.c
    work.execute(insert(tables.suspension).values(case_id=case_id, since=work.now, by_user_id=by, reason=why))
    work.execute(
        update(tables.case)
        .where(columns.id == case_id)
        .values(status=SUSPENDED, next_action="Resume the case", next_team_id=None, promised_at=columns.fulfil_by)
    )
    work.execute(
        update(tables.state).where(state.case_id == case_id).values(due_at=None, row_version=case.row_version + 1)
    )
    hold_jobs(work, case_id)
    sla.pause_clocks(work, case_id, why, by=by)
    follow_clocks(work, case_id)
    audit.record(work, "case:case:suspended", by=by, subject=("case", case_id), case_id=case_id, reason=why)


def resume(work: Work, case_id: int, *, reason: str, by: Actor, if_version: int | None = None) -> Settled:
    """Let a suspended case go on: timers and clocks with the time that was left to them when it was suspended.

    The cases that it has called, and that were suspended with it, go on as well. Raises NotFound, NotPermitted,
    StaleVersion, Conflict (it is not suspended, or the case that called it is), Refused (no reason).
    """
    case = hold_for_repair(work, case_id, by=by, if_version=if_version)
    held = suspension(work, case_id)
    if case.status != SUSPENDED or held is None or case.state is None:
        raise Conflict("This case is not suspended. Load it again to see how it stands.")
    refuse_while_suspended(work, case)
    why = reason_given(reason, ask="Enter why the case goes on now.")
    settled = _start_again(work, case, case.state, held, why, by=by.user_id)
    for number in all_called(work, [case_id]):
        called, stood = lock_case(work, number), suspension(work, number)
        if called.state is not None and stood is not None and stood.since == held.since:
            _start_again(work, called, called.state, stood, why, by=by.user_id)
    return settled


def _start_again(work: Work, case: LockedCase, state: bytes, held: Suspension, why: str, *, by: int | None) -> Settled:
    end_suspension(work, case.id)
    sla.resume_clocks(work, case.id, held.reason, by=by, tells=False)
    follow_clocks(work, case.id)
    facts = {"since": held.since.isoformat()}
    entry = Entry("case:case:resumed", by, ("case", case.id), case.id, why, facts)
    return _go_on(work, case, state, held.since, entry)


def suspension(work: Work, case_id: int) -> Suspension | None:
    """Why the case stands still; None when it does not."""
    columns = (_SUSPENSION.since, _SUSPENSION.reason, _SUSPENSION.by_user_id)
    row = work.row(select(*columns).where(_SUSPENSION.case_id == case_id))
    return Suspension(**row) if row else None


def end_suspension(work: Work, case_id: int) -> None:
    """Forget that a case stood still."""
    work.execute(delete(tables.suspension).where(_SUSPENSION.case_id == case_id))


def _go_on(work: Work, case: LockedCase, state: bytes, since: datetime, entry: Entry) -> Settled:
    version = definitions.running_version(work, case.version_id)
    box = toolbox(work, case_id=case.id)
    try:
        outcome = bpmn.resume(version.spec, state, case.data, since=since, now=work.now, tools=box.tools)
    except Stuck as stuck:
        record_incident(work, case, stuck, pending={"action": "timers"}, entries=[entry])
        return Settled(STUCK)
    return settle(work, case, version, outcome, Cause(entry.by, entries=[entry, *box.entries]))
