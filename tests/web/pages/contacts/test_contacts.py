"""The contact log, and a contact from its first case to its end."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest

from engine import cases, contacts, measures, people
from engine.contacts import Contact, NewContact
from engine.measures import Scope
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.council import MODEL, found_council
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def ada(council, browser) -> Browser:
    """The adviser at Eastgate."""
    return browser(council.adviser)


@pytest.fixture
def say(store, council):
    """`say("I want …")` records a contact of the adviser and answers it."""

    def record(words: str = "There is a hole in our road", **more: object) -> Contact:
        with unit_of_work(store) as work:
            new = NewContact(**{"channel": "phone", "own_words": words, "site_id": council.site_id} | more)
            return contacts.record(work, new, by=council.adviser)

    return record


@pytest.fixture
def read(store):
    """A contact as it stands now."""

    def read_contact(contact: Contact) -> Contact:
        with unit_of_work(store) as work:
            return contacts.contact(work, contact.id)

    return read_contact


def begin(ada: Browser, contact: Contact) -> str:
    return ada.send(f"/contacts/{contact.id}/cases", {"process": "report"}).headers["Location"]


def listed(person: Browser, query: str) -> list[str]:
    """The customers' words in the rows of the log, from the top."""
    return [cell.text_content() for cell in page_of(person.get(f"/contacts?{query}")).xpath("//tbody/tr/td[2]")]


def test_the_log_shows_the_latest_first_and_its_filters_are_in_the_address(council, browser, say, clock):
    say("An old matter", channel="web")
    clock.advance(timedelta(days=9))
    say("Where is it?", demand="failure", failure_cause="progress_chasing", service_id=council.service_id)
    ada = browser(council.adviser)
    assert listed(ada, "") == listed(ada, "mine=yes") == ["Where is it?", "An old matter"]
    assert listed(ada, "channel=web") == ["An old matter"]
    for query in ("demand=failure", f"service={council.service_id}", "period=week"):
        assert listed(ada, query) == ["Where is it?"], query
    say("Is that the bus company?", outcome="signposted")
    assert listed(ada, "demand=neither") == ["Is that the bus company?"]
    assert listed(ada, "demand=value") == ["An old matter"]
    assert "No contact fits these filters" in words_of(browser(council.colleague).get("/contacts?mine=yes"))
    assert ada.get("/contacts?channel=smoke").status_code == 422


def test_the_log_goes_on_page_by_page(ada, council, store):
    with unit_of_work(store) as work:
        for number in range(51):
            contacts.record(work, NewContact("phone", f"Call {number}", site_id=council.site_id), by=council.adviser)
    following = page_of(ada.get("/contacts?channel=phone")).xpath("string(//a[@rel='next']/@href)")
    assert "channel=phone" in following
    assert listed(ada, following.partition("?")[2]) == ["Call 0"]


def test_a_contact_tells_what_happens_next_by_whom_and_by_when(council, ada, say, store):
    contact = say()
    task = begin(ada, contact)
    seen = words_of(ada.get(f"/contacts/{contact.id}"))
    for words in ("There is a hole in our road", "Take the report", "East front", "In progress", "Report a defect"):
        assert words in seen
    assert page_of(ada.get(f"/contacts/{contact.id}")).xpath(f"//a[@href='{task}' and @autofocus]")
    with unit_of_work(store) as work:
        (link,) = contacts.links_of_contact(work, contact.id)
        case = cases.case(work, link.case_id, by=council.adviser)
        cases.complete(work, case.tasks[0].id, answers={"depth": 50}, by=council.adviser, contact_id=contact.id)
    page = page_of(ada.get(f"/contacts/{contact.id}"))
    said = " ".join(page.xpath("string(//*[contains(@class, 'app-say')])").split())
    assert "Our Inspectors will deal with this next, by 10am tomorrow." in said
    assert "Inspectors" in said
    assert case.reference in said
    assert page.xpath("string(//button[@autofocus])") == "End contact"


def test_where_the_process_has_no_target_no_date_is_promised(store, browser):
    undated = re.sub(r' target="[^"]*"', "", MODEL)
    council = found_council(store, undated)
    with unit_of_work(store) as work:
        contact = contacts.record(work, NewContact("phone", "A hole", site_id=council.site_id), by=council.adviser)
        started = contacts.start_case(work, contact.id, process_key="report", by=council.adviser)
        task = cases.next_task_for(work, started.id, by=council.adviser)
        cases.complete(work, task, answers={"depth": 50}, contact_id=contact.id, by=council.adviser)
    person = browser(council.adviser)
    for address in (f"/contacts/{contact.id}", f"/tasks/{task}/done?contact={contact.id}", f"/cases/{started.id}"):
        said = words_of(person.get(address))
        assert "No date is promised for this. Tell the customer who deals with it." in said, address
        assert "as promised" not in said
        assert "You will have our answer" not in said
        assert "December" not in said, address
    told = words_of(person.get(f"/contacts/{contact.id}"))
    assert "Our Inspectors will deal with this next." in told


