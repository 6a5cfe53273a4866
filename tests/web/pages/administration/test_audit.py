"""The record in the browser: in sentences, and searched by who, what, which case and when."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import engine
from engine import cases, people, transfer
from engine.people import SYSTEM, Grant
from engine.store import reading, unit_of_work
from tests.web.conftest import Browser, page_of, words_of
from tests.web.pages.casework import begin
from web.happened import SENTENCES
from web.record import ROOMS, action_choices

ACTION = re.compile(r'"((?:case|contacts|definitions|notices|people|sla|transfer):[a-z-]+:[a-z-]+)"')


@pytest.fixture
def admin(council, browser) -> Browser:
    """The browser of the administrator."""
    return browser(council.administrator)


def rows(admin: Browser, query: str) -> list[str]:
    page = page_of(admin.get(f"/administration/audit?{query}"))
    return [" ".join(row.text_content().split()) for row in page.xpath("//tbody/tr")]


def test_every_action_that_is_recorded_has_a_sentence_and_a_place_in_the_search():
    sources = Path(engine.__file__).parent.rglob("*.py")
    recorded = {action for source in sources for action in ACTION.findall(source.read_text())}
    assert recorded - set(SENTENCES) == set()
    assert {action.split(":")[0] for action in SENTENCES} == set(ROOMS)


def test_what_happened_is_told_with_names_who_when_and_why(store, council, admin: Browser):
    with unit_of_work(store) as work:
        transfer.move(
            work,
            process_id=council.process_id,
            step_key="inspect",
            site_id=council.site_id,
            to="agreed",
            by=council.head,
            reason="They <i>can</i>",
        )
    (moved,) = rows(admin, "action=transfer:step:moved")
    assert moved == (
        "18 November 2026 at 10am Head “Inspect it” of Report a defect moved from back office to agreed at Eastgate"
        " They <i>can</i>"
    )
    assert any("Added the team Inspectors" in row for row in rows(admin, "action=people:"))
    assert any("Set the roles of Officer: Officer for Highways" in row for row in rows(admin, "action=people:"))


def test_the_record_is_searched_by_person(council, admin: Browser, store):
    begin(store, council)
    assert {row.split(" Case")[0] for row in rows(admin, "person=adviser&action=case:case:started")} == {
        "18 November 2026 at 10am Adviser"
    }
    assert rows(admin, "person=officer&action=case:") == []
    answer = admin.get("/administration/audit?person=%3Cnobody%3E")
    assert (answer.status_code, page_of(answer).xpath("//div[@role='alert']//a/@href")) == (422, ["#person"])
    assert "There is nobody called “<nobody>”." in words_of(answer)


def test_the_record_is_searched_by_case_and_names_it(store, council, admin: Browser):
    number = begin(store, council)
    begin(store, council)
    with reading(store) as work:
        reference = cases.references(work, [number])[number]
    found = rows(admin, f"case={reference.lower()}")
    assert len(found) >= 2
    assert all(reference in row for row in found)
    assert admin.get("/administration/audit?case=R000-0000").status_code == 422


def test_the_record_is_searched_by_period(admin: Browser):
    assert rows(admin, "since=2026-11-18&until=2026-11-18&action=people:user:created")
    assert rows(admin, "since=2026-11-19&until=2026-11-20") == []
    answer = admin.get("/administration/audit?since=2026-11-20&until=2026-11-19")
    assert (answer.status_code, page_of(answer).xpath("//div[@role='alert']//a/@href")) == (422, ["#since"])
    assert admin.get("/administration/audit?action=people:cat:fed").status_code == 422


def test_a_long_record_goes_on_on_the_next_page(store, admin: Browser):
    with unit_of_work(store) as work:
        for number in range(51):
            people.create_user(work, f"person{number}", f"Person {number}", by=SYSTEM)
    first = page_of(admin.get("/administration/audit?action=people:user:created"))
    assert len(first.xpath("//tbody/tr")) == 50
    (further,) = first.xpath("//a[@rel='next']/@href")
    assert "Person 0" in words_of(admin.get(further))


def test_a_page_of_the_record_takes_a_handful_of_statements(store, council, admin: Browser, statements):
    begin(store, council)
    with statements() as sent:
        admin.get("/administration/audit")
    assert len(sent) <= 16


def test_the_record_of_the_whole_council_is_for_those_who_may_read_all_of_it(store, council, browser):
    assert browser(council.head).get("/administration/audit").status_code == 403
    with unit_of_work(store) as work:
        people.set_grants(work, council.head.user_id, [Grant("head_of_service")], by=SYSTEM)
        everywhere = people.actor_for_user(work, council.head.user_id)
    assert browser(everywhere).get("/administration/audit").status_code == 200


def test_the_record_is_searched_for_in_plain_words():
    people, work = action_choices()["People, teams and places"], action_choices()["Cases and tasks"]
    assert people["people:grants:set"] == "Set the roles of …: …"
    assert work["case:wait:skipped"] == "A wait was skipped in a walk-through"
