"""Pauses that need a look, and whose time it was, on their pages."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import cases
from engine.clock import FixedClock
from engine.store import Store, unit_of_work
from tests.council import Council
from tests.measures.history import History
from tests.web.conftest import page_of, words_of
from tests.web.pages.casework import begin

PAUSES = "/service-levels/pauses"
TIME = "/service-levels/whose-time"


@pytest.fixture
def paused(store: Store, council: Council, clock: FixedClock) -> int:
    """A case that has waited for its customer for three weeks, one longer than was expected."""
    case_id = begin(store, council)
    with unit_of_work(store) as work:
        until = clock.now() + timedelta(days=14)
        cases.pause_clocks(work, case_id, reason="customer", until=until, by=council.adviser)
    clock.advance(timedelta(days=21))
    return case_id


def test_a_pause_says_in_words_why_it_is_listed_and_leads_to_its_case(council: Council, browser, paused: int):
    answer = browser(council.head).get(PAUSES)
    said = words_of(answer)
    assert "customerThe customer 18 November 2026 15 2 December 2026 HighwaysEast front" in said
    assert "Expected to go on before now" in said
    assert "Long for its reason" in said
    assert f"/cases/{paused}" in page_of(answer).xpath("//main//tbody//a/@href")


def test_filters_are_in_the_address(council: Council, browser, paused: int):
    head = browser(council.head)
    assert "No pause needs a look among these. See all." in words_of(head.get(f"{PAUSES}?sign=repeated"))
    assert "Highways" in words_of(head.get(f"{PAUSES}?sign=long&service={council.service_id}"))
    assert head.get(f"{PAUSES}?sign=odd").status_code == 422


def test_without_any_it_says_so(council: Council, browser):
    assert "No pause needs a look." in words_of(browser(council.head).get(PAUSES))


def test_it_is_reached_from_the_standards(council: Council, browser):
    links = page_of(browser(council.head).get("/service-levels/standards")).xpath("//main//a/@href")
    assert {PAUSES, TIME} <= set(links)


def test_whose_time_it_was_is_told_by_month_and_opens_its_list(store: Store, council: Council, browser):
    history = History(store, council)
    for _ in range(5):
        history.repaired()
    with unit_of_work(store) as work:
        cases.divide_time(work)
    head = browser(council.head)
    page = page_of(head.get(TIME))
    (month, _) = page.xpath("//tbody/tr")
    assert [" ".join(cell.text_content().split()) for cell in month] == [
        "November 2026", "5", "2.0", "0.0", "0.0", "0.0", "0.0", "2.0",
    ]  # fmt: skip
    for address in month.xpath(".//a/@href"):
        assert head.get(address).status_code == 200, address
    assert "Mean days" in words_of(head.get(TIME))


def test_few_cases_show_no_days(store: Store, council: Council, browser):
    History(store, council).repaired()
    with unit_of_work(store) as work:
        cases.divide_time(work)
    assert "too few to show" in words_of(browser(council.head).get(TIME))


def test_without_cases_it_says_so(council: Council, browser):
    assert "No case with a target" in words_of(browser(council.head).get(TIME))
