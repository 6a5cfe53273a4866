"""Who the customer of a contact is: kept from what a form says, chosen from the register, or typed."""

from __future__ import annotations

import pytest

from engine import cases, contacts
from engine.contacts import Contact, Customer, NewContact
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.council import MODEL, Council, found_council
from tests.web.conftest import Browser, page_of, words_of

KEEP = "Keep Wren Ashdown as the customer of this contact"
ASK = "Say who the customer is"


@pytest.fixture
def named(store) -> Council:
    """A council whose first step asks for the name, the telephone number and the email address of the customer."""
    asked = "".join(
        f'<camunda:formField id="reporter_{what}" label="{what}" type="{kind}"/>'
        for what, kind in (("name", "string"), ("phone", "phone"), ("email", "email"))
    )
    return found_council(
        store, MODEL.replace('<camunda:formField id="reporter"', asked + '<camunda:formField id="who"')
    )


@pytest.fixture
def contact(store, named) -> Contact:
    """A call that has begun a case, before its first step is done."""
    with unit_of_work(store) as work:
        new = NewContact("phone", "A hole", site_id=named.site_id)
        made = contacts.record(work, new, by=named.adviser)
        contacts.start_case(work, made.id, process_key="report", by=named.adviser)
        return made


@pytest.fixture
def ada(named, browser) -> Browser:
    """The adviser at Eastgate."""
    return browser(named.adviser)


def task_of(store: Store, contact: Contact) -> int:
    with unit_of_work(store) as work:
        (link,) = contacts.links_of_contact(work, contact.id)
        return cases.case(work, link.case_id, by=SYSTEM).tasks[0].id


def way_back(answer) -> list[str]:
    """Where a page leads back to the contact in which one works; nothing outside a contact."""
    return list(page_of(answer).xpath("//a[normalize-space()='Back to the contact']/@href"))


def take_details(store: Store, ada: Browser, contact: Contact, **told: str) -> str:
    """Complete the first step with what the customer told; answers the page of what to tell them."""
    task = task_of(store, contact)
    given = {f"answer:reporter_{what}": words for what, words in told.items()}
    sent = {"answer:depth": "50", "answer:reporter_name": "", "answer:reporter_phone": "", "answer:reporter_email": ""}
    answer = ada.send(f"/tasks/{task}/complete", {**sent, **given, "contact": str(contact.id)})
    assert answer.status_code == 303
    return answer.headers["Location"]


def kept(store: Store, contact: Contact) -> Customer | None:
    """The customer of the contact, who is that of its case as well."""
    with unit_of_work(store) as work:
        number = contacts.contact(work, contact.id).customer_id
        (link,) = contacts.links_of_contact(work, contact.id)
        assert cases.case(work, link.case_id, by=SYSTEM).customer_id == number
        return contacts.customer(work, number) if number else None


def test_a_customer_of_whom_only_the_name_is_known_is_kept_for_the_contact_and_its_case(store, ada, contact):
    done = take_details(store, ada, contact, name="Wren Ashdown")
    for address in (done, f"/contacts/{contact.id}"):
        assert KEEP in words_of(ada.get(address))
    answer = ada.send(f"/contacts/{contact.id}/customer", {"back": done})
    assert answer.headers["Location"] == done
    assert KEEP not in words_of(ada.get(done))
    customer = kept(store, contact)
    assert customer
    assert (customer.name, customer.phone, customer.email) == ("Wren Ashdown", "", "")
    again = ada.send(f"/contacts/{contact.id}/customer", {"back": "https://example.org/"})
    assert (again.status_code, again.headers["Location"]) == (303, "/")


def test_where_no_form_names_anybody_it_is_asked_and_nobody_is_kept(store, ada, contact):
    done = take_details(store, ada, contact)
    said = words_of(ada.get(done))
    assert "Keep" not in said
    assert "None" not in said
    assert ASK in said
    asked = ada.send(f"/contacts/{contact.id}/customer", {"back": done})
    assert (asked.status_code, kept(store, contact)) == (200, None)
    assert page_of(asked).xpath("string(//input[@name='name']/@value)") == ""


