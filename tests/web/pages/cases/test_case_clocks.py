"""The time of a case on its page: standing still, going on, more of it agreed."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import cases, contacts, sla
from engine.clock import FixedClock, day_of
from engine.people import SYSTEM
from engine.sla import Goal, Scope, Terms
from engine.store import Store, reading, unit_of_work
from tests.council import Council
from tests.web.conftest import page_of, words_of
from tests.web.pages.casework import begin, call, open_task


@pytest.fixture
def case_id(store: Store, council: Council) -> int:
    return begin(store, council)


def pause(browser, case_id: int, **more: object):
    fields = {"reason": "customer", "until": ["3", "12", "2026"], "words": "She sends photographs", **more}
    return browser.send(f"/cases/{case_id}/clocks/pause", fields, follow_redirects=True)


def clocks(browser, case_id: int) -> dict[str, list[str]]:
    """The cells of the table of clocks, by what each is for."""
    page = page_of(browser.get(f"/cases/{case_id}"))
    rows = page.xpath("//table[.//caption[@id='clocks-caption']]/tbody/tr")
    return {
        row.xpath("normalize-space(th)"): [" ".join(cell.text_content().split()) for cell in row.xpath("td")]
        for row in rows
    }


def test_a_case_shows_what_is_left_of_each_of_its_clocks(council: Council, browser, case_id: int):
    found = clocks(browser(council.adviser), case_id)
    assert found["Take the report"] == [
        "2 working days",
        "20 November 2026 at 5pm",
        "2 working days left",
        "Running, on time",
    ]
    assert found["Report a defect"][2] == "10 working days left"


def test_the_time_stands_still_for_a_reason_and_the_page_says_until_when(council: Council, browser, case_id: int):
    adviser = browser(council.adviser)
    assert "expected to go on" in words_of(adviser.get(f"/cases/{case_id}/clocks/pause"))
    said = words_of(pause(adviser, case_id))
    assert "The time for “Take the report” was stopped: Waiting for the customer" in said
    assert clocks(adviser, case_id)["Report a defect"][1:] == [
        "None while paused",
        "None while paused: waiting for the customer, expected back 3 December 2026",
        "Paused",
    ]


def test_a_task_says_on_its_page_and_in_the_list_that_its_time_stands_still(store, council, browser, case_id: int):
    adviser = browser(council.adviser)
    task = open_task(store, council, case_id)
    assert "2 working days left" in words_of(adviser.get(f"/tasks/{task.id}")).lower()
    pause(adviser, case_id)
    assert "Due: none while paused: waiting for the customer" in words_of(adviser.get(f"/tasks/{task.id}"))
    assert "None while Paused" in words_of(adviser.get("/tasks"))


def test_the_time_goes_on_from_when_it_is_said_to(council: Council, browser, clock: FixedClock, case_id: int):
    adviser = browser(council.adviser)
    pause(adviser, case_id)
    clock.advance(timedelta(days=1))
    adviser = browser(council.adviser)
    path = f"/cases/{case_id}/clocks/resume"
    assert "Waiting for the customer" in words_of(adviser.get(path))
    fields = {"reason": "", "day": ["18", "11", "2026"], "at": "4pm", "words": "They came"}
    adviser.send(path, fields)
    assert clocks(adviser, case_id)["Report a defect"][3] == "Running, on time"
    assert "Nothing of this case stands still." in words_of(adviser.get(path))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"reason": ""}, "Select why"),
        ({"until": ["", "", ""]}, "Enter the day on which it is expected to go on"),
        ({"until": ["1", "11", "2026"]}, "Give a later date"),
        ({"until": ["31", "12", "9999"]}, "more than ten years ahead"),
        ({"day": ["17", "11", "2026"], "at": "9am"}, "had not begun"),
        ({"day": ["18", "11", "2026"], "at": "late"}, "Enter both a day and a time"),
    ],
)
def test_what_cannot_be_is_said_beside_its_field(council: Council, browser, case_id: int, fields, words: str):
    answer = pause(browser(council.adviser), case_id, **fields)
    assert answer.status_code == 422
    assert words in words_of(answer)
    assert clocks(browser(council.adviser), case_id)["Report a defect"][3] == "Running, on time"


def test_one_clock_can_stand_still_by_itself(store: Store, council: Council, browser, case_id: int):
    adviser = browser(council.adviser)
    page = page_of(adviser.get(f"/cases/{case_id}/clocks/pause"))
    (chosen,) = page.xpath("//label[contains(., 'Take the report')]/@for")
    pause(adviser, case_id, clock_id=page.xpath(f"string(//input[@id='{chosen}']/@value)"))
    found = clocks(adviser, case_id)
    assert (found["Take the report"][3], found["Report a defect"][3]) == ("Paused", "Running, on time")


def test_a_contact_about_the_case_lets_the_time_go_on_and_the_page_says_so(
    store: Store, council: Council, browser, clock: FixedClock, case_id: int
):
    adviser = browser(council.adviser)
    pause(adviser, case_id)
    clock.advance(timedelta(hours=2))
    contact = call(store, council)
    with unit_of_work(store) as work:
        contacts.touch_case(work, contact, case_id, by=council.adviser)
    said = words_of(browser(council.adviser).get(f"/cases/{case_id}"))
    assert "The customer got in touch, so the time for “Take the report” goes on" in said


def test_more_time_is_agreed_by_a_leader_and_shown_beside_the_first_day(
    store: Store, council: Council, browser, case_id: int
):
    adviser, leader = browser(council.adviser), browser(council.leader)
    assert "Agree on more time" not in words_of(adviser.get(f"/cases/{case_id}"))
    (path, _) = page_of(leader.get(f"/cases/{case_id}")).xpath("//a[contains(@href, '/extend')]/@href")
    fields = {"until": ["9", "12", "2026"], "agreed_with": "The agent", "reason": "A survey"}
    assert "later than" in words_of(leader.send(path, {**fields, "until": ["19", "11", "2026"]}))
    assert leader.send(path, {**fields, "cap": ["1", "12", "2026"]}).status_code == 422
    said = words_of(leader.send(path, fields, follow_redirects=True))
    assert "The later day for “Take the report” is agreed." in said
    assert "9 December 2026 was agreed with The agent, approved by Leader on 18 November 2026: A survey." in said
    assert "without what was agreed: 20 November 2026 at 5pm" in said
    assert "More time agreed" in said
    assert "9 December 2026 More time agreed" in words_of(browser(council.adviser).get("/tasks"))
    with reading(store) as work:
        assert cases.case(work, case_id, by=council.leader).tasks[0].due_at.day == 9


def test_who_may_not_is_refused(council: Council, browser, case_id: int):
    assert browser(council.administrator).get(f"/cases/{case_id}/clocks/pause").status_code == 403
    assert browser(council.adviser).get(f"/cases/{case_id}/clocks/1/extend").status_code == 403
    assert browser(council.leader).get(f"/cases/{case_id}/clocks/999/extend").status_code == 404


def test_from_its_task_only_that_tasks_time_stands_still_and_the_person_comes_back_to_it(store, council, browser):
    case_id = begin(store, council)
    task, adviser = open_task(store, council, case_id), browser(council.adviser)
    (link,) = page_of(adviser.get(f"/tasks/{task.id}")).xpath("//a[contains(., 'let its time stand still')]/@href")
    (chosen,) = page_of(adviser.get(link)).xpath("//input[@name='clock_id'][@checked]/@value")
    asked = {"reason": "customer", "until": ["3", "12", "2026"], "clock_id": chosen}
    answer = adviser.send(link, asked)
    assert answer.headers["Location"].endswith(f"/tasks/{task.id}")
    page = page_of(adviser.get(f"/tasks/{task.id}"))
    assert page.xpath("//a[.='Let its time go on']")
    assert clocks(adviser, case_id)["Report a defect"][-1].startswith("Running, on time")


def test_whose_time_it_was_is_told_of_the_promised_clock_alone(store: Store, council: Council, browser):
    with unit_of_work(store) as work:
        scope, terms = Scope("case", council.service_id, "report"), Terms((Goal("3 working days"),))
        sla.add_target(work, "register", "Registered", scope, terms, valid_from=day_of(work.now), by=SYSTEM)
    answer = browser(council.adviser).get(f"/cases/{begin(store, council)}")
    assert "Registered" in words_of(answer)
    told = page_of(answer).xpath("//caption[starts-with(normalize-space(), 'Whose time it was so far')]/text()")
    assert told == ["Whose time it was so far: Report a defect"]
