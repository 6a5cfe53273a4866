"""Where a person begins: each sees their own work, and nothing that is not theirs to do."""

from __future__ import annotations

import pytest

from engine import definitions, people
from engine.people import SYSTEM, Grant
from engine.store import unit_of_work
from tests.council import person
from tests.definitions.models import SOUND, model
from tests.web.conftest import Browser, page_of, words_of
from tests.web.pages.models.dmn import REFUND


def headings(answer) -> list[str]:
    return [heading.text_content().strip() for heading in page_of(answer).xpath("//main//h2")]


def test_a_stranger_is_led_to_sign_in_where_there_is_no_demo(council, stranger: Browser):
    answer = stranger.get("/", follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, "/sign-in")


def test_an_adviser_begins_with_the_customers_words_and_sees_the_work_of_the_team(council, browser):
    ada = browser(council.adviser)
    page = page_of(ada.get("/"))
    (field,) = page.xpath("//input[@autofocus]")
    assert (field.get("name"), page.xpath("string(//form[.//input[@autofocus]]/@action)")) == (
        "own_words",
        "/contacts/new",
    )
    assert "No task waits for your teams" in words_of(ada.get("/"))
    ada.send("/contacts/new", {"own_words": "A defect", "site_id": council.site_id, "process": "report"})
    page = page_of(ada.get("/"))
    assert page.xpath("string(//a[@href='/tasks?mine=yes'])").split() == ["1", "yours"]
    assert page.xpath("//section[@aria-labelledby='in-progress']//li")


def test_a_head_sees_both_figures_and_what_waits_for_approval(council, browser):
    answer = browser(council.head).get("/")
    assert headings(answer) == ["Once and done", "Waits for your approval"]
    assert "Finished at first contact" in words_of(answer)
    assert "Need met" in words_of(answer)
    assert "Nothing waits for your approval" in words_of(answer)


def test_a_head_sees_processes_and_decisions_that_wait_counted_together_until_they_are_approved(
    council, browser, store
):
    head = browser(council.head)
    with unit_of_work(store) as work:
        analyst = person(work, "analyst", "analyst", service_id=council.service_id)
        decided = definitions.deploy_decision(work, REFUND, service_id=council.service_id, by=analyst)
    assert "Waits for your approval (1)" in headings(head.get("/"))
    (address,) = page_of(head.get("/")).xpath("//section[@aria-labelledby='to-approve']//a/@href")
    assert address == f"/decisions/{decided.version_id}"
    head.send(f"{address}/approve")
    assert "Nothing waits for your approval" in words_of(head.get("/"))


def test_what_one_uploaded_oneself_does_not_wait_for_ones_own_approval(council, browser, store):
    with unit_of_work(store) as work:
        both = [Grant("analyst", council.service_id), Grant("head_of_service", council.service_id)]
        people.set_grants(work, council.head.user_id, both, by=SYSTEM)
        head = people.actor_for_user(work, council.head.user_id)
        definitions.deploy_decision(work, REFUND, service_id=council.service_id, by=head)
        deployed = definitions.deploy(work, model(SOUND), service_id=council.service_id, by=head)
    answer = browser(head).get("/")
    assert "Nothing waits for your approval" in words_of(answer)
    assert "Yours, waiting for another person (2)" in headings(answer)
    assert "You uploaded these, so somebody else has to approve them." in words_of(answer)
    own = page_of(answer).xpath("//section[@aria-labelledby='own-waiting']//a/@href")
    assert own[0] == f"/versions/{deployed.version_id}"
    assert own[1].startswith("/decisions/")
    with unit_of_work(store) as work:
        other = person(work, "hugo", "head_of_service", service_id=council.service_id)
    assert "Waits for your approval (2)" in headings(browser(other).get("/"))


def test_an_analyst_sees_what_they_uploaded_waiting_and_not_what_others_did(council, browser, store):
    with unit_of_work(store) as work:
        ana, ben = (person(work, name, "analyst", service_id=council.service_id) for name in ("ana", "ben"))
        definitions.deploy(work, model(SOUND), service_id=council.service_id, by=ana)
    answer = browser(ana).get("/")
    assert headings(answer) == ["Yours, waiting for another person (1)", "Processes"]
    assert "You uploaded this, so somebody else has to approve it." in words_of(answer)
    assert headings(browser(ben).get("/")) == ["Processes"]


def test_an_analyst_sees_the_processes_and_an_administrator_stuck_cases(council, browser, store):
    with unit_of_work(store) as work:
        analyst = person(work, "analyst", "analyst", service_id=council.service_id)
    assert headings(browser(analyst).get("/")) == ["Processes"]
    answer = browser(council.administrator).get("/")
    assert headings(answer) == ["Stuck cases", "Administration"]
    assert "No case is stuck" in words_of(answer)


@pytest.mark.parametrize("role", ["programme_board", "scrutiny", "external_reviewer"])
def test_who_only_reads_begins_with_both_figures_and_the_ways_to_what_is_behind_them(council, browser, store, role):
    with unit_of_work(store) as work:
        member = person(work, "member", role)
    answer = browser(member).get("/")
    assert headings(answer) == ["Once and done"]
    assert "Finished at first contact" in words_of(answer)
    assert "Need met" in words_of(answer)
    assert {"/results", "/transfers"} <= set(page_of(answer).xpath("//main//a/@href"))


def test_an_adviser_without_a_team_is_told_what_to_do(council, browser, store):
    with unit_of_work(store) as work:
        people.set_teams(work, council.adviser.user_id, [], by=SYSTEM)
        alone = people.actor_for_user(work, council.adviser.user_id)
    assert "Ask an administrator to add you" in words_of(browser(alone).get("/"))


def test_what_a_customer_said_is_shown_and_never_run(council, browser):
    ada = browser(council.adviser)
    ada.send("/contacts/new", {"own_words": "<b id='x'>", "site_id": council.site_id, "process": "report"})
    answer = ada.get("/")
    assert not page_of(answer).xpath("//b[@id='x']")
    assert "<b id='x'>" in words_of(answer)
