"""Whose case it is: named once somebody has told it, and changed only in place of whom it was taken for."""

from __future__ import annotations

import pytest

from engine import audit, cases, contacts
from engine.contacts import NewContact
from engine.errors import NotFound, NotPermitted
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.council import Council, person


@pytest.fixture
def people_known(store: Store) -> list[int]:
    """Three customers of the register."""
    with unit_of_work(store) as work:
        return [contacts.add_customer(work, name=name, by=SYSTEM).id for name in ("Ann Lee", "Bo Lee", "Cy Lee")]


@pytest.fixture
def case_id(store: Store, council: Council) -> int:
    """A case of nobody known."""
    with unit_of_work(store) as work:
        asked = NewContact("phone", "A hole", site_id=council.site_id)
        contact = contacts.record(work, asked, by=council.adviser)
        return contacts.start_case(work, contact.id, process_key="report", by=council.adviser).id


def name(store: Store, council: Council, case_id: int, customer_id: int, **more: int | None) -> bool:
    with unit_of_work(store) as work:
        return cases.name_customer(work, case_id, customer_id, by=council.adviser, **more)


def customer_of(store: Store, case_id: int) -> int | None:
    with reading(store) as work:
        return cases.matter_of(work, case_id)[0]


def test_a_case_of_nobody_gets_a_customer_and_keeps_it(store, council, case_id, people_known):
    ann, bo, _ = people_known
    assert name(store, council, case_id, ann)
    assert not name(store, council, case_id, bo)
    assert customer_of(store, case_id) == ann


def test_a_case_gets_another_customer_only_in_place_of_the_one_who_is_meant(store, council, case_id, people_known):
    ann, bo, cy = people_known
    name(store, council, case_id, ann)

    assert not name(store, council, case_id, bo, instead_of=cy)
    assert name(store, council, case_id, bo, instead_of=ann)
    assert not name(store, council, case_id, bo, instead_of=ann)

    with reading(store) as work:
        lines = audit.entries(work, case_id=case_id, action="case:customer:")
        assert [line.action for line in lines] == ["case:customer:changed", "case:customer:named"]
        assert {line.by for line in lines} == {council.adviser.user_id}
        assert cases.former_customers(work, case_id) == {ann}
    assert customer_of(store, case_id) == bo


def test_only_who_may_change_the_case_says_whose_it_is(store, council, case_id, people_known):
    with unit_of_work(store) as work:
        reader = person(work, "rea", "head_of_service", service_id=council.service_id)
    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.name_customer(work, case_id, people_known[0], by=reader)
    with pytest.raises(NotFound), unit_of_work(store) as work:
        cases.name_customer(work, 999, people_known[0], by=council.adviser)
