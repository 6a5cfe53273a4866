"""The page of messages: what waits and why, who took what; nothing of what a message carries."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import cases, people
from engine.cases import Letter
from engine.people import SYSTEM, Grant
from engine.store import unit_of_work
from tests.cases.messages.conftest import WAITING
from tests.cases.messages.test_signals import LISTENING
from tests.council import Council, found_council, person
from tests.web.conftest import page_of, words_of

PAGE = "/administration/messages"
HOSTILE = "<script>alert(1)</script>"


@pytest.fixture
def council(store) -> Council:
    """A process that waits for the message “Parts arrived”."""
    return found_council(store, WAITING)


@pytest.fixture
def send(store, council: Council):
    """Send it from outside."""
    with unit_of_work(store) as work:
        depot = person(work, "depot", "service_account", service_id=council.service_id)

    def deliver(**letter: object) -> cases.Sent:
        with unit_of_work(store) as work:
            return cases.send_message(work, Letter("Parts arrived", **letter), by=depot, wait=timedelta(hours=2))

    return deliver


def test_what_waits_says_from_whom_for_whom_and_until_when(council: Council, browser, send):
    send(keys={"depth": 50, HOSTILE: 1}, payload={"lorry": "Quillfeather"})
    admin = browser(council.administrator)

    page = admin.get(PAGE)

    told = words_of(page)
    for words in ("Parts arrived", "Depot", "whoever fits", "depth", "No case waits for it yet"):
        assert words in told
    assert HOSTILE not in page.get_data(as_text=True)
    assert "Quillfeather" not in page.get_data(as_text=True)
    assert "1" in words_of(admin.get("/administration"))


def test_what_expired_stands_apart(store, council: Council, browser, send, clock):
    send(keys={"depth": 50})
    clock.advance(timedelta(hours=2))
    cases.expire_messages(store)
    admin = browser(council.administrator)

    assert "No message waits for its case" in words_of(admin.get(PAGE))
    assert "Nobody took it in its time" in words_of(admin.get(f"{PAGE}?status=expired"))


def test_a_signal_that_is_still_being_told_is_on_its_way_and_waits_for_nobody(store, browser):
    council = found_council(store, LISTENING)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    for by, answers in ((council.adviser, {"depth": 50}), (council.officer, {"finding": "hole"})):
        with unit_of_work(store) as work:
            (task,) = cases.case(work, started.id, by=council.officer).open_tasks
            cases.complete(work, task.id, answers=answers, by=by)
    with unit_of_work(store) as work:
        depot = person(work, "depot", "service_account", service_id=council.service_id)
        cases.send_signal(work, Letter("Storm over"), by=depot)

    told = words_of(browser(council.administrator).get(PAGE))

    assert "all who waited" in told
    assert "It is on its way to those who waited" in told
    assert "No case waits for it yet" not in told


def test_who_took_a_message_is_named_by_reference(store, council: Council, browser, send):
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    for by, answers in ((council.adviser, {"depth": 50}), (council.officer, {"finding": "hole"})):
        with unit_of_work(store) as work:
            (task,) = cases.case(work, started.id, by=council.officer).open_tasks
            cases.complete(work, task.id, answers=answers, by=by)
    send(reference=started.reference)

    admin = browser(council.administrator)
    page = admin.get(f"{PAGE}?status=delivered")
    assert links_of(page, started.reference) == [f"/cases/{started.id}/repair"] * 2, "whom it was for, and who took it"
    assert admin.get(f"/cases/{started.id}/repair").status_code == 200


def test_the_case_that_a_message_waits_for_is_a_link_to_it_for_who_may_read_it(
    store, council: Council, browser, send, clock
):
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        both = person(work, "both", "administrator")
        people.set_grants(work, both.user_id, [Grant("administrator"), Grant("officer")], by=SYSTEM)
        both = people.actor_for_user(work, both.user_id)
    send(reference=started.reference)

    assert links_of(browser(both).get(PAGE), started.reference) == [f"/cases/{started.id}"]
    assert links_of(browser(council.administrator).get(PAGE), started.reference) == [f"/cases/{started.id}/repair"]


def links_of(page, words: str) -> list[str]:
    """Where the links with these words lead."""
    return page_of(page).xpath(f"//main//a[normalize-space()='{words}']/@href")


def test_a_long_list_goes_on_on_the_next_page(council: Council, browser, send):
    for depth in range(51):
        send(keys={"depth": depth})
    first = browser(council.administrator).get(PAGE)
    assert "after=" in first.get_data(as_text=True)


def test_a_way_of_standing_that_is_none_is_told(council: Council, browser):
    assert browser(council.administrator).get(f"{PAGE}?status=lost").status_code == 422
