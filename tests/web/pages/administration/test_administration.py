"""The overview, the stuck cases, and who may open the pages of administration."""

from __future__ import annotations

import re

import pytest

from engine import cases, people
from engine.people import ROLE_ACTIONS
from engine.store import unit_of_work
from tests.cases.repair.test_repairing import FAILING
from tests.council import Council, found_council, person
from tests.web.conftest import page_of, words_of
from tests.web.test_routes import routes


@pytest.fixture
def stuck(store):
    """A council with a case that is stuck, as council and reference."""
    council = found_council(store, FAILING)
    with unit_of_work(store) as work:
        begun = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        (task,) = cases.case(work, begun.id, by=council.adviser).tasks
        cases.complete(work, task.id, answers={"depth": 20, "reporter": "Mrs Quill"}, by=council.adviser)
    return council, begun


def test_the_overview_counts_what_there_is_and_every_link_opens(council: Council, browser):
    admin = browser(council.administrator)
    page = page_of(admin.get("/administration"))
    shown = {
        name.text_content(): name.getparent().xpath("string(span[@class='app-figure__number'])")
        for name in page.xpath("//span[@class='app-figure__name']")
    }
    assert shown == {
        "Stuck cases": "0",
        "Messages": "0",
        "People": "6",
        "Teams": "3",
        "Services": "1",
        "Sites": "2",
        "Calendars": shown["Calendars"],
        "Targets": "0",
        "Pause reasons": "7",
        "Escalation": "",
        "Tokens": "0",
        "Record": "",
    }
    for address in page.xpath("//main//a/@href"):
        assert admin.get(address).status_code == 200, address


def test_an_administrator_repairs_a_case_without_reading_it(stuck, browser):
    council, case = stuck
    admin = browser(council.administrator)
    overview = page_of(admin.get("/administration"))
    (where,) = overview.xpath("//li[.//a[text()='Stuck cases']]//a/@href")
    listed = admin.get(where)
    for words in (case.reference, "Report a defect", "Highways, Eastgate", "no condition"):
        assert words in words_of(listed)
    assert "Mrs Quill" not in listed.get_data(as_text=True)
    (repair,) = page_of(listed).xpath("//a[starts-with(text(), 'Repair')]/@href")
    page = admin.get(repair)
    assert (page.status_code, "no condition" in words_of(page)) == (200, True)
    assert admin.send(repair, {"reason": ""}).status_code == 422
    again = admin.send(repair, {"reason": "Looked at it"}, follow_redirects=True)
    assert "It is still stuck: see why." in words_of(again)
    assert again.request.path == "/administration/stuck"


def test_a_case_that_is_not_stuck_says_so(council: Council, browser, store):
    with unit_of_work(store) as work:
        begun = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    page = browser(council.administrator).get(f"/cases/{begun.id}/retry")
    assert "there is nothing to repair" in words_of(page)
    assert not page_of(page).xpath("//main//form")


def test_a_team_leader_sees_the_stuck_cases_of_their_own_service_alone(stuck, store, browser):
    council, case = stuck
    with unit_of_work(store) as work:
        other = people.create_service(work, "planning", "Planning", by=people.SYSTEM)
        elsewhere = person(work, "elsewhere", "team_leader", service_id=other.id)
    assert case.reference in words_of(browser(council.leader).get("/administration/stuck"))
    assert "No case is stuck." in words_of(browser(elsewhere).get("/administration/stuck"))


@pytest.mark.parametrize("role", sorted(set(ROLE_ACTIONS) - {"administrator"}))
def test_every_other_role_is_refused_on_every_page_of_administration(app, store, council, browser, role):
    with unit_of_work(store) as work:
        somebody = person(work, "other", role, service_id=council.service_id)
    other = browser(somebody)
    token = page_of(other.get("/account")).xpath("string((//input[@name='csrf_token'])[1]/@value)")
    for method, rule, held in sorted(routes(app)):
        own = {"team_leader": "case:repair", "head_of_service": "sla:manage"}.get(role)
        if not rule.startswith("/administration") or held == own:
            continue
        path = re.sub(r"<[^>]+>", "1", rule)
        answer = other.client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
        assert answer.status_code == 403, (method, rule)
