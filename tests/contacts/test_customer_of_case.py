"""Whose a case is follows the contact that began it, and whom it was taken for is erased with it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from engine import cases, contacts
from engine.contacts import Contact, NewContact
from engine.store import Store, reading, unit_of_work
from tests.council import Council

Record = Callable[..., Contact]


@pytest.fixture
def record(store: Store, council: Council) -> Record:
    """Record a call at Eastgate."""

    def make(**changes: Any) -> Contact:
        asked = NewContact("phone", "A hole took my wheel", site_id=council.site_id, **changes)
        with unit_of_work(store) as work:
            return contacts.record(work, asked, by=council.adviser)

    return make


def begin(store: Store, council: Council, contact: Contact) -> int:
    with unit_of_work(store) as work:
        return contacts.start_case(work, contact.id, process_key="report", by=council.adviser).id


def change_customer(store: Store, council: Council, contact: Contact, customer_id: int | None) -> None:
    with unit_of_work(store) as work:
        version = contacts.contact(work, contact.id).row_version
        changes = {"customer_id": customer_id}
        contacts.change_contact(work, contact.id, changes, by=council.adviser, row_version=version)


def customer_of(store: Store, case_id: int) -> int | None:
    with reading(store) as work:
        return cases.matter_of(work, case_id)[0]


@pytest.fixture
def ann_and_bo(store: Store, council: Council) -> list[int]:
    """Two customers of the register."""
    with unit_of_work(store) as work:
        return [contacts.add_customer(work, name=name, by=council.adviser).id for name in ("Ann Smith", "Bo Reed")]


def test_a_case_follows_the_customer_of_the_contact_that_began_it(
    store: Store, council: Council, record: Record, ann_and_bo: list[int]
):
    called = record()
    case_id = begin(store, council, called)
    for customer in ann_and_bo:
        change_customer(store, council, called, customer)
        assert customer_of(store, case_id) == customer
    change_customer(store, council, called, None)
    assert customer_of(store, case_id) == ann_and_bo[1]


def test_a_case_that_a_contact_only_touched_or_that_has_its_own_customer_stays_as_it_is(
    store: Store, council: Council, record: Record, ann_and_bo: list[int]
):
    ann, bo = ann_and_bo
    first, chase = record(customer_id=ann), record()
    case_id = begin(store, council, first)
    with unit_of_work(store) as work:
        contacts.touch_case(work, chase.id, case_id, by=council.adviser)

    change_customer(store, council, chase, bo)
    assert customer_of(store, case_id) == ann
    change_customer(store, council, first, None)
    change_customer(store, council, first, bo)
    assert customer_of(store, case_id) == ann


def test_who_was_taken_for_the_customer_is_erased_with_the_case_unless_anything_else_names_them(
    store: Store, council: Council, record: Record, ann_and_bo: list[int]
):
    ann, bo = ann_and_bo
    with unit_of_work(store) as work:
        new = contacts.add_customer(work, name="Bow Reed", by=council.adviser).id
    called = record(customer_id=ann)
    record(customer_id=ann)
    case_id = begin(store, council, called)
    change_customer(store, council, called, new)
    change_customer(store, council, called, bo)

    with unit_of_work(store) as work:
        cases.close(work, case_id, as_="withdrawn", reason="Asked to", by=council.adviser)
        contacts.erase_case(work, case_id, by=council.administrator, reason="Rule 1")

    with reading(store) as work:
        names = [contacts.customer(work, customer).name for customer in (ann, new, bo)]
    assert names == ["Ann Smith", "", ""]
