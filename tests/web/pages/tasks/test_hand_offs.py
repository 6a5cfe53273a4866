"""Hand-offs that wait for a team."""

from __future__ import annotations

import pytest

from engine import cases, contacts
from engine.store import reading, unit_of_work
from tests.web.conftest import page_of, words_of
from tests.web.pages.casework import complete, open_task

HOSTILE = "<b>Which road?</b>"


@pytest.fixture
def hand_off(store, council, case_id):
    """The number of a hand-off that waits for the inspectors."""
    complete(store, council, case_id, council.adviser, depth=50, reporter="Wren", injury="A child")
    with reading(store) as work:
        (waiting,) = cases.waiting_hand_offs(work, council.officer.team_ids)
    return waiting.id


def test_they_are_listed_for_the_team_they_wait_for(council, browser, hand_off):
    page = browser(council.officer).get("/hand-offs")
    assert "Inspect it" in words_of(page)
    assert "East front" in words_of(page)
    assert "No work waits to be accepted" in words_of(browser(council.adviser).get("/hand-offs"))
    assert "You are in no team" not in words_of(browser(council.adviser).get("/hand-offs"))


def test_a_hand_off_stands_in_the_list_of_work_once_and_is_accepted_or_returned_there_too(council, browser, hand_off):
    page = page_of(browser(council.officer).get("/tasks"))
    (row,) = page.xpath("//tr[@data-row]")
    assert row.xpath(".//form/@action") == [f"/hand-offs/{hand_off}/accept"]
    assert row.xpath(f".//a[@href='/hand-offs/{hand_off}/return']")
    said = words_of(browser(council.officer).get("/tasks"))
    assert "1 hand-off waits for your team, among the tasks below: accept or return it" in said
    filtered = words_of(browser(council.officer).get("/tasks?overdue=yes"))
    assert "1 hand-off waits for your team: accept or return it" in filtered, "the list below may well leave it out"
    assert "of all open: wait to be accepted or returned" in words_of(browser(council.officer).get("/"))


def test_an_accepted_hand_off_is_a_task_like_others(council, browser, hand_off):
    person = browser(council.officer)
    person.send(f"/hand-offs/{hand_off}/accept")
    (row,) = page_of(person.get("/tasks")).xpath("//tr[@data-row]")
    assert row.xpath(".//form/@action")[0].endswith("/release")
    assert "Handed off" not in row.text_content()


def test_rows_of_the_same_step_are_told_apart_by_customer_or_place(store, council, browser):
    with unit_of_work(store) as work:
        customer = contacts.add_customer(work, name="Wren <i>Ashdown</i>", by=council.adviser)
        place = contacts.keep_property(work, uprn="100", address="4 Mill Lane")
        for known in ({"customer_id": customer.id, "property_id": place.id}, {"property_id": place.id}):
            new = contacts.NewContact("phone", "A hole", site_id=council.site_id, **known)
            contact = contacts.record(work, new, by=council.adviser)
            contacts.start_case(work, contact.id, process_key="report", by=council.adviser)
    page = browser(council.adviser).get("/tasks")
    told = [cell.text_content() for cell in page_of(page).xpath("//tr[@data-row]/td[2]//span[@class='app-muted']")]
    assert told == ["Wren <i>Ashdown</i>", "4 Mill Lane"]
    with unit_of_work(store) as work:
        for row in cases.find_tasks(work, cases.TaskFilter(council.adviser.team_ids), by=council.adviser):
            cases.complete(work, row.id, answers={"depth": 50}, by=council.adviser)
    said = words_of(browser(council.officer).get("/hand-offs"))
    assert "Wren <i>Ashdown</i> East front" in said
    assert "4 Mill Lane East front" in said


def test_what_comes_with_one_is_shown_but_nothing_restricted(council, browser, hand_off):
    said = words_of(browser(council.officer).get(f"/hand-offs/{hand_off}"))
    assert "How deep is it? 50 Who reports it? Wren" in said
    assert "A child" not in said
    assert "Waiting to be accepted" in said


def test_accepting_opens_the_task_with_what_is_known(store, council, browser, case_id, hand_off):
    person = browser(council.officer)
    answer = person.send(f"/hand-offs/{hand_off}/accept")
    task = open_task(store, council, case_id)
    assert answer.headers["Location"] == f"/tasks/{task.id}"
    assert task.claimed_by == council.officer.user_id
    said = words_of(person.get(f"/tasks/{task.id}"))
    assert "How deep is it? 50" in said
    assert "East front handed this to Inspectors" in said
    assert "A child" not in said


def test_whoever_accepts_second_is_told(store, council, browser, hand_off):
    with unit_of_work(store) as work:
        cases.accept(work, hand_off, by=council.leader)
    answer = browser(council.officer).send(f"/hand-offs/{hand_off}/accept")
    assert answer.status_code == 409
    assert "answered already" in words_of(answer)
    assert "Accepted by Leader" in words_of(browser(council.officer).get(f"/hand-offs/{hand_off}"))


def test_one_goes_back_with_a_reason_only(store, council, browser, case_id, hand_off):
    person = browser(council.officer)
    assert "Return the hand-off to East front" in words_of(person.get(f"/hand-offs/{hand_off}/return"))
    refused = person.send(f"/hand-offs/{hand_off}/return", {"reason": " "})
    assert refused.status_code == 422
    assert page_of(refused).xpath("//div[@role='alert']//a/@href") == ["#reason"]
    answer = person.send(f"/hand-offs/{hand_off}/return", {"reason": HOSTILE})
    assert answer.headers["Location"] == "/hand-offs"
    task = open_task(store, council, case_id)
    assert task.team_id == council.front_team_id
    assert "Inspect it Once and done Returned" in words_of(browser(council.adviser).get("/tasks"))
    shown = browser(council.adviser).get(f"/tasks/{task.id}")
    assert HOSTILE in words_of(shown)
    assert HOSTILE not in shown.get_data(as_text=True)
    assert person.get(f"/hand-offs/{hand_off}/return", follow_redirects=False).status_code == 303


def test_one_that_waits_for_others_cannot_be_taken(council, browser, hand_off):
    adviser = browser(council.adviser)
    assert adviser.send(f"/hand-offs/{hand_off}/accept").status_code == 403
    assert adviser.send(f"/hand-offs/{hand_off}/return", {"reason": "No"}).status_code == 403
    assert adviser.get("/hand-offs/999").status_code == 404
    assert browser(council.administrator).get(f"/hand-offs/{hand_off}").status_code == 403
