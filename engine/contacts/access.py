"""Who may read a contact and go on with it."""

from __future__ import annotations

from engine import people
from engine.contacts.shapes import Contact
from engine.errors import NotPermitted
from engine.people import Actor


def require_open_to(contact: Contact, action: str, by: Actor) -> None:
    """Raise NotPermitted unless `by` recorded the contact, or may do `action` for its service at its site.

    A contact that is about no service yet is nobody's but its recorder's and theirs who may do so for every service.
    """
    people.require(by, action)
    if contact.adviser_id is not None and contact.adviser_id == by.user_id:
        return
    if not any(_covers(scope, (contact.service_id, contact.site_id)) for scope in people.scopes(by, action)):
        raise NotPermitted("This contact belongs to a service or a site that is not yours. Ask those who recorded it.")


def _covers(scope: tuple[int | None, int | None], place: tuple[int | None, int | None]) -> bool:
    return all(wanted is None or wanted == here for wanted, here in zip(scope, place, strict=True))
