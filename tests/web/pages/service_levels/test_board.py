"""The board on pages: what is overdue and at risk, for a team and a service."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import cases, sla
from engine.store import reading, unit_of_work
from tests.measures.history import History
from tests.web.conftest import page_of, words_of


@pytest.fixture
def history(store, council) -> History:
    """A case whose inspection is due after eight working hours."""
    history = History(store, council)
    history.deep()
    return history


def rows(response):
    return [" ".join(row.text_content().split()) for row in page_of(response).xpath("//tbody/tr")]


def test_what_is_overdue_stands_there_with_the_working_time_it_is_over(history, browser):
    history.wait(days=2, hours=2)
    (row,) = rows(browser(history.council.leader).get("/service-levels?team=all&verdict=overdue"))
    assert "Inspect it" in row
    assert "Overdue by" in row
    assert "working" in row


def test_more_time_that_was_agreed_is_told_with_what_is_left(history, store, browser):
    leader = history.council.leader
    with reading(store) as work:
        clock = next(one for one in sla.clocks(work, sla.ClockFilter()) if one.name == "Inspect it")
    agreed = {"until": history.now() + timedelta(days=3), "reason": "Snow", "agreed_with": "The customer"}
    with unit_of_work(store) as work:
        cases.extend_clock(work, clock.case_id, clock.id, by=leader, **agreed)
    history.wait(days=4)
    (row,) = [one for one in rows(browser(leader).get("/service-levels?team=all")) if "Inspect it" in one]
    assert row.endswith("More time agreed")


def test_the_counts_lead_to_what_they_count(history, browser):
    history.wait(days=2, hours=2)
    leader = browser(history.council.leader)
    page = leader.get("/service-levels?team=all")
    for verdict in ("overdue", "at-risk"):
        (link,) = page_of(page).xpath(f"//ul[@class='app-chips']//a[contains(@href, 'verdict={verdict}')]")
        assert len(rows(leader.get(link.get("href")))) == int(link.text.rpartition(" ")[2])


def test_people_see_their_own_teams_first(history, browser):
    history.wait(days=2, hours=2)
    adviser = browser(history.council.adviser)
    assert "for your teams" in words_of(adviser.get("/service-levels?verdict=overdue"))
    assert len(rows(adviser.get("/service-levels?team=all&verdict=overdue"))) == 1
    assert len(rows(browser(history.council.officer).get("/service-levels?verdict=overdue"))) == 1


def test_when_all_is_well_the_page_says_so(history, browser):
    assert "Nothing is overdue or at risk here" in words_of(browser(history.council.head).get("/service-levels"))


def test_a_team_that_is_not_offered_is_refused(history, browser):
    assert browser(history.council.head).get("/service-levels?team=99999").status_code == 422


def test_only_the_services_of_the_reader_are_listed(history, browser):
    history.wait(days=2, hours=2)
    head = browser(history.council.head)
    assert len(rows(head.get(f"/service-levels?team=all&service={history.council.service_id}"))) >= 1
    assert rows(head.get(f"/service-levels?team=all&service={history.council.service_id + 5}")) == []


PAGES = ("", "/pauses", "/statutory", "/standards", "/what-if", "/whose-time")


@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_service_levels_leads_to_the_others(history, browser, page):
    shown = page_of(browser(history.council.head).get(f"/service-levels{page}"))
    (nav,) = shown.xpath("//nav[@aria-label='Pages of service levels']")
    assert [link.get("href") for link in nav.xpath("ul//a")] == [f"/service-levels{one}" for one in PAGES]
    assert nav.xpath("string(.//a[@aria-current='page']/@href)") == f"/service-levels{page}"
    settings = [link.get("href") for link in nav.xpath("p/a")]
    assert settings == [f"/administration/{one}" for one in ("targets", "pause-reasons", "escalation")]


def test_who_may_not_set_service_levels_is_led_to_no_settings(history, browser):
    assert "Set what they go by" not in words_of(browser(history.council.adviser).get("/service-levels"))
