"""The inbox: what it says, where it leads, what is read, and what it keeps from those who may not open a case."""

from __future__ import annotations

import pytest

from engine import cases
from engine.notices import Telling, inbox
from engine.store import Store, unit_of_work
from tests.council import Council
from tests.web.conftest import page_of, words_of
from tests.web.pages.casework import begin, complete, open_task


@pytest.fixture
def case_id(store: Store, council: Council) -> int:
    return begin(store, council)


@pytest.fixture
def tell(store: Store, clock):
    """Tell somebody something."""

    def put(somebody, key: str = "a", what: str = "“Inspect it” is overdue", **more: object) -> None:
        one = Telling(somebody.user_id, key, what, "Do it now, or hand it over.", clock.now(), **more)
        with unit_of_work(store) as work:
            inbox.tell(work, [one])

    return put


def header(answer) -> str:
    (link,) = page_of(answer).xpath("//header//a[@href='/inbox']")
    return " ".join(link.text_content().split())


def test_an_empty_inbox_says_what_it_is_for(council, browser):
    person = browser(council.administrator)
    answer = person.get("/inbox")
    assert header(answer) == "Inbox"
    assert "Here you are told when work that you answer for is running late" in words_of(answer)
    assert "You have read everything." in words_of(answer)
    assert "You have not been told anything yet." in words_of(person.get("/inbox?show=all"))


def test_an_entry_says_what_happened_where_since_when_and_what_to_do(store, council, browser, tell, case_id):
    task = open_task(store, council, case_id)
    tell(council.adviser, case_id=case_id, task_id=task.id)
    page = page_of(answer := browser(council.adviser).get("/inbox"))
    said = words_of(answer)
    assert "unread “Inspect it” is overdue" in said
    assert "since 18 November 2026 at 10am" in said
    assert "Do it now, or hand it over." in said
    assert page.xpath(f"//main//a[@href='/tasks/{task.id}']")
    assert page.xpath(f"//main//a[@href='/cases/{case_id}'][starts-with(text(), 'Case ')]")


def test_every_page_shows_how_much_is_unread(council, browser, tell):
    person = browser(council.adviser)
    assert header(person.get("/help")) == "Inbox"
    tell(council.adviser)
    tell(council.adviser, "b")
    assert header(person.get("/help")) == "Inbox , unread: 2"
    assert header(person.get("/nowhere")) == "Inbox , unread: 2"
    assert header(browser(council.colleague).get("/help")) == "Inbox"


def test_a_hundred_and_more_are_not_counted_out(council, browser, tell):
    for number in range(101):
        tell(council.adviser, str(number))
    assert header(browser(council.adviser).get("/help")) == "Inbox , unread: 99+"


def test_the_count_is_one_statement_of_a_page(council, browser, statements):
    person = browser(council.adviser)
    with statements() as sent:
        person.get("/help")
    assert len([statement for statement in sent if "notice_inbox" in statement]) == 1


def test_what_is_marked_as_read_leaves_the_list_and_can_come_back(store, council, browser, tell):
    tell(council.adviser)
    person = browser(council.adviser)
    (mark,) = page_of(person.get("/inbox")).xpath("//main//form[contains(@action, '/inbox/')][.//@name='read']/@action")
    answer = person.send(mark, {"read": "yes", "back": "/inbox"}, follow_redirects=True)
    assert "Marked as read." in words_of(answer) + answer.text
    assert "You have read everything." in words_of(answer)
    assert "“Inspect it” is overdue" in words_of(person.get("/inbox?show=all"))
    person.send(mark, {"read": "no"})
    assert "“Inspect it” is overdue" in words_of(person.get("/inbox"))


def test_all_that_was_shown_is_marked_at_once(council, browser, tell):
    tell(council.adviser, "a")
    person = browser(council.adviser)
    (newest,) = page_of(person.get("/inbox")).xpath("//main//input[@name='up_to']/@value")
    tell(council.adviser, "b", "Another thing is late")
    person.send("/inbox/read", {"up_to": newest})
    said = words_of(person.get("/inbox"))
    assert "Another thing is late" in said
    assert "“Inspect it” is overdue" not in said


def test_nobody_marks_what_is_somebody_elses(council, browser, tell):
    tell(council.adviser)
    (mark,) = page_of(browser(council.adviser).get("/inbox")).xpath(
        "//main//form[contains(@action, '/inbox/')][.//@name='read']/@action"
    )
    assert browser(council.colleague).send(mark).status_code == 404


def test_of_a_case_one_may_not_open_only_the_reference_is_said(store, council, browser, tell, case_id):
    tell(council.administrator, case_id=case_id)
    answer = browser(council.administrator).get("/inbox")
    said = words_of(answer)
    assert "Inspect it" not in said
    assert "Something happened in a case that you may not open." in said
    with unit_of_work(store) as work:
        assert cases.references(work, [case_id])[case_id] in said
    assert not page_of(answer).xpath("//main//a[contains(@href, '/cases/')]")


def test_what_was_done_since_is_said_to_be(store, council, browser, tell, case_id):
    task = open_task(store, council, case_id)
    tell(council.adviser, case_id=case_id, task_id=task.id)
    complete(store, council, case_id, council.adviser, depth=50)
    answer = browser(council.adviser).get("/inbox")
    assert "It is done since: nothing is left to do here." in words_of(answer)
    assert not page_of(answer).xpath(f"//main//a[@href='/tasks/{task.id}']")


def test_hostile_words_are_shown_as_they_are(council, browser, tell):
    tell(council.adviser, what="<script>alert(1)</script> is overdue")
    answer = browser(council.adviser).get("/inbox")
    assert "<script>alert(1)</script> is overdue" in words_of(answer)
    assert "<script>alert(1)" not in answer.text


def test_a_long_inbox_goes_on_on_further_pages(council, browser, tell):
    for number in range(60):
        tell(council.adviser, str(number))
    person = browser(council.adviser)
    page = page_of(person.get("/inbox"))
    assert len(page.xpath("//main//ol/li")) == 50
    (further,) = page.xpath("//a[@rel='next']/@href")
    assert len(page_of(person.get(further)).xpath("//main//ol/li")) == 10
