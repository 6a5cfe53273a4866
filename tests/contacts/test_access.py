"""Who may read a contact and go on with it."""

from __future__ import annotations

from engine import contacts, people
from engine.contacts import Contact, NewContact
from engine.errors import NotPermitted
from engine.people import Actor
from engine.store import Store, unit_of_work
from tests.council import person


def recorded(store: Store, by: Actor, **about: object) -> Contact:
    with unit_of_work(store) as work:
        return contacts.record(work, NewContact("phone", own_words="Is the library open?", **about), by=by)


def may_read(contact: Contact, by: Actor) -> bool:
    try:
        contacts.require_open_to(contact, "contact:read", by)
    except NotPermitted:
        return False
    return True


def test_a_contact_about_no_service_is_open_to_its_recorder_and_to_those_of_all_services(store, council):
    contact = recorded(store, council.officer)
    assert may_read(contact, council.officer)
    assert may_read(contact, council.adviser)
    assert not may_read(contact, council.head)


def test_a_contact_about_a_service_is_open_to_its_people(store, council):
    with unit_of_work(store) as work:
        other = people.create_service(work, "planning", "Planning", by=people.SYSTEM)
        stranger = person(work, "stranger", "officer", service_id=other.id)
    contact = recorded(store, council.adviser, service_id=council.service_id)
    assert may_read(contact, council.head)
    assert not may_read(contact, stranger)


def test_nobody_reads_a_contact_without_the_permission(store, council):
    assert not may_read(recorded(store, council.adviser), council.administrator)