def test_before_the_case_goes_on_the_page_of_the_step_says_that_nobody_is_recorded(store, ada, contact):
    task = task_of(store, contact)
    ada.send(f"/tasks/{task}/claim", {"contact": str(contact.id)})
    here = f"/tasks/{task}?contact={contact.id}"
    page = page_of(ada.get(here))
    (address,) = page.xpath(f"//a[text()='{ASK}']/@href")
    assert page.xpath("//*[@autofocus]/@name") == ["answer:depth"]
    form = page_of(ada.get(address)).xpath("//main//form")[0]
    sent = {**dict(form.form_values()), "name": "Wren Ashdown", "phone": "01632 960114"}
    answer = ada.send(f"/contacts/{contact.id}/customer", sent)
    assert answer.headers["Location"] == here
    assert ASK not in words_of(ada.get(here))
    assert page_of(ada.get(here)).xpath("string(//input[@name='answer:reporter_name']/@value)") == "Wren Ashdown"
    assert ASK not in words_of(ada.get(f"/tasks/{task}"))


def test_a_name_that_others_have_is_not_kept_before_it_is_said_who_of_them_it_is(store, ada, contact):
    with unit_of_work(store) as work:
        known = contacts.add_customer(work, name="Wren Ashdown", phone="01632 960114", by=SYSTEM)
    done = take_details(store, ada, contact, name="Wren Ashdown")
    asked = ada.send(f"/contacts/{contact.id}/customer", {"back": done})
    assert "01632 960114" in words_of(asked)
    assert page_of(asked).xpath("//button[@name='known']/@value") == [str(known.id)]
    answer = ada.send(
        f"/contacts/{contact.id}/customer", {"back": done, "name": "Wren Ashdown", "known": str(known.id)}
    )
    assert answer.headers["Location"] == done
    assert kept(store, contact) == known


def test_a_name_that_was_typed_is_looked_for_before_somebody_is_added(store, ada, contact):
    with unit_of_work(store) as work:
        known = contacts.add_customer(work, name="Wren Ashdown", phone="01632 960114", by=SYSTEM)
    address = f"/contacts/{contact.id}/customer"
    asked = ada.send(address, {"name": "Wren Ashdown", "phone": "", "email": "", "back": "", "seen": ""})
    assert page_of(asked).xpath("//button[@name='known']/@value") == [str(known.id)]
    form = dict(page_of(asked).xpath("//main//form")[0].form_values())
    assert ada.send(address, form).status_code == 303
    added = kept(store, contact)
    assert added
    assert (added.name, added.id != known.id) == ("Wren Ashdown", True)


def test_what_cannot_be_kept_is_said_beside_its_field_with_the_words_filled_in(store, ada, contact):
    words = {"name": "Wren Ashdown", "phone": "twelve", "email": "", "back": "/tasks"}
    answer = ada.send(f"/contacts/{contact.id}/customer", words)
    assert answer.status_code == 422
    page = page_of(answer)
    assert page.xpath("//div[@role='alert']//a/@href") == ["#phone"]
    values = {name: page.xpath(f"string(//input[@name='{name}']/@value)") for name in words}
    assert values == words
    assert kept(store, contact) is None


def test_from_a_refused_form_one_says_who_it_is_and_comes_back_into_the_contact_and_to_what_was_typed(
    store, ada, contact
):
    task = task_of(store, contact)
    ada.send(f"/tasks/{task}/claim", {"contact": str(contact.id)})
    sent = {"answer:depth": "", "answer:reporter_name": "", "answer:reporter_phone": "01632 960103"}
    refused = ada.send(f"/tasks/{task}/complete", {**sent, "contact": str(contact.id)})
    assert refused.status_code == 422
    (ask,) = page_of(refused).xpath(f"//a[normalize-space()='{ASK}']/@href")
    form = page_of(ada.get(ask))
    (back,) = form.xpath("//input[@name='back']/@value")
    kept = ada.send(f"/contacts/{contact.id}/customer", {"name": "Wren Ashdown", "phone": "01632 960103", "back": back})
    assert kept.headers["Location"] == f"/tasks/{task}?contact={contact.id}"
    again = ada.get(kept.headers["Location"])
    assert way_back(again) == [f"/contacts/{contact.id}"]
    assert page_of(again).xpath("//input[@name='answer:reporter_phone']/@value") == ["01632 960103"]


@pytest.mark.parametrize("address", ["/tasks/{}", "/tasks/{}/done"])
def test_by_whatever_address_the_task_is_opened_it_goes_on_in_the_open_contact_of_this_person(
    store, named, browser, ada, contact, address
):
    address = address.format(task_of(store, contact))
    assert way_back(ada.get(address)) == [f"/contacts/{contact.id}"]
    assert way_back(browser(named.colleague).get(address)) == []


def test_no_task_goes_on_in_a_contact_that_has_ended(store, ada, contact):
    address = f"/tasks/{task_of(store, contact)}"
    ada.send(f"/contacts/{contact.id}/end")
    assert way_back(ada.get(address)) == []
