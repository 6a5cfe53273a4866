"""The page of one task: what whoever works on it needs to see, and what to show when somebody else was first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import Response, request

from engine import audit, cases, contacts, definitions
from engine.cases import CaseView, TaskView
from engine.errors import Conflict, EngineError, Refused
from engine.people import may
from engine.sla import ClockFilter
from web import step_form
from web.answers import in_words
from web.clock_words import clocks_now
from web.customer_answers import NamedInForm, can_name_customer, known_already, named_in_form
from web.happened import in_words as told
from web.names import Names, names
from web.page import actor, see, show, work
from web.telling import next_steps, sentences

_OPEN = ("open", "claimed")


def show_task(
    view: TaskView,
    *,
    status: int = 200,
    answers: Mapping[str, object] | None = None,
    shown: frozenset[str] | None = None,
    error: EngineError | None = None,
) -> Response:
    """The page of a task: with the draft in its form, or with the `answers` that were refused."""
    by = actor()
    asked = {field.key for field in view.fields} if view.claimed_by == by.user_id else set()
    form = step_form.build(
        view.fields,
        view.draft if answers is None else answers,
        shown=view.shown if shown is None else shown,
        data={**known_already(work(), view, by), **view.data},
        error=error,
        focus=contact_id() is not None,
    )
    return show(
        "tasks/task.html",
        status,
        task=view,
        form=form,
        clocks=clocks_now(work(), ClockFilter(case_id=view.case_id, task_id=view.id)) if view.status in _OPEN else (),
        mine=view.claimed_by == by.user_id,
        known=[(one.field.label, in_words(one.field, one.value)) for one in view.known if one.field.key not in asked],
        handed=cases.hand_off_of_task(work(), view.case_id, view.id),
        names=names(work(), [view.claimed_by, view.done_by, view.owner_id]),
        contact_id=contact_id(),
        who=_who() if view.status in _OPEN else None,
    )


def show_lost(task_id: int, error: EngineError, *, answers: Mapping[str, object] | None = None) -> Response:
    """What happened to a task that somebody else was quicker with, and the way back to the list.

    `answers` are what the person had typed for nothing; they see them once more, but for the restricted ones.
    """
    view = cases.task(work(), task_id, by=actor())
    entries = audit.entries(work(), case_id=view.case_id, subject=("task", task_id), limit=5)
    happened = told(work(), entries)
    typed = [
        (field.label, in_words(field, value))
        for field in view.fields
        if field.sensitivity != "restricted" and (value := (answers or {}).get(field.key))
    ]
    return show(
        "tasks/lost.html",
        409 if isinstance(error, Conflict) else 403,
        task=view,
        error=error,
        happened=happened,
        typed=typed,
        contact_id=contact_id(),
    )


def show_done(view: TaskView) -> Response:
    """What happens next in the case of a task that is done or passed on: in a contact, what to tell the customer.

    The wording of a step that could be once and done is for whoever does it with the customer there; of any other step
    that comes next it is said now. Without a contact nobody is there to be told: then it is said how they will be.
    """
    case, called = cases.case(work(), view.case_id, by=actor()), names(work())
    case = cases.whole_request(work(), case, by=actor())
    still_open = next_steps(case)
    in_contact = contact_id() is not None
    return show(
        "tasks/done.html",
        task=view,
        case=case,
        still_open=still_open,
        spoken=_spoken(view, case, called) if in_contact else (),
        telling=list(dict.fromkeys(called.team(task.team_id) for task in still_open if task.office == "front")),
        reached=() if in_contact else _reached(case),
        names=called,
        contact_id=contact_id(),
        who=_who(),
    )


def _spoken(view: TaskView, case: CaseView, called: Names) -> Sequence[str]:
    """What to read out."""
    marks = definitions.marks_of(work(), view.process_id)
    coming = [mark for task in next_steps(case) if (mark := marks.get(task.step_key)) and not mark.once_and_done]
    wording = [view.customer_wording if view.status == "done" else "", *(mark.customer_wording for mark in coming)]
    return sentences(case, called, own_teams=actor().team_ids, now=work().now, wording=wording)


def _reached(case: CaseView) -> Sequence[str]:
    """Telephone number and email address of the customer of a case, for those who may read contacts."""
    if case.customer_id is None or not may(actor(), "contact:read"):
        return ()
    customer = contacts.customer(work(), case.customer_id)
    return [text for text in (customer.phone, customer.email) if text]


@dataclass(frozen=True, slots=True)
class _Nobody:
    """The contact in which the person is working has no customer; `named` is whom only a form names."""

    named: NamedInForm | None


def _who() -> _Nobody | None:
    """What there is to say of who the customer is; None without a contact, and where it has a customer."""
    number = contact_id()
    if number is None:
        return None
    contact = contacts.contact(work(), number)
    return _Nobody(named_in_form(work(), contact, by=actor())) if can_name_customer(contact, actor()) else None


def contact_id() -> int | None:
    """The contact in which the person is working, from the form or the address. Raises Refused for what is no id."""
    text = request.values.get("contact", "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and 0 < len(text) < 19):
        raise Refused.at("contact", "The address names a contact in a way that is unknown. Open the contact again.")
    return int(text)


def in_open_contact(view: TaskView, address: str) -> Response | None:
    """The way to `address` in the open contact that this person has about the case; None where the address names one.

    However they came to the task, what they complete there belongs to that contact.
    """
    if contact_id() is not None or not may(actor(), "contact:record"):
        return None
    found = contacts.find_open_contact(work(), view.root_id or view.case_id, by=actor())
    return see(f"{address}?contact={found.id}") if found else None


def with_contact(address: str) -> str:
    """`address`, going on in the contact in which the person is working."""
    number = contact_id()
    return address if number is None else f"{address}?contact={number}"
