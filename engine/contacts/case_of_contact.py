"""A contact and the case it begins or ends up in: started for its customer and place, and erased together with it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import cases
from engine.cases import Begun, Started
from engine.contacts import recording
from engine.contacts.access import require_open_to
from engine.contacts.customers import Customer, add_customer, find_customers
from engine.contacts.erasing import erase_for_case
from engine.contacts.looking_up import fold
from engine.contacts.properties import property_by_id
from engine.contacts.reading import contact as read_contact
from engine.contacts.reading import links_of_contact
from engine.contacts.recording import link_case
from engine.contacts.shapes import Contact
from engine.errors import NotFound, Problem, Refused
from engine.people import Actor
from engine.store import Work


def start_case(
    work: Work,
    contact_id: int,
    *,
    process_key: str,
    by: Actor,
    site_id: int | None = None,
    answers: Mapping[str, object] | None = None,
) -> Started:
    """Start a case for what the customer asked in a contact: the case takes its customer, its property and its site.

    The property's area chooses the variant. A contact may start several cases, even of one kind: two defects are two
    cases. Raises NotFound, NotPermitted, InvalidAnswers, Refused (no site is known, the contact was erased).
    """
    contact = _open_to(work, contact_id, by)
    site = site_id or contact.site_id
    if site is None:
        raise Refused("The contact has no site. Say at which site the case starts.")
    area = property_by_id(work, contact.property_id).area if contact.property_id else ""
    whose = (contact.id, contact.customer_id, contact.property_id)
    begun = Begun(*whose, area, contact.channel, contact.started_at)
    started = cases.start(work, process_key=process_key, site_id=site, by=by, answers=answers, begun=begun)
    link_case(work, contact.id, started.id, "started", by=by)
    case = cases.case(work, started.id, by=by)
    changes: dict[str, object] = {"outcome": "case_started"}
    if contact.process_id is None:
        changes |= {"process_id": case.process_id, "service_id": case.service_id}
    recording.change_contact(work, contact.id, changes, by=by, row_version=contact.row_version)
    return started


def touch_case(work: Work, contact_id: int, case_id: int, *, by: Actor) -> None:
    """Say that a contact was about a case that there is already. Raises NotFound, NotPermitted.

    Where the time of the case stood still to wait for its customer, it goes on from the moment of the contact.
    What came of the contact is then that a case was updated, unless it started one. A contact of which no process is
    known is about the case's from then on, so that its service sees who chases.
    """
    contact = _open_to(work, contact_id, by)
    cases.require_readable(work, case_id, by)
    link_case(work, contact_id, case_id, "touched", by=by)
    cases.customer_got_in_touch(work, case_id, contact_id, contact.started_at, by=by)
    changes: dict[str, object] = {} if contact.outcome == "case_started" else {"outcome": "case_updated"}
    if contact.process_id is None:
        case = cases.case(work, case_id, by=by)
        changes |= {"process_id": case.process_id, "service_id": case.service_id}
    if changes:
        recording.change_contact(work, contact_id, changes, by=by, row_version=contact.row_version)


def keep_customer(
    work: Work, contact_id: int, *, name: str, phone: str = "", email: str = "", by: Actor, row_version: int
) -> Contact:
    """Let a contact, and the cases it started, be this customer's: known by name and number or address, or new.

    Raises NotFound, NotPermitted, StaleVersion, Refused (a value cannot be what it says, the contact was erased).
    """
    _open_to(work, contact_id, by)
    kept = _known_customer(work, name, phone, email) or add_customer(work, name=name, phone=phone, email=email, by=by)
    return choose_customer(work, contact_id, kept.id, by=by, row_version=row_version)


def choose_customer(work: Work, contact_id: int, customer_id: int, *, by: Actor, row_version: int) -> Contact:
    """Let a contact, and the cases it started, be this customer's, who is in the register.

    Raises NotFound, NotPermitted, StaleVersion, Refused (there is no such customer, the contact was erased).
    """
    _open_to(work, contact_id, by)
    return change_contact(work, contact_id, {"customer_id": customer_id}, by=by, row_version=row_version)


def change_contact(work: Work, contact_id: int, changes: Mapping[str, Any], *, by: Actor, row_version: int) -> Contact:
    """Change what was understood of a contact: any of `recording.CHANGEABLE`.

    A customer that it gets is that of the cases it started as well: of those that had none, or the contact's former
    one. A contact that is to be nobody's leaves its cases as they are.
    Raises NotFound, NotPermitted (to change such a case), StaleVersion, Refused (also once erased).
    """
    customer_id = changes.get("customer_id")
    former = read_contact(work, contact_id).customer_id if customer_id else None
    contact = recording.change_contact(work, contact_id, changes, by=by, row_version=row_version)
    if customer_id:
        for link in links_of_contact(work, contact_id):
            if link.kind == "started":
                cases.name_customer(work, link.case_id, customer_id, by=by, instead_of=former)
    return contact


def erase_case(work: Work, case_id: int, *, by: Actor, reason: str) -> None:
    """Erase an ended case and what its contacts say about the customer. It cannot be undone.

    Raises what `cases.erase` raises.
    """
    customer_id, property_id = cases.matter_of(work, case_id)
    former = cases.former_customers(work, case_id)
    cases.erase(work, case_id, by=by, reason=reason)
    erase_for_case(
        work,
        case_id,
        by=by,
        customer_ids=[customer_id] if customer_id else [],
        former_ids=former,
        property_ids=[property_id] if property_id else [],
    )


def require_contact(work: Work, contact_id: int, by: Actor) -> None:
    """Check that a contact can be named as the one in which something was done.

    Raises Refused (no such contact, or it was erased) and NotPermitted.
    """
    try:
        contact = _open_to(work, contact_id, by)
    except NotFound as unknown:
        raise Refused(unknown.message, (Problem("contact_id", "Give the id of a recorded contact."),)) from None
    if contact.erased_at is not None:
        raise Refused.at("contact_id", f"Contact {contact.reference} was erased. Name another.")


def _known_customer(work: Work, name: str, phone: str, email: str) -> Customer | None:
    """The customer in the register with this name and this number or address."""
    for text in filter(None, (phone.strip(), email.strip())):
        for one in find_customers(work, text):
            if fold(one.name) == fold(name):
                return one
    return None


def _open_to(work: Work, contact_id: int, by: Actor) -> Contact:
    contact = read_contact(work, contact_id)
    require_open_to(contact, "contact:record", by)
    return contact