def test_ending_a_contact_leads_to_the_next_one(ada, say, read, clock):
    contact = say()
    begin(ada, contact)
    clock.advance(timedelta(minutes=6))
    answer = ada.send(f"/contacts/{contact.id}/end")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/contacts/new")
    assert f"Contact {contact.reference} has ended" in words_of(ada.get("/contacts/new"))
    assert (read(contact).ended_at, read(contact).outcome) == (clock.now(), "case_started")
    page = page_of(ada.get(f"/contacts/{contact.id}"))
    assert not page.xpath("//main//button")


def test_ending_it_twice_changes_nothing(ada, say, read, clock):
    contact = say()
    ada.send(f"/contacts/{contact.id}/end", {"outcome": "signposted"})
    first = read(contact)
    clock.advance(timedelta(minutes=1))
    assert ada.send(f"/contacts/{contact.id}/end").headers["Location"] == f"/contacts/{contact.id}"
    assert read(contact) == first
    assert first.outcome == "signposted"


def test_a_contact_may_start_more_than_one_case(ada, say, store):
    contact = say()
    begin(ada, contact)
    found = ada.send(f"/contacts/{contact.id}/cases", {"own_words": "another defect"})
    assert page_of(found).xpath("string(//*[@autofocus]/@value)") == "report"
    begin(ada, contact)
    with unit_of_work(store) as work:
        assert [link.kind for link in contacts.links_of_contact(work, contact.id)] == ["started", "started"]


def test_a_contact_is_linked_to_a_case_by_its_reference(council, ada, say, store):
    earlier, contact = say(), say("It got worse")
    begin(ada, earlier)
    with unit_of_work(store) as work:
        (link,) = contacts.links_of_contact(work, earlier.id)
        reference = cases.case(work, link.case_id, by=council.adviser).reference
    found = page_of(ada.send(f"/contacts/{contact.id}/cases", {"reference": reference}))
    assert found.xpath(f"//button[@name='about' and @value='{link.case_id}']")
    ada.send(f"/contacts/{contact.id}/cases", {"about": link.case_id})
    seen = words_of(ada.get(f"/contacts/{contact.id}"))
    for words in ("About an existing case", "What has happened, the latest first", "Case started: Report a defect"):
        assert words in seen


def test_an_ended_contact_starts_nothing_more(ada, say):
    contact = say()
    ada.send(f"/contacts/{contact.id}/end")
    answer = ada.send(f"/contacts/{contact.id}/cases", {"process": "report"})
    assert answer.status_code == 409
    assert "Record a new contact" in words_of(answer)


def test_a_contact_of_another_service_is_closed_to_others(council, ada, say, store, browser):
    with unit_of_work(store) as work:
        other = people.create_service(work, "planning", "Planning", by=SYSTEM)
    contact = say(service_id=other.id)
    assert browser(council.head).get(f"/contacts/{contact.id}").status_code == 403
    assert "There is a hole" not in words_of(browser(council.head).get("/contacts"))


def test_what_a_customer_said_is_shown_and_never_run(ada, say):
    contact = say("<script>alert(1)</script>")
    for address in (f"/contacts/{contact.id}", "/contacts"):
        assert "<script>alert" not in ada.get(address).get_data(as_text=True)


def test_a_case_done_within_the_contact_counts_as_finished_once_the_contact_has_ended(council, ada, store, clock):
    start = {"own_words": "A defect", "site_id": council.site_id, "process": "report"}
    address = ada.send("/contacts/new", start).headers["Location"]
    contact_id = address.partition("contact=")[2]
    for answers in ({"answer:depth": "5"}, {}):
        task = address.partition("?")[0]
        address = ada.send(f"{task}/complete", {"contact": contact_id, **answers}).headers["Location"]
    assert address.endswith(f"/done?contact={contact_id}")

    def finished() -> tuple[int, int]:
        with unit_of_work(store) as work:
            scope = Scope(clock.now() - timedelta(days=1), clock.now() + timedelta(days=1), clock.now())
            (figure,) = measures.figures(work, measures.measure("finished-at-first-contact"), scope, by=())
        return figure.numerator, figure.denominator

    assert finished() == (0, 1)
    ada.send(f"/contacts/{contact_id}/end")
    assert finished() == (1, 1)
