"""From the customer's everyday words to a case."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from werkzeug.test import TestResponse

from engine import cases, contacts, people, sla
from engine.clock import midnight
from engine.contacts import Contact, Filters
from engine.people import SYSTEM
from engine.sla import ClockFilter, Goal, Scope, Terms
from engine.store import reading, unit_of_work
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def ada(council, browser) -> Browser:
    """The adviser at Eastgate."""
    return browser(council.adviser)


@pytest.fixture
def wren(store):
    """A customer who is known."""
    with unit_of_work(store) as work:
        return contacts.add_customer(work, name="Wren Ashdown", phone="01632 960114", by=SYSTEM)


@pytest.fixture
def recorded(store):
    """All contacts there are, the latest first."""

    def read() -> tuple[Contact, ...]:
        with unit_of_work(store) as work:
            return contacts.list_contacts(work, Filters())

    return read


def call(ada: Browser, council, **fields: object) -> TestResponse:
    return ada.send(
        "/contacts/new",
        {"own_words": "I want to report a defect", "channel": "phone", "site_id": council.site_id, **fields},
    )


def focused(answer: TestResponse) -> tuple[str, str]:
    """Name and value of the one thing that has the focus when the page opens."""
    (element,) = page_of(answer).xpath("//*[@autofocus]")
    return element.get("name"), element.get("value", "")


def fields(answer: TestResponse) -> dict[str, str]:
    """The form as a browser would send it unchanged, its buttons left out."""
    form = page_of(answer).xpath("//main//form")[0]
    return {name: value or "" for name, value in form.form_values() if name != "csrf_token"}


def test_words_and_enter_and_enter_lead_to_the_advisers_own_task(council, ada, recorded, store):
    assert focused(ada.get("/contacts/new")) == ("own_words", "")
    found = call(ada, council)
    assert "Report a defect" in words_of(found)
    assert focused(found) == ("process", "report")
    assert recorded() == ()
    answer = call(ada, council, process="report")
    (contact,) = recorded()
    with unit_of_work(store) as work:
        (link,) = contacts.links_of_contact(work, contact.id)
        (task,) = cases.case(work, link.case_id, by=council.adviser).tasks
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/tasks/{task.id}?contact={contact.id}")
    assert task.claimed_by == council.adviser.user_id
    assert (contact.channel, contact.demand, contact.site_id) == ("phone", "value", council.site_id)
    assert (contact.team_id, contact.outcome) == (council.front_team_id, "case_started")


def test_a_case_that_is_nobodys_in_the_front_office_leads_to_what_the_customer_is_told(council, browser, store):
    with unit_of_work(store) as work:
        people.set_teams(work, council.adviser.user_id, [council.back_team_id], by=SYSTEM)
        person = people.actor_for_user(work, council.adviser.user_id)
    answer = call(browser(person), council, process="report")
    assert answer.headers["Location"].startswith("/contacts/")


def test_the_contact_began_when_its_words_were_first_sent(council, ada, recorded, clock):
    page = page_of(call(ada, council))
    began = page.xpath("string(//input[@name='began']/@value)")
    clock.advance(timedelta(minutes=4))
    call(ada, council, process="report", began=began)
    assert recorded()[0].started_at.isoformat() == began


@pytest.mark.parametrize("began", ["2001-01-01T00:00:00+00:00", "2999-01-01T00:00:00+00:00", "2026-01-01", "soon"])
def test_a_beginning_that_cannot_be_is_now(council, ada, recorded, clock, began: str):
    call(ada, council, process="report", began=began)
    assert recorded()[0].started_at == clock.now()


def test_a_channel_is_remembered(council, ada):
    call(ada, council, channel="counter", record="yes", outcome="answered")
    page = page_of(ada.get("/contacts/new"))
    assert page.xpath("string(//select[@name='channel']/option[@selected]/@value)") == "counter"


def test_an_enquiry_answered_at_once_is_recorded_and_ended(council, ada, recorded, clock):
    answer = call(ada, council, record="yes", outcome="signposted", failure_cause="poor_signposting")
    assert answer.headers["Location"] == "/contacts/new"
    (contact,) = recorded()
    assert (contact.outcome, contact.demand, contact.ended_at) == ("signposted", "failure", clock.now())
    assert contact.reference in words_of(ada.get("/contacts/new"))


@pytest.mark.parametrize("words", ["Is that the bus company?", "My street is in Westhaven"])
def test_a_wrong_number_or_what_is_for_another_council_is_no_demand_on_this_one(council, ada, recorded, words):
    page = page_of(call(ada, council, own_words=words))
    ways = {option.get("value"): option.text for option in page.xpath("//select[@name='outcome']/option")}
    assert ways["signposted"] == "Not for us: directed elsewhere, or a wrong number"
    call(ada, council, own_words=words, record="yes", outcome="signposted")
    (contact,) = recorded()
    assert "Neither value nor failure" in words_of(ada.get(f"/contacts/{contact.id}"))


def test_why_they_are_in_touch_is_said_shortly_complaints_among_it(council, ada):
    labels = page_of(ada.get("/contacts/new")).xpath("//select[@name='failure_cause']/option/text()")
    assert labels[0] == "Asks for something"
    assert "Complains about what we did, or did not do" in labels
    assert not any("demand" in words for words in labels)


def test_words_that_fit_nothing_offer_all_that_can_be_started(council, ada):
    answer = call(ada, council, own_words="zzzz")
    assert "Nothing fits these words" in words_of(answer)
    assert "pass the call on to those who do it" in words_of(answer)
    assert page_of(answer).xpath("//button[@name='process' and @value='report']")


def test_no_words_are_refused_beside_the_field(council, ada, recorded):
    answer = call(ada, council, own_words=" ")
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//a[@href='#own_words']")
    assert page_of(answer).xpath("string(//title)").startswith("Error:")


def test_the_one_customer_found_is_chosen(council, ada, wren, recorded):
    answer = call(ada, council, who="wren ash")
    assert page_of(answer).xpath("//input[@name='customer_id' and @checked]/@value") == [str(wren.id)]
    assert focused(answer) == ("process", "report")
    call(ada, council, who="wren ash", who_found="wren ash", customer_id=wren.id, process="report")
    assert recorded()[0].customer_id == wren.id


def test_one_of_several_customers_has_to_be_chosen(council, ada, wren, recorded, store):
    with unit_of_work(store) as work:
        other = contacts.add_customer(work, name="Wren Ashby", by=SYSTEM)
    assert focused(call(ada, council, who="wren")) == ("customer_id", str(other.id))
    answer = call(ada, council, who="wren", who_found="wren", process="report")
    assert answer.status_code == 422
    assert "Select who the customer is" in words_of(answer)
    assert recorded() == ()


def test_somebody_unknown_is_added_with_the_contact(council, ada, recorded, store):
    page = page_of(call(ada, council, who="07700 900123"))
    assert page.xpath("//input[@name='customer_id' and @checked]/@value") == ["new"]
    assert page.xpath("string(//input[@name='phone']/@value)") == "07700 900123"
    new = {"who": "07700 900123", "who_found": "07700 900123", "customer_id": "new", "phone": "07700 900123"}
    call(ada, council, **new, name="Robin Quay", process="report")
    with unit_of_work(store) as work:
        added = contacts.customer(work, recorded()[0].customer_id)
    assert (added.name, added.phone) == ("Robin Quay", "07700 900123")


def test_a_name_changed_since_it_was_looked_for_is_looked_for_first(council, ada, wren, recorded):
    answer = call(ada, council, who="Wren Ashdown", who_found="Somebody else", customer_id="new", process="report")
    assert answer.status_code == 200
    assert page_of(answer).xpath("//input[@name='customer_id' and @checked]/@value") == [str(wren.id)]
    assert recorded() == ()


def test_a_place_is_found_or_added(council, ada, recorded, store):
    new = {"where": "12 Quay Road", "where_found": "12 Quay Road", "property_id": "new", "address": "12 Quay Road"}
    call(ada, council, **new, process="report")
    property_id = recorded()[0].property_id
    answer = call(ada, council, where="12 quay")
    assert page_of(answer).xpath("//input[@name='property_id' and @checked]/@value") == [str(property_id)]


def test_a_case_that_is_named_brings_its_customer_along(council, ada, wren, recorded, store):
    call(ada, council, who="wren", who_found="wren", customer_id=wren.id, process="report")
    with unit_of_work(store) as work:
        (link,) = contacts.links_of_contact(work, recorded()[0].id)
        reference = cases.case(work, link.case_id, by=council.adviser).reference
    found = call(ada, council, own_words="It got worse", who=reference)
    ada.send("/contacts/new", fields(found) | {"about": link.case_id})
    assert (recorded()[0].customer_id, recorded()[0].demand) == (wren.id, "value")


def test_asking_what_happens_to_a_case_is_failure_demand_and_shows_what_is_promised(council, ada, recorded, store):
    call(ada, council, process="report")
    with unit_of_work(store) as work:
        (link,) = contacts.links_of_contact(work, recorded()[0].id)
        reference = cases.case(work, link.case_id, by=council.adviser).reference
    found = call(ada, council, own_words="Where is my repair?", who=reference.lower().replace("-", " "))
    assert focused(found) == ("chasing", str(link.case_id))
    chased = fields(found) | {"chasing": link.case_id}
    answer = ada.send("/contacts/new", chased)
    contact = recorded()[0]
    assert answer.headers["Location"] == f"/contacts/{contact.id}"
    assert (contact.failure_cause, contact.outcome) == ("progress_chasing", "case_updated")
    assert contact.customer_id is None
    assert "Take the report" in words_of(ada.get(f"/contacts/{contact.id}"))


def test_the_open_case_of_a_customer_comes_before_a_new_one(council, ada, wren, recorded, store):
    call(ada, council, who="wren", who_found="wren", customer_id=wren.id, process="report")
    with unit_of_work(store) as work:
        (link,) = contacts.links_of_contact(work, recorded()[0].id)
    found = call(ada, council, own_words="Why has nobody called me back about my defect?", who="wren")
    assert focused(found) == ("chasing", str(link.case_id))
    headings = page_of(found).xpath("//main//h2/@id")
    assert headings.index("known-cases") < headings.index("fits")


@pytest.mark.parametrize("words", ["why has nobody called me back", "What’s happening with my defect", "still waiting"])
def test_who_asks_after_something_is_asked_for_before_a_case_is_started(council, ada, wren, words: str):
    assert focused(call(ada, council, own_words=words)) == ("who", "")
    known = call(ada, council, own_words=words + ": the defect", who="wren")
    assert focused(known) == ("process", "report")


@pytest.mark.parametrize("words", ["where is my council tax refund?", "where's our bill", "the bill has not come"])
def test_asking_where_something_is_may_be_a_chase(council, ada, words: str):
    assert focused(call(ada, council, own_words=words)) == ("who", "")


def test_asking_where_the_nearest_place_is_is_no_chase(council, ada):
    assert "Find who it is first" not in words_of(call(ada, council, own_words="where is my nearest library"))


def test_what_the_words_fit_best_comes_before_an_older_case_and_says_that_there_is_one(council, ada, wren, recorded):
    call(ada, council, who="wren", who_found="wren", customer_id=wren.id, process="report")
    found = call(ada, council, who="wren")
    assert focused(found) == ("process", "report")
    headings = page_of(found).xpath("//main//h2/@id")
    assert headings.index("fits") < headings.index("known-cases")
    assert "This customer has an open case of it" in page_of(found).xpath("string(//button[@value='report'])")
    assert [contact.demand for contact in recorded()] == ["value"]


def test_people_of_one_name_are_told_apart_by_where_they_live_or_since_when_they_are_known(council, ada, wren, store):
    with unit_of_work(store) as work:
        other = contacts.add_customer(work, name="Wren Ashdown", by=SYSTEM)
        home = contacts.keep_property(work, address="12 Quay Road", postcode="ZZ1 1AA")
        new = contacts.NewContact("phone", "A hole", customer_id=other.id, property_id=home.id)
        contacts.record(work, new, by=council.adviser)
    said = words_of(call(ada, council, who="wren"))
    assert "01632 960114; known since 2026" in said
    assert "12 Quay Road, ZZ1 1AA" in said


def test_more_than_can_be_shown_are_said_and_come_in_their_natural_order(council, ada, store):
    with unit_of_work(store) as work:
        for number in (157, 52, 136, 9, 88, 21, 22, 23, 24, 25, 26, 27):
            contacts.keep_property(work, address=f"{number} Sailmaker Court", postcode="ZZ66 7ZZ")
    found = call(ada, council, where="zz66")
    labels = [" ".join(one.text_content().split()) for one in page_of(found).xpath("//*[@id='property_id']//label")]
    assert [int(label.partition(" ")[0]) for label in labels[:10]] == [9, 21, 22, 23, 24, 25, 26, 27, 52, 88]
    assert "10 of 12: type more to find fewer." in words_of(found)


def test_what_a_customer_says_is_shown_and_never_run(council, ada):
    hostile = "<script>alert(1)</script>\"'"
    answer = call(ada, council, own_words=hostile, who=hostile, where=hostile)
    assert "<script>alert" not in answer.get_data(as_text=True)
    assert page_of(answer).xpath("string(//input[@name='own_words']/@value)") == hostile


def test_who_may_not_record_contacts_gets_no_form(council, browser):
    assert browser(council.head).get("/contacts/new").status_code == 403


def test_what_was_just_said_leaves_the_focus_to_the_next_customers_words(council, ada):
    call(ada, council, record="yes", outcome="answered")
    page = page_of(ada.get("/contacts/new"))
    assert page.xpath("//div[@data-module='govuk-notification-banner']/@data-disable-auto-focus") == ["true"]
    assert page.xpath("//*[@autofocus]/@name") == ["own_words"]


def test_a_button_pressed_twice_begins_one_case(council, ada, recorded):
    once = page_of(call(ada, council)).xpath("string(//main//input[@name='once']/@value)")
    first = call(ada, council, process="report", once=once)
    second = call(ada, council, process="report", once=once)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(recorded()) == 1
    call(ada, council, record="yes", outcome="answered", once=once)
    assert len(recorded()) == 2


def test_nobody_is_added_while_the_place_is_still_to_be_looked_for(council, ada, store):
    new = {"who": "Robin Quay", "who_found": "Robin Quay", "customer_id": "new", "name": "Robin Quay"}
    assert call(ada, council, **new, where="Quay Road", process="report").status_code == 200
    with unit_of_work(store) as work:
        assert contacts.find_customers(work, "Robin Quay") == ()


def test_a_letter_is_logged_on_the_day_it_came_and_its_promise_counts_from_then(council, ada, recorded, store):
    with unit_of_work(store) as work:
        scope, terms = (
            Scope("case", council.service_id, "report"),
            Terms((Goal("10 working days"),), {"start": ("received",)}),
        )
        sla.add_target(work, "reply", "Reply", scope, terms, valid_from=date(2026, 11, 1), by=SYSTEM)
    answer = call(ada, council, channel="letter", process="report", received_on=["13", "11", "2026"])
    assert answer.status_code == 303
    (contact,) = recorded()
    assert (contact.channel, contact.started_at) == ("letter", midnight(date(2026, 11, 13)))
    with reading(store) as work:
        (clock,) = [one for one in sla.clocks(work, ClockFilter(kind="case")) if one.name == "Reply"]
    assert clock.started_at == contact.started_at


@pytest.mark.parametrize(
    ("given", "field", "words"),
    [
        ({"received_on": ["19", "11", "2026"]}, "received_on-day", "Nothing can be received in the future"),
        ({"received_on": ["31", "11", "2026"]}, "received_on-day", "Enter a real date"),
        ({"received_at": "9am"}, "received_at", "Enter both a day and a time"),
    ],
)
def test_a_receipt_that_cannot_be_is_said_at_its_field_and_nothing_is_recorded(
    council, ada, recorded, given, field, words
):
    answer = call(ada, council, process="report", **given)
    assert answer.status_code == 422
    page = page_of(answer)
    assert page.xpath(f"//a[@href='#{field}'][contains(., '{words}')]")
    assert page.xpath("//details[@open]//input[@name='received_on']")
    assert recorded() == ()
