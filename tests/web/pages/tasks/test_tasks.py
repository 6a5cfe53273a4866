"""The worklist."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import update

from engine import cases
from engine.cases import tables
from engine.store import unit_of_work
from tests.web.conftest import page_of, words_of
from tests.web.pages.casework import begin, complete, open_task


def rows(response):
    """The names and references of the rows of a list."""
    return [
        (" ".join(row.xpath("string(th//a)").split()), " ".join(row.xpath("string(td[2])").split()))
        for row in page_of(response).xpath("//tr[@data-row]")
    ]


def test_it_shows_the_most_urgent_first_and_how_late_it_is(store, council, browser, clock, case_id):
    clock.advance(timedelta(days=7))
    later = begin(store, council)
    page = browser(council.adviser).get("/tasks")
    with unit_of_work(store) as work:
        first, second = (cases.case(work, id_, by=council.adviser).reference for id_ in (case_id, later))
    assert rows(page) == [("Take the report", first), ("Take the report", second)]
    assert "2 tasks, the most urgent first: 1 overdue" in words_of(page)
    assert "Overdue by 4 days" in words_of(page)
    assert "Once and done" in words_of(page)
    assert page_of(page).xpath("//tr[@data-row][1]/@class")[0].endswith("app-table__row--overdue")


def test_only_the_front_office_reads_that_a_step_could_be_done_at_once(store, council, browser, case_id):
    waiting = complete(store, council, case_id, council.adviser, depth=50)
    officer = browser(council.officer)
    for address in ("/tasks", f"/tasks/{waiting.id}"):
        page = officer.get(address)
        assert "Inspect it" in words_of(page)
        assert not page_of(page).xpath("//*[@class='app-badge'][.='Once and done']"), address


@pytest.mark.parametrize(("priority", "word"), [(80, "High priority"), (20, "Low priority")])
def test_what_is_of_another_priority_than_usual_says_so(store, council, browser, case_id, priority, word):
    person, task = browser(council.adviser), open_task(store, council, case_id)
    assert word not in words_of(person.get("/tasks"))
    assert "Normal priority" in words_of(person.get(f"/tasks/{task.id}"))

    with unit_of_work(store) as work:
        work.execute(update(tables.task).values(priority=priority))

    assert word in words_of(person.get("/tasks"))
    assert word in words_of(person.get(f"/tasks/{task.id}"))


def test_an_empty_list_says_what_to_do(council, browser):
    assert "nothing to do for your teams" in words_of(browser(council.adviser).get("/tasks"))
    assert "You are in no team" in words_of(browser(council.head).get("/tasks"))
    assert "No task fits these filters" in words_of(browser(council.adviser).get("/tasks?overdue=yes"))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("mine=yes", 0),
        ("unclaimed=yes", 1),
        ("once=yes", 1),
        ("overdue=yes", 0),
        ("at_risk=yes", 0),
        ("service={service_id}&site={site_id}&team={front_team_id}", 1),
        ("site={other_site_id}", 0),
        ("step={process_id}:take", 1),
        ("step={process_id}:inspect", 0),
        ("process={process_id}", 1),
        ("priority=normal", 1),
        ("priority=high", 0),
    ],
)
def test_the_address_filters(council, browser, case_id, query, found):
    numbers = {name: getattr(council, name) for name in council.__dataclass_fields__}
    assert len(rows(browser(council.adviser).get(f"/tasks?{query.format_map(numbers)}"))) == found


@pytest.mark.parametrize(
    ("query", "status"),
    [("team=999", 403), ("team=x", 422), ("step=take", 422), ("step=1:", 422), ("after=x", 422)],
)
def test_an_address_that_asks_for_what_is_not_there_is_refused_in_words(council, browser, query, status):
    assert browser(council.adviser).get(f"/tasks?{query}").status_code == status


def test_a_priority_that_there_is_not_is_refused_in_words(council, browser):
    assert browser(council.adviser).get("/tasks?priority=very").status_code == 422


def test_it_goes_on_on_the_next_page_and_keeps_the_filters(store, council, browser, monkeypatch):
    monkeypatch.setattr("web.lists.ROWS", 2)
    for _ in range(3):
        begin(store, council)
    person = browser(council.adviser)
    first = person.get("/tasks?unclaimed=yes")
    (following,) = page_of(first).xpath("//nav//a[@rel='next']/@href")
    assert len(rows(first)) == 2
    assert "unclaimed=yes" in following
    assert len(rows(person.get(following))) == 1


def test_claiming_and_releasing_lead_back_to_the_list(store, council, browser, case_id):
    person, task = browser(council.adviser), open_task(store, council, case_id)
    answer = person.send(f"/tasks/{task.id}/claim", {"back": "/tasks?once=yes"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/tasks?once=yes")
    listed = words_of(person.get("/tasks"))
    assert "You have claimed “Take the report”." in listed
    assert "You Case: Adviser" not in listed
    assert person.send(f"/tasks/{task.id}/release", {"back": "/tasks"}).status_code == 303
    assert open_task(store, council, case_id).claimed_by is None


def test_a_list_that_leads_elsewhere_leads_to_the_start(store, council, browser, case_id):
    task = open_task(store, council, case_id)
    answer = browser(council.adviser).send(f"/tasks/{task.id}/claim", {"back": "//evil.example"})
    assert answer.headers["Location"] == "/"


def test_who_comes_second_is_told_who_was_first_and_when(store, council, browser, case_id):
    task = open_task(store, council, case_id)
    browser(council.colleague).send(f"/tasks/{task.id}/claim")
    answer = browser(council.adviser).send(f"/tasks/{task.id}/claim")
    assert answer.status_code == 409
    said = words_of(answer)
    assert "Somebody else has already claimed this task." in said
    assert "18 November 2026 at 10am, Colleague" in said
    assert page_of(answer).xpath("//main//a[@href='/tasks']")


def test_the_rows_are_sent_again_only_when_something_changed(store, council, browser, statements, case_id):
    person = browser(council.adviser)
    (etag,) = page_of(person.get("/tasks")).xpath("//*[@id='work']/@data-etag")
    asked = {"X-Background": "1", "If-None-Match": etag}
    with statements() as sent:
        same = person.get("/tasks/rows", headers=asked)
    assert (same.status_code, same.data) == (304, b"")
    assert len(sent) == 3
    assert "private" in same.headers["Cache-Control"]
    begin(store, council)
    changed = person.get("/tasks/rows", headers=asked)
    assert changed.status_code == 200
    assert len(rows(changed)) == 2
    assert changed.headers["ETag"] != etag
    assert not page_of(changed).xpath("//h1")


def test_the_back_office_sees_how_many_hand_offs_wait(store, council, browser, case_id):
    complete(store, council, case_id, council.adviser, depth=50)
    page = browser(council.officer).get("/tasks")
    assert "1 hand-off waits for your team" in words_of(page)
    assert [name for name, _ in rows(page)] == ["Inspect it"]


def test_a_page_of_fifty_rows_takes_few_statements(store, council, browser, statements):
    for _ in range(3):
        begin(store, council)
    person = browser(council.adviser)
    with statements() as sent:
        person.get("/tasks")
    assert len(sent) <= 10


def test_who_works_on_no_tasks_is_told_so(council, browser):
    assert browser(council.administrator).get("/tasks").status_code == 403
