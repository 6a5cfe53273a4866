"""Customer and place as forms ask for them: the same questions that the registers answer, by their keys."""

from __future__ import annotations

from dataclasses import dataclass

from engine import cases, contacts
from engine.cases import TaskView
from engine.contacts import Contact, Customer, Property
from engine.errors import NotPermitted
from engine.people import Actor, may
from engine.store import Work

FROM_CUSTOMER: dict[str, str] = {
    f"{who}_{what}": what
    for who in ("customer", "contact", "reporter", "applicant", "updates")
    for what in ("name", "phone", "email")
}
"""Questions that the register of customers has the answer to, by key, so that nobody is asked twice."""
FROM_PLACE: dict[str, str] = {
    "location": "address",
    "address": "address",
    "site_address": "address",
    "postcode": "postcode",
    "uprn": "uprn",
    "site_uprn": "uprn",
    "usrn": "usrn",
    "site_usrn": "usrn",
}
"""Questions that the place of a case answers, by key."""


@dataclass(frozen=True, slots=True)
class NamedInForm:
    """A customer whom only the answers of a case name. `phone` and `email` may be empty."""

    name: str
    phone: str = ""
    email: str = ""


def known_already(work: Work, view: TaskView, by: Actor) -> dict[str, object]:
    """What the registers, and other answers of the case, know that the form of a task asks for.

    Customers and places are open only to those who may read contacts.
    """
    keys = {field.key for field in view.fields}
    asked_customer, asked_place = keys & FROM_CUSTOMER.keys(), keys & FROM_PLACE.keys()
    told = {FROM_CUSTOMER[key]: view.data[key] for key in reversed(FROM_CUSTOMER) if view.data.get(key)}
    customer: Customer | None = None
    place: Property | None = None
    if (asked_customer or asked_place) and may(by, "contact:read"):
        customer_id, place_id = cases.matter_of(work, view.case_id)
        customer = contacts.customer(work, customer_id) if asked_customer and customer_id else None
        place = contacts.property_by_id(work, place_id) if asked_place and place_id else None
    known = {key: told.get(name := FROM_CUSTOMER[key]) or getattr(customer, name, "") for key in asked_customer}
    known |= {key: getattr(place, FROM_PLACE[key], "") for key in asked_place}
    return {key: value for key, value in known.items() if value}


def named_in_form(work: Work, contact: Contact, *, by: Actor) -> NamedInForm | None:
    """Whom the cases that a contact started name as the customer, while the contact has none. Restricted answers are
    not looked at."""
    if not can_name_customer(contact, by):
        return None
    found: dict[str, str] = {}
    for link in contacts.links_of_contact(work, contact.id):
        if link.kind == "started":
            found = {**_answered(work, link.case_id, by), **found}
    return NamedInForm(**found) if found.get("name") else None


def can_name_customer(contact: Contact, by: Actor) -> bool:
    """Whether a contact has no customer yet, and `by` may say who it is."""
    return contact.customer_id is None and contact.erased_at is None and may(by, "contact:record")


def _answered(work: Work, case_id: int, by: Actor) -> dict[str, str]:
    try:
        given = cases.answers(work, case_id, by=by)
    except NotPermitted:
        return {}
    answered = [item for one in given for item in one.answers.items()]
    told = {key: value.strip() for key, value in answered if key in FROM_CUSTOMER and isinstance(value, str)}
    return {FROM_CUSTOMER[key]: told[key] for key in reversed(FROM_CUSTOMER) if told.get(key)}
