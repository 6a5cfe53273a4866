"""Customers and places: found, added, and what the council has to do with each of them."""

from __future__ import annotations

import pytest

from engine import contacts, people
from engine.contacts import NewContact
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.council import person
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def ada(council, browser) -> Browser:
    """The adviser at Eastgate."""
    return browser(council.adviser)


@pytest.fixture
def known(store, council):
    """A customer and a place with one case of theirs."""
    with unit_of_work(store) as work:
        wren = contacts.add_customer(work, name="Wren Ashdown", phone="01632 960114", by=SYSTEM)
        quay = contacts.keep_property(work, uprn="000000000101", address="12 Quay Road", postcode="ZZ1 1AA")
        new = NewContact(
            "phone", "A hole", site_id=council.site_id, customer_id=wren.id, property_id=quay.id, team_id=None
        )
        contact = contacts.record(work, new, by=council.adviser)
        contacts.start_case(work, contact.id, process_key="report", by=council.adviser)
        return wren, quay


def test_customers_and_places_are_found_by_how_they_begin(known, ada):
    wren, quay = known
    for typed, address in (
        ("wren", f"/customers/{wren.id}"),
        ("01632 9601", f"/customers/{wren.id}"),
        ("12 quay", f"/places/{quay.id}"),
        ("zz11", f"/places/{quay.id}"),
    ):
        answer = ada.send("/customers", {"text": typed})
        assert page_of(answer).xpath("//main//ul//a/@href") == [address], typed


def test_too_little_to_look_for_is_refused(ada):
    answer = ada.send("/customers", {"text": "w"})
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//a[@href='#text']")


def test_the_page_of_a_customer_shows_cases_and_contacts(known, ada):
    seen = words_of(ada.get(f"/customers/{known[0].id}"))
    for words in ("Wren Ashdown", "01632 960114", "Report a defect", "Take the report", "A hole"):
        assert words in seen
    assert "Wren Ashdown" in page_of(ada.get(f"/contacts/new?customer={known[0].id}")).xpath("//input/@value")


def test_the_page_of_a_place_shows_its_contacts(known, ada):
    seen = words_of(ada.get(f"/places/{known[1].id}"))
    for words in ("12 Quay Road", "000000000101", "USRNNot recorded", "A hole"):
        assert words in seen
    assert "12 Quay Road" in page_of(ada.get(f"/contacts/new?place={known[1].id}")).xpath("//input/@value")


def test_customers_and_places_belong_to_contacts_in_the_header(known, ada):
    for address in ("/customers", f"/customers/{known[0].id}", f"/places/{known[1].id}"):
        page = page_of(ada.get(address))
        assert page.xpath("//nav//*[@aria-current]//text()[normalize-space()]")[0].strip() == "Contacts", address


def test_cases_and_contacts_of_other_services_stay_out_of_sight(known, store, council, browser):
    with unit_of_work(store) as work:
        other = people.create_service(work, "planning", "Planning", by=SYSTEM)
        reader = person(work, "elsewhere", "officer", service_id=other.id)
    seen = words_of(browser(reader).get(f"/customers/{known[0].id}"))
    assert "No case of this customer that you may see" in seen
    assert "A hole" not in seen


def test_a_customer_is_added_and_changed(ada, store):
    assert ada.send("/customers/new", {"email": "nobody"}).status_code == 422
    added = ada.send("/customers/new", {"name": "<b>Robin</b>"}).headers["Location"]
    page = page_of(ada.get(added))
    assert page.xpath("string(//h1)") == "<b>Robin</b>"
    form = page_of(ada.get(f"{added}/change")).xpath("//main//form")[0]
    given = {name: value or "" for name, value in form.form_values() if name != "csrf_token"}
    assert ada.send(f"{added}/change", given | {"phone": "07700 900123"}).status_code == 303
    assert "07700 900123" in words_of(ada.get(added))
    answer = ada.send(f"{added}/change", given | {"phone": "07700 900456", "name": "Sam <i>Ashdown</i>"})
    assert answer.status_code == 409
    assert "changed this customer on 18 November 2026" in words_of(answer)
    assert "Telephone: 07700 900123" in words_of(answer)
    again = dict(page_of(answer).xpath("//main//form")[0].fields)
    assert (again["phone"], again["name"]) == ("07700 900456", "Sam <i>Ashdown</i>")
    assert ada.send(f"{added}/change", again).status_code == 303


def test_a_customer_sent_twice_is_added_once(ada):
    once = page_of(ada.get("/customers/new")).xpath("string(//input[@name='once']/@value)")
    first, second = (ada.send("/customers/new", {"name": "Robin", "once": once}) for _ in range(2))
    assert first.headers["Location"] == second.headers["Location"]


def test_who_may_not_read_contacts_sees_no_customer(known, council, browser):
    assert browser(council.administrator).get(f"/customers/{known[0].id}").status_code == 403
