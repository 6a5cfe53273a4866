"""The pages of cases that call each other: each leads to the other, and what comes next is shown across the border."""

from __future__ import annotations

import json

import pytest

from engine.store import Store
from tests.calls import begin, both, called, do, waiting
from tests.council import Council
from tests.web.conftest import page_of, words_of


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
    assert states["call"] == "Done in a called case"
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
