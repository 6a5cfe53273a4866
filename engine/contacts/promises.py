"""Telling a customer, before the date they were promised, that it will not be kept.

A person confirms the new date: no date is sent that nobody stands for. Where nobody does so in time, a notice goes by
itself that names no new date, only when the council writes again. Customers without an address are called, and the call
is recorded. Nobody is told twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from engine import audit, cases, notices, people, sla
from engine.clock import day_of, day_words
from engine.contacts.customers import Customer, customer
from engine.errors import Conflict, NotFound, Refused
from engine.forms import reason_given, written
from engine.notices import Telling
from engine.people import Actor
from engine.sla import Warned
from engine.store import Store, Work, unit_of_work
from engine.targets import parse_target

_AGAIN = parse_target("5 working days")


@dataclass(frozen=True, slots=True)
class BrokenPromise:
    """A promise that will be missed, for the person who tells its customer.

    `due_on` is the day that was promised. `subject` and `words` are proposed, with `proposed_on` as the new date.
    `customer` is None where nobody knows who it is. `open`: nobody has told them a new date yet.
    """

    warning: Warned
    reference: str
    due_on: date
    proposed_on: date
    subject: str
    words: str
    customer: Customer | None
    open: bool


def broken_promise(work: Work, case_id: int, *, by: Actor) -> BrokenPromise:
    """The promise of this case that will be missed, with what to tell its customer. Raises NotFound, NotPermitted."""
    cases.require_readable(work, case_id, by)
    warning = _warning(work, case_id)
    reference = cases.references(work, [case_id])[case_id]
    due_on, new = day_of(warning.due_at), max(warning.proposed_on, day_of(work.now))
    return BrokenPromise(
        warning=warning,
        reference=reference,
        due_on=due_on,
        proposed_on=new,
        subject=_subject(reference),
        words=_with_date(reference, due_on, new),
        customer=_customer(work, case_id),
        open=warning.state in sla.UNSETTLED,
    )


def tell_new_date(work: Work, case_id: int, new_date: date, words: str, *, by: Actor) -> None:
    """Write to the customer that it takes until `new_date`, in these words, once.

    Raises NotFound, NotPermitted, Conflict (they were told already, or have no address), Refused.
    """
    warning = _held(work, case_id, by)
    who = _customer(work, case_id)
    if who is None or not who.email:
        raise Conflict("This customer has no e-mail address. Call them, and record the call.")
    _check_date(work, warning, new_date, "new_date")
    said = written("words", "The notice", words)
    if not said:
        raise Refused.at("words", "Enter what to tell the customer.")
    if day_words(new_date) not in said:
        raise Refused.at("words", f"The notice must name the new date as you confirm it: {day_words(new_date)}.")
    reference = cases.references(work, [case_id])[case_id]
    notices.send(
        work,
        key=f"{warning.key}:told",
        channel="email",
        recipient=who.email,
        subject=_subject(reference),
        body=said,
        case_id=case_id,
    )
    _settle(work, warning, "told", "sla:promise:told", by=by, new_date=new_date)


def record_call(work: Work, case_id: int, new_date: date, *, by: Actor) -> None:
    """Record that the customer was told by a call, or face to face, that it takes until `new_date`.

    Raises NotFound, NotPermitted, Conflict (they were told already), Refused (no date to come).
    """
    warning = _held(work, case_id, by)
    _check_date(work, warning, new_date, "told_date")
    _settle(work, warning, "called", "sla:promise:called", by=by, new_date=new_date)


def keep_promise(work: Work, case_id: int, reason: str, *, by: Actor) -> None:
    """Say that it will be done in time after all, so that nothing is sent. Raises as `record_call` does."""
    why = reason_given(reason, ask="Enter why it will be done in time.")
    warning = _held(work, case_id, by)
    if warning.state != sla.ASKED:
        raise Conflict("The customer was written to already. Tell them the date.")
    _settle(work, warning, "in-time", "sla:promise:kept", by=by, reason=why)


def write_to_customers(store: Store, limit: int = 100) -> int:
    """Write to customers whom nobody has told in time, each in a unit of work of its own; how many were looked at."""
    for seen in range(limit):
        with unit_of_work(store) as work:
            warning = sla.claim_warning(work)
            if warning is None:
                return seen
            _write(work, warning)
    return limit


def _write(work: Work, warning: Warned) -> None:
    """Write the neutral notice, unless something stands against it; what people can still do stays open to them."""
    version = sla.ladders(work).version(warning.service_id, work.now)
    moved = warning.clock_status != "running" or warning.clock_due_at != warning.due_at
    if moved or warning.due_at <= work.now or (version is not None and not version.tells_customer):
        sla.leave_warning(work, warning.id)
        return
    who = _customer(work, warning.case_id)
    if who is None or not who.email:
        sla.leave_warning(work, warning.id)
        _remind(work, warning, "has no e-mail address, and was not told yet", "Call them today, and record the call.")
        return
    reference = cases.references(work, [warning.case_id])[warning.case_id]
    calendar = sla.calendar_for(work, warning.calendar)
    again = sla.due_at(calendar, work.now, _AGAIN).date()
    notices.send(
        work,
        key=f"{warning.key}:written",
        channel="email",
        recipient=who.email,
        subject=_subject(reference),
        body=_without_date(reference, day_of(warning.due_at), again),
        case_id=warning.case_id,
    )
    sla.settle_warning(work, warning.id, "written")
    facts = {"name": warning.name, "until": again.isoformat()}
    subject = ("clock", warning.clock_id)
    audit.record(work, "sla:promise:written", by=None, subject=subject, case_id=warning.case_id, facts=facts)
    promised = f"was written to, and promised a date by {day_words(again)}"
    _remind(work, warning, promised, "Tell them the new date by then, by a notice or a call.")


def _remind(work: Work, warning: Warned, what: str, do_next: str) -> None:
    said = f"The customer of “{warning.name}” {what}"
    tellings = [
        Telling(
            user_id=one,
            key=f"{warning.key}:again",
            what=said,
            do_next=do_next,
            since=work.now,
            topic="promise",
            case_id=warning.case_id,
            clock_id=warning.clock_id,
        )
        for one in warning.told
    ]
    notices.inbox.tell(work, tellings)


def _warning(work: Work, case_id: int, *, hold: bool = False) -> Warned:
    warning = sla.warning_of(work, case_id, hold=hold)
    if warning is None:
        raise NotFound("Nobody has to be told that this case takes longer.")
    return warning


def _held(work: Work, case_id: int, by: Actor) -> Warned:
    """The warning, held, of a case that `by` may change. Raises NotFound, NotPermitted, Conflict."""
    cases.require_readable(work, case_id, by)
    people.require(by, "case:change", service_id=cases.case(work, case_id, by=by).service_id)
    warning = _warning(work, case_id, hold=True)
    if warning.state not in sla.UNSETTLED:
        raise Conflict("This is settled already. Load the page again to see how.")
    return warning


def _settle(
    work: Work, warning: Warned, state: str, action: str, *, by: Actor, new_date: date | None = None, reason: str = ""
) -> None:
    sla.settle_warning(work, warning.id, state, new_date=new_date)
    facts: dict[str, object] = {"name": warning.name}
    if new_date is not None:
        facts["until"] = new_date.isoformat()
    subject = ("clock", warning.clock_id)
    audit.record(work, action, by=by.user_id, subject=subject, case_id=warning.case_id, reason=reason, facts=facts)
    notices.inbox.settle(work, [warning.key, f"{warning.key}:again"])


def _customer(work: Work, case_id: int) -> Customer | None:
    number, _ = cases.matter_of(work, case_id)
    return None if number is None else customer(work, number)


def _check_date(work: Work, warning: Warned, new_date: date, where: str) -> None:
    if new_date <= day_of(warning.due_at) or new_date < day_of(work.now):
        raise Refused.at(where, "Enter a new date that lies after the one that was promised, and is to come.")


def _subject(reference: str) -> str:
    return f"Your request {reference} will take longer"


def _with_date(reference: str, due_on: date, new: date) -> str:
    return _letter(
        f"We told you that we would finish your request {reference} by {day_words(due_on)}.",
        f"It will take longer than we said. We are sorry. We now expect to finish it by {day_words(new)}.",
    )


def _without_date(reference: str, due_on: date, again: date) -> str:
    return _letter(
        f"We told you that we would finish your request {reference} by {day_words(due_on)}.",
        "We need longer than we said. We are sorry. "
        f"We will write to you by {day_words(again)} to say when it is done.",
    )


def _letter(*parts: str) -> str:
    lines: Sequence[str] = (*parts, "You do not need to do anything.")
    return "\n\n".join(lines) + "\n"
