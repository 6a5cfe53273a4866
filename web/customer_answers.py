"""The customer as forms ask for them: the same questions that the register of customers answers, by their keys."""

from __future__ import annotations

from dataclasses import dataclass

from engine import cases, contacts
from engine.contacts import Contact
from engine.errors import NotPermitted
from engine.people import Actor, may
from engine.store import Work

FROM_CUSTOMER: dict[str, str] = {
    f"{who}_{what}": what
    for who in ("customer", "contact", "reporter", "applicant")
    for what in ("name", "phone", "email")
}
"""Questions that the register of customers has the answer to, by key, so that nobody is asked twice."""


@dataclass(frozen=True, slots=True)
class NamedInForm:
    """A customer whom only the answers of a case name. `phone` and `email` may be empty."""

    name: str
    phone: str = ""
    email: str = ""


def named_in_form(work: Work, contact: Contact, *, by: Actor) -> NamedInForm | None:
    """Whom the cases that a contact started name as the customer, while the contact has none. Restricted answers are
    not looked at."""
    if not is_nobody(contact, by):
        return None
    found: dict[str, str] = {}
    for link in contacts.links_of_contact(work, contact.id):
        if link.kind == "started":
            found = {**_answered(work, link.case_id, by), **found}
    return NamedInForm(**found) if found.get("name") else None


def is_nobody(contact: Contact, by: Actor) -> bool:
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
