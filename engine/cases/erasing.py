"""Erase what a case knows about a customer. Times, teams and outcomes stay, so that figures still add up."""

from __future__ import annotations

from sqlalchemy import delete, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from engine import audit, notices, people, sla
from engine.cases import tables
from engine.cases.calls.family import every_called, refuse_called
from engine.cases.locking import lock_case
from engine.cases.messages.keeping import forget_messages
from engine.cases.packing import emptied
from engine.cases.reading import references
from engine.cases.snapshots import forget_snapshots
from engine.cases.statuses import ENDED
from engine.errors import Conflict
from engine.forms import reason_given
from engine.people import Actor
from engine.store import Work, forget_answers


def erase(work: Work, case_id: int, *, by: Actor, reason: str) -> None:
    """Erase answers, drafts, state, reasons, notices, messages and kept replies of an ended case, for good.

    The cases that it has called are erased with it, and only so. The reason is recorded and must itself say nothing
    about the customer (a policy or a request number). Raises NotFound, NotPermitted, Conflict (the case has not ended,
    or is a called case), Refused (no reason).
    """
    case = lock_case(work, case_id)
    people.require(by, "case:erase", service_id=case.service_id, site_id=case.site_id)
    if case.status not in ENDED:
        raise Conflict("Only an ended case can be erased. Close it first.")
    refuse_called(work, case_id, case.root_id, "Erase")
    why = reason_given(reason, ask="Enter the rule or request that the case is erased under.")
    for number, reference in ((case_id, case.reference), *references(work, every_called(work, case_id)).items()):
        _erase_one(work, number, reference)
        audit.record(work, "case:case:erased", by=by.user_id, subject=("case", number), case_id=number, reason=why)
    forget_answers(work)


def _erase_one(work: Work, case_id: int, reference: str) -> None:
    nothing = literal({}, type_=JSONB)
    answer, draft, task, job = tables.answer.c, tables.draft.c, tables.task.c, tables.job.c
    hand_off, incident, state, columns = tables.hand_off.c, tables.incident.c, tables.state.c, tables.case.c
    kept = work.value(select(state.data).where(state.case_id == case_id).with_for_update()) or b"{}"
    work.execute(update(tables.answer).where(answer.case_id == case_id).values(answers=nothing, restricted=nothing))
    work.execute(forget_snapshots(case_id))
    work.execute(delete(tables.draft).where(draft.task_id == task.id, task.case_id == case_id))
    work.execute(update(tables.hand_off).where(hand_off.case_id == case_id).values(reason="", return_reason=""))
    work.execute(update(tables.incident).where(incident.case_id == case_id).values(cause="", pending=nothing))
    work.execute(update(tables.job).where(job.case_id == case_id).values(inputs=nothing, last_error=""))
    work.execute(
        update(tables.state)
        .where(state.case_id == case_id)
        .values(state=None, data=emptied(kept), messages=[], signals=[], keys=None, due_at=None)
    )
    work.execute(
        update(tables.case).where(columns.id == case_id).values(customer_id=None, property_id=None, erased_at=work.now)
    )
    forget_messages(work, case_id, reference)
    audit.blank_reasons(work, case_id)
    sla.blank_reasons(work, case_id)
    notices.erase(work, case_id)
