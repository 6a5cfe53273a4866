"""A person's own account, and keeping their session going."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import people
from engine.people import SYSTEM
from engine.people.sign_in import TRIES_PER_NAME
from engine.store import unit_of_work
from tests.web.conftest import Browser, page_of, words_of

OLD, NEW = "a long enough password", "another long enough one"


@pytest.fixture
def ada(store, council, browser) -> Browser:
    with unit_of_work(store) as work:
        people.set_password(work, council.adviser.user_id, OLD, by=SYSTEM)
    return browser(council.adviser)


def change(person: Browser, current: str, wanted: str, **named: bool):
    return person.send("/account/password", {"current": current, "password": wanted}, **named)


def test_it_says_who_i_am_in_words(council, browser):
    said = words_of(browser(council.officer).get("/account"))
    assert "Officer for Highways" in said
    assert "Inspectors" in said


def test_somebody_without_team_or_role_is_told_so(store, browser):
    with unit_of_work(store) as work:
        user = people.create_user(work, "new", "New Person", by=SYSTEM)
        nobody = people.actor_for_user(work, user.id)
    said = words_of(browser(nobody).get("/account"))
    assert "You are in no team" in said
    assert "You have no role yet" in said


def test_after_a_change_of_password_the_person_goes_on_and_signs_in_with_it(ada: Browser, stranger: Browser):
    answer = change(ada, OLD, NEW, follow_redirects=True)
    assert "Your password is changed. You are signed out everywhere else." in words_of(answer)
    assert ada.get("/account", follow_redirects=False).status_code == 200
    fields = {"username": "adviser", "password": NEW, "next": "/account"}
    assert stranger.send("/sign-in", fields, stranger=True).headers["Location"] == "/account"


def test_other_sessions_of_the_person_end_with_the_password(ada: Browser, council, browser):
    elsewhere = browser(council.adviser)
    change(ada, OLD, NEW)
    assert elsewhere.get("/account", follow_redirects=False).status_code == 303


def test_a_wrong_current_password_counts_as_a_failed_attempt(ada: Browser):
    for _ in range(TRIES_PER_NAME):
        answer = change(ada, "not it", NEW)
        assert answer.status_code == 422
        assert "This is not your current password." in words_of(answer)
    answer = change(ada, OLD, NEW)
    assert (answer.status_code, "Wait 15 minutes" in words_of(answer)) == (429, True)


@pytest.mark.parametrize(
    ("current", "wanted", "where"), [("", NEW, "#current"), (OLD, "", "#password"), (OLD, "short", "#password")]
)
def test_what_is_missing_or_too_short_is_said_at_its_field(ada: Browser, current: str, wanted: str, where: str):
    answer = change(ada, current, wanted)
    assert answer.status_code == 422
    assert page_of(answer).xpath("//div[@role='alert']//a/@href") == [where]


def test_a_page_knows_when_the_session_ends_and_a_person_can_keep_it_going(ada: Browser, clock):
    ends = page_of(ada.get("/account")).body.get("data-session-ends")
    assert ends == "2026-11-18T10:30:00+00:00"
    clock.advance(timedelta(minutes=26))
    answer = ada.send("/session/extend", headers={"Accept": "application/json"})
    assert answer.get_json() == {"ends": "2026-11-18T10:56:00+00:00"}
    assert answer.headers["X-Session-Ends"] == answer.get_json()["ends"]


def test_without_scripts_keeping_the_session_going_leads_to_a_page(ada: Browser):
    answer = ada.send("/session/extend")
    assert (answer.status_code, answer.headers["Location"]) == (303, "/")
