"""A contact as its page shows it: what was understood, the cases it started or touched, and what is promised."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from engine import cases, contacts, definitions
from engine.cases import CaseTask, CaseView
from engine.contacts import Contact, Customer, Link, Property
from engine.errors import Conflict
from engine.people import Actor
from engine.store import Work
from web.customer_answers import NamedInForm, can_name_customer, named_in_form
from web.happened import Happened, in_words
from web.names import Names, names, process_names
from web.pages.contacts.contact_form import Label, label
from web.telling import next_steps, sentences

MOST_HAPPENED = 5


@dataclass(frozen=True, slots=True)
class CaseOfContact:
    """A case that a contact started or touched. `task` is the one with which the reader can go on, if any.

    `steps` come next, the most urgent first; `spoken` is what to read out to the customer. `happened` are the latest
    entries of the timeline, to be read out to somebody who asks about the case.
    """

    case: CaseView
    name: str
    started: bool
    task: CaseTask | None
    steps: Sequence[CaseTask] = ()
    spoken: Sequence[str] = ()
    happened: Sequence[Happened] = ()


@dataclass(frozen=True, slots=True)
class ContactView:
    """All that the page of one contact shows. `nobody`: it has no customer yet; `named` is whom only a form names."""

    contact: Contact
    label: Label
    customer: Customer | None
    place: Property | None
    cases: Sequence[CaseOfContact]
    repeat_of: Contact | None
    names: Names
    nobody: bool
    named: NamedInForm | None


def readable(work: Work, contact_id: int, by: Actor) -> Contact:
    """The contact, for somebody who may read it. Raises NotFound, NotPermitted."""
    contact = contacts.contact(work, contact_id)
    contacts.require_open_to(contact, "contact:read", by)
    return contact


def changeable(work: Work, contact_id: int, by: Actor) -> Contact:
    """The contact, for somebody who may go on with it. Raises NotFound, NotPermitted."""
    contact = readable(work, contact_id, by)
    contacts.require_open_to(contact, "contact:record", by)
    return contact


def going_on(work: Work, contact_id: int, by: Actor) -> Contact:
    """The contact, for somebody who goes on with it. Raises NotFound, NotPermitted, Conflict (it has ended)."""
    contact = changeable(work, contact_id, by)
    if contact.ended_at is not None:
        raise Conflict(f"Contact {contact.reference} has ended. Record a new contact for what the customer wants now.")
    return contact


def look_at_contact(work: Work, contact: Contact, *, by: Actor) -> ContactView:
    """Read what belongs to a contact."""
    links = contacts.links_of_contact(work, contact.id)
    named = process_names(work) if links else {}
    called = names(work, [contact.adviser_id])
    return ContactView(
        contact=contact,
        label=label(contact, contacts.causes(work)),
        customer=contacts.customer(work, contact.customer_id) if contact.customer_id else None,
        place=contacts.property_by_id(work, contact.property_id) if contact.property_id else None,
        cases=[_of_contact(work, link, named, called, by) for link in links],
        repeat_of=contacts.contact(work, contact.repeat_of_id) if contact.repeat_of_id else None,
        names=called,
        nobody=can_name_customer(contact, by),
        named=named_in_form(work, contact, by=by),
    )


def _of_contact(work: Work, link: Link, named: Mapping[int, str], called: Names, by: Actor) -> CaseOfContact:
    case, started = cases.case(work, link.case_id, by=by), link.kind == "started"
    if not case.full:
        return CaseOfContact(case, "", started, None)
    own, case = cases.next_task_for(work, case.id, by=by), cases.whole_request(work, case, by=by)
    return CaseOfContact(
        case,
        named.get(case.process_id, ""),
        started,
        next((task for task in case.tasks if task.id == own), None),
        next_steps(case),
        sentences(case, called, own_teams=by.team_ids, now=work.now, wording=[_last_wording(work, case)]),
        () if started else in_words(work, cases.timeline(work, case.id, by=by, limit=MOST_HAPPENED)),
    )


def _last_wording(work: Work, case: CaseView) -> str:
    """What the analyst lets the customer be told of the step with which a case ended; empty while it goes on."""
    done = [task for task in case.tasks if task.done_at is not None]
    if case.status != "ended" or not done:
        return ""
    last = max(done, key=lambda task: (task.done_at, task.id))
    mark = definitions.marks_of(work, case.process_id).get(last.step_key)
    return mark.customer_wording if mark else ""
