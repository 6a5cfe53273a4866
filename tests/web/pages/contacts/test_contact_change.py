"""Changing what was understood of a contact."""

from __future__ import annotations

import pytest

from engine import cases, contacts
from engine.contacts import Contact, NewContact
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def ada(council, browser) -> Browser:
    """The adviser at Eastgate."""
    return browser(council.adviser)


@pytest.fixture
def contact(store, council) -> Contact:
    """A call of somebody who is known."""
    with unit_of_work(store) as work:
        wren = contacts.add_customer(work, name="Wren Ashdown", by=SYSTEM)
        new = NewContact("phone", "The road is broken", site_id=council.site_id, customer_id=wren.id)
        return contacts.record(work, new, by=council.adviser)


@pytest.fixture
def read(store, contact):
    """The contact as it stands now."""

    def read_contact() -> Contact:
        with unit_of_work(store) as work:
            return contacts.contact(work, contact.id)

    return read_contact


def fields(answer) -> dict[str, str]:
    """The form as a browser would send it unchanged."""
    form = page_of(answer).xpath("//main//form")[0]
    return {name: value or "" for name, value in form.form_values() if name != "csrf_token"}


def test_nothing_changes_when_it_is_saved_as_it_was(contact, ada, read):
    address = f"/contacts/{contact.id}/change"
    answer = ada.send(address, fields(ada.get(address)))
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/contacts/{contact.id}")
    assert (read().customer_id, read().own_words) == (contact.customer_id, contact.own_words)


def test_words_demand_and_outcome_are_understood_anew(contact, ada, read):
    address = f"/contacts/{contact.id}/change"
    given = fields(ada.get(address)) | {
        "own_words": "The road is still broken",
        "failure_cause": "premature_closure",
        "outcome": "signposted",
        "who": "",
    }
    ada.send(address, given)
    now = read()
    assert (now.own_words, now.demand, now.failure_cause) == (
        "The road is still broken",
        "failure",
        "premature_closure",
    )
    assert (now.outcome, now.customer_id) == ("signposted", None)


def test_another_customer_is_looked_for_before_the_contact_is_changed(contact, ada, read, store):
    with unit_of_work(store) as work:
        robin = contacts.add_customer(work, name="Robin Quay", by=SYSTEM)
    address = f"/contacts/{contact.id}/change"
    found = ada.send(address, fields(ada.get(address)) | {"who": "robin"})
    assert found.status_code == 200
    assert read().customer_id == contact.customer_id
    ada.send(address, fields(found))
    assert read().customer_id == robin.id


def test_whoever_comes_second_is_told_who_was_first_and_keeps_their_own_words(contact, ada, read, store, council):
    address = f"/contacts/{contact.id}/change"
    given = fields(ada.get(address))
    with unit_of_work(store) as work:
        contacts.change_contact(work, contact.id, {"own_words": "Meanwhile"}, by=council.colleague, row_version=1)
    answer = ada.send(address, given | {"own_words": "Mine <b>too</b>", "who": ""})
    assert answer.status_code == 409
    said = words_of(answer)
    assert "changed this contact on 18 November 2026" in said
    assert "What does the customer want?: Meanwhile" in said
    assert fields(answer)["own_words"] == "Mine <b>too</b>"
    assert read().own_words == "Meanwhile"
    assert ada.send(address, fields(answer)).status_code == 303
    assert read().own_words == "Mine <b>too</b>"


def test_what_cannot_be_kept_is_said_beside_its_field(contact, ada, read):
    address = f"/contacts/{contact.id}/change"
    given = fields(ada.get(address)) | {"own_words": "My card is 4111 1111 1111 1111"}
    answer = ada.send(address, given)
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//a[@href='#own_words']")
    assert read() == contact


def test_who_may_only_read_cannot_change(contact, council, browser):
    assert browser(council.head).get(f"/contacts/{contact.id}/change").status_code == 403
    assert "Change what was understood" not in words_of(browser(council.head).get(f"/contacts/{contact.id}"))


def test_the_case_that_the_contact_began_goes_with_its_new_customer(contact, ada, store, council):
    with unit_of_work(store) as work:
        robin = contacts.add_customer(work, name="Robin Quay", by=SYSTEM)
        case = contacts.start_case(work, contact.id, process_key="report", by=council.adviser)
    address = f"/contacts/{contact.id}/change"
    form = ada.get(address)
    assert "A new customer is that of the case as well that this contact began" in words_of(form)
    found = ada.send(address, fields(form) | {"who": "robin"})

    changed = ada.get(ada.send(address, fields(found)).headers["Location"])

    assert f"Robin Quay is the customer of case {case.reference} as well." in words_of(changed)
    with unit_of_work(store) as work:
        assert cases.matter_of(work, case.id)[0] == robin.id
    assert "Changed who the customer is" in words_of(ada.get(f"/cases/{case.id}"))


def test_a_case_with_a_customer_of_its_own_keeps_them_and_the_page_says_so(contact, ada, store, council):
    with unit_of_work(store) as work:
        robin, sam = (contacts.add_customer(work, name=name, by=SYSTEM).id for name in ("Robin Quay", "Sam Holt"))
        case = contacts.start_case(work, contact.id, process_key="report", by=council.adviser)
        cases.name_customer(work, case.id, sam, by=council.adviser, instead_of=contact.customer_id)
    address = f"/contacts/{contact.id}/change"
    found = ada.send(address, fields(ada.get(address)) | {"who": "robin"})

    changed = ada.get(ada.send(address, fields(found)).headers["Location"])

    assert f"Case {case.reference} keeps its own customer." in words_of(changed)
    with unit_of_work(store) as work:
        assert contacts.contact(work, contact.id).customer_id == robin
        assert cases.matter_of(work, case.id)[0] == sam
