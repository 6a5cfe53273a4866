"""The pages of cases that call each other: each leads to the other, and what comes next is shown across the border."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from engine import cases, definitions
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.calls import CAUGHT, FAILING, begin, both, called, do, waiting
from tests.council import Council
from tests.web.conftest import page_of, words_of

NO_WAY = """
startEvent begin
userTask pay "Look at the account" field="look:long"
exclusiveGateway enough "Enough?"
endEvent paid "Paid"
endEvent unpaid "Not paid"
begin -> pay -> enough
enough -> paid if "look > 10"
enough -> unpaid if "look < 3"
"""


@pytest.fixture
def caller(store: Store, council: Council) -> int:
    """A case that waits for the one it has called."""
    both(store, council)
    return begin(store, council, amount=12).id


def test_the_caller_shows_what_it_has_called_and_how_that_stands(store: Store, council: Council, browser, caller: int):
    child = called(store, caller)

    page = page_of(browser(council.officer).get(f"/cases/{caller}"))

    (row,) = page.xpath("//table[@id='called']/tbody/tr")
    assert row.xpath(".//a/@href") == [f"/cases/{child.id}"]
    said = [" ".join(cell.text_content().split()) for cell in row]
    assert said == [child.reference, "Take the payment", "Payment", "open", "Look at the account"]
    states = {one.get("data-element"): one.xpath("string(td[1])").strip() for one in page.xpath("//tr[@data-element]")}
    assert states["call"] == "Waits for a called case"
    markers = json.loads(page.xpath("string(//script[@id='diagram-data'])"))["markers"]
    assert {"element": "call", "state": "active"} in markers


def test_what_comes_next_in_the_called_case_is_shown_and_opened_from_its_caller(
    store: Store, council: Council, browser, caller: int
):
    page = page_of(browser(council.officer).get(f"/cases/{caller}"))

    assert page.xpath("//a[starts-with(text(), 'Open “Look at the account”')]")


def test_the_called_case_leads_back_and_is_not_closed_by_itself(store: Store, council: Council, browser, caller: int):
    child = called(store, caller)

    page = page_of(browser(council.adviser).get(f"/cases/{child.id}"))

    inset = " ".join(page.xpath("string((//*[contains(@class, 'govuk-inset-text')])[1])").split())
    assert inset.startswith("A called case: it is the part “Take the payment” of case")
    assert f"/cases/{caller}" in page.xpath("//*[contains(@class, 'govuk-inset-text')]//a/@href")
    assert not page.xpath("//a[contains(@href, '/close')]")
    assert page_of(browser(council.adviser).get(f"/cases/{caller}")).xpath("//a[contains(@href, '/close')]")


def test_the_timelines_tell_of_the_call_in_words(store: Store, council: Council, browser, caller: int):
    child = called(store, caller)
    do(store, council, child.id, "Look at the account")
    do(store, council, child.id, "Write the receipt", receipt="R")

    said = words_of(browser(council.adviser).get(f"/cases/{caller}"))
    assert f"“Take the payment” began the called case {child.reference}: Payment" in said
    assert f"“Take the payment” is done: the called case {child.reference} has ended" in said


def test_doing_the_last_step_of_a_called_case_leads_on_to_the_next_of_its_caller(
    store: Store, council: Council, browser, caller: int
):
    child = called(store, caller)
    do(store, council, child.id, "Look at the account")
    adviser = browser(council.adviser)
    (task,) = page_of(adviser.get(f"/cases/{child.id}")).xpath("//a[contains(@href, '/tasks/')]/@href")

    went = adviser.send(f"{task}/complete", {"receipt": "R"}, follow_redirects=True)

    assert "“Write the receipt” is done. This comes next." in words_of(went) or "This comes next" in went.text
    assert page_of(went).xpath("string(//h1)").strip().startswith("Tell the customer")
    assert waiting(store, caller) == ["Tell the customer"]


def test_the_time_of_the_called_case_stands_still_and_goes_on_from_the_page_of_its_caller(
    store: Store, council: Council, browser
):
    both(store, council)
    with unit_of_work(store) as work:
        process_id = definitions.process_by_key(work, "payment")
        definitions.set_marks(work, process_id, {"pay": {"target": "2 working days"}}, by=SYSTEM, reason="As agreed")
    caller = begin(store, council, amount=12).id
    child, officer = called(store, caller).id, browser(council.officer)
    asked = words_of(officer.get(f"/cases/{caller}/clocks/pause"))
    assert "All the time of the case, and of the cases it has called" in asked
    assert "/clocks/resume" not in officer.get(f"/cases/{caller}").text

    officer.send(f"/cases/{caller}/clocks/pause", {"reason": "customer", "until": ["3", "12", "2026"]})

    assert "None while paused" in words_of(officer.get(f"/cases/{child}"))
    assert f"/cases/{caller}/clocks/resume" in officer.get(f"/cases/{caller}").text
    store.clock.advance(timedelta(minutes=5))
    said = words_of(officer.get(f"/cases/{caller}/clocks/resume"))
    assert "The time of the cases that it has called goes on with it." in said
    officer.send(f"/cases/{caller}/clocks/resume", {"reason": ""})
    assert "None while paused" not in words_of(officer.get(f"/cases/{child}"))


def test_a_part_that_ended_with_an_error_is_told_so_and_not_as_never_reached(store: Store, council: Council, browser):
    both(store, council, CAUGHT, FAILING)
    caller = begin(store, council, amount=12).id
    child = called(store, caller)
    do(store, council, child.id, "Look at the account")

    page = page_of(browser(council.officer).get(f"/cases/{caller}"))

    states = {one.get("data-element"): one.xpath("string(td[1])").strip() for one in page.xpath("//tr[@data-element]")}
    assert (states["call"], states["other"], states["tell"]) == ("Ended with an error", "Waits here", "Not reached")
    (row,) = page.xpath("//table[@id='called']/tbody/tr")
    assert "finished with the error ‘no-funds’" in " ".join(row.text_content().split())
    assert "it was the part “Take the payment” of case" in words_of(browser(council.officer).get(f"/cases/{child.id}"))


def test_going_back_to_before_the_call_says_first_that_the_called_case_is_cancelled(
    store: Store, council: Council, browser, caller: int
):
    leader = browser(council.leader)
    (way,) = page_of(leader.get(f"/cases/{caller}/repair/go-back")).xpath("//main//li//a/@href")

    asked = words_of(leader.get(way))

    assert f"Cancelled, with all that is open in them: the called cases {called(store, caller).reference}." in asked


def test_moving_past_the_call_says_first_that_the_called_case_is_cancelled(
    store: Store, council: Council, browser, caller: int
):
    with reading(store) as work:
        (place,) = cases.places(work, caller, by=council.leader)

    asked = browser(council.leader).get(f"/cases/{caller}/repair/move/confirm?token={place.token}&to=tell")

    said = f"Cancelled, with all that is open in them: the called cases {called(store, caller).reference}."
    assert said in words_of(asked)


@pytest.mark.parametrize("action", ["suspend", "cancel"])
def test_what_is_done_to_a_case_is_said_to_be_done_to_what_it_has_called(
    store: Store, council: Council, browser, caller: int, action: str
):
    asked = words_of(browser(council.leader).get(f"/cases/{caller}/repair/{action}"))

    assert f"the cases that it has called: {called(store, caller).reference}." in asked


def test_a_called_case_leads_to_the_one_to_cancel_or_resume_instead(
    store: Store, council: Council, browser, caller: int
):
    child, leader = called(store, caller), browser(council.leader)
    with unit_of_work(store) as work:
        cases.suspend(work, caller, reason="Wait", by=council.leader)

    offered = page_of(leader.get(f"/cases/{child.id}/repair")).xpath("//main//a/@href")
    asked = {action: page_of(leader.get(f"/cases/{child.id}/repair/{action}")) for action in ("cancel", "resume")}

    assert f"/cases/{caller}/repair" in offered
    assert not {f"/cases/{child.id}/repair/cancel", f"/cases/{child.id}/repair/resume"} & set(offered)
    for action, page in asked.items():
        assert page.xpath(f"//main//a[@href='/cases/{caller}/repair/{action}']")
        assert not page.xpath("//main//form")


def test_a_called_case_that_is_stuck_is_told_wherever_its_caller_is_looked_at(store: Store, council: Council, browser):
    both(store, council, called=NO_WAY)
    caller = begin(store, council, amount=12).id
    child, officer = called(store, caller), browser(council.officer)
    (task,) = page_of(officer.get(f"/cases/{child.id}")).xpath("//a[contains(@href, '/tasks/')]/@href")

    done = officer.send(f"{task}/complete", {"look": "5"}, follow_redirects=True)

    assert "All answers are kept, but a technical failure stops the case." in words_of(done)
    said = f"The called case {child.reference} is stuck, so “Take the payment” waits until it is repaired."
    assert said in words_of(officer.get(f"/cases/{caller}"))
    markers = json.loads(page_of(officer.get(f"/cases/{child.id}")).xpath("string(//script[@id='diagram-data'])"))
    assert {"element": "enough", "state": "active", "label": "▶ Stuck here"} in markers["markers"]
    leader = browser(council.leader)
    assert f"/cases/{child.id}/retry" in page_of(leader.get(f"/cases/{caller}")).xpath("//main//a/@href")
    assert "/administration/stuck" in page_of(leader.get("/cases?status=stuck")).xpath("//main//a/@href")


def test_what_a_called_case_was_given_is_not_said_to_be_worked_out(
    store: Store, council: Council, browser, caller: int
):
    child, leader = called(store, caller).id, browser(council.leader)

    said = words_of(leader.get(f"/cases/{child}/repair/data"))

    assert "Amount 12 the case that called it, a rule or calculation" in said
    assert "the case that called it" not in words_of(leader.get(f"/cases/{caller}/repair/data"))
