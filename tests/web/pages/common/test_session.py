"""Signing in and out."""

from __future__ import annotations

from datetime import timedelta
from urllib.parse import urlencode

import pytest

from engine import people
from engine.errors import NotSignedIn
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def ada(store):
    with unit_of_work(store) as work:
        user = people.create_user(work, "ada", "Ada Adviser", by=SYSTEM)
        people.set_grants(work, user.id, [people.Grant("adviser")], by=SYSTEM)
        people.set_password(work, user.id, "a long enough password", by=SYSTEM)
    return user


def test_signing_in_leads_to_where_the_person_wanted_to_go(ada, stranger: Browser):
    answer = stranger.send(
        "/sign-in", {"username": "ada", "password": "a long enough password", "next": "/help"}, stranger=True
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, "/help")
    assert "Ada Adviser" in page_of(stranger.get("/help")).text_content()


def test_signing_in_ends_the_session_this_browser_had(ada, council, store, browser):
    person = browser(council.administrator)
    before = person.client.get_cookie("bpr_session").value
    assert person.send("/sign-in", {"username": "ada", "password": "a long enough password"}).status_code == 303
    assert person.client.get_cookie("bpr_session").value != before
    with unit_of_work(store) as work, pytest.raises(NotSignedIn):
        people.session_by_token(work, before)


@pytest.mark.parametrize(
    "wanted", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", ""]
)
def test_signing_in_never_leads_to_another_site(ada, stranger: Browser, wanted: str):
    answer = stranger.send(
        "/sign-in", {"username": "ada", "password": "a long enough password", "next": wanted}, stranger=True
    )
    assert answer.headers["Location"] == "/"


def test_a_wrong_password_is_said_in_one_sentence_and_counted(ada, stranger: Browser):
    for _ in range(people.sign_in.__globals__["TRIES_PER_NAME"]):
        answer = stranger.send("/sign-in", {"username": "ada", "password": "wrong"}, stranger=True)
        assert answer.status_code == 422
        assert "The username or the password is wrong" in words_of(answer)
        assert page_of(answer).xpath("string(//title)").startswith("Error:")
    answer = stranger.send("/sign-in", {"username": "ada", "password": "a long enough password"}, stranger=True)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "Wait 15 minutes" in words_of(answer)


def test_what_is_missing_is_said_beside_its_field(stranger: Browser):
    answer = stranger.send("/sign-in", {"username": ""}, stranger=True)
    links = {link.get("href"): link.text_content().strip() for link in page_of(answer).xpath("//div[@role='alert']//a")}
    assert links == {"#username": "Enter your username", "#password": "Enter your password"}


def test_after_half_an_hour_without_activity_the_person_signs_in_again_and_goes_on(council, browser, clock):
    person = browser(council.adviser)
    clock.advance(timedelta(minutes=31))
    answer = person.get("/account", follow_redirects=False)
    assert answer.headers["Location"] == "/sign-in?next=%2Faccount&ended=yes"
    assert "Your session has ended" in words_of(person.get("/account"))


@pytest.mark.parametrize(
    ("sent_to", "page"),
    [
        ("/administration/people/7/roles", "/administration/people/7"),
        ("/cases/7/close", "/cases/7/close"),
        ("/sign-out", "/"),
    ],
)
def test_a_form_that_came_too_late_leads_back_to_its_page(council, browser, clock, sent_to: str, page: str):
    person = browser(council.adviser)
    clock.advance(timedelta(minutes=31))
    answer = person.send(sent_to)
    assert answer.headers["Location"] == f"/sign-in?{urlencode({'next': page})}&ended=yes"


@pytest.mark.parametrize("address", ["/account", "/tasks/rows"])
def test_what_a_page_asks_by_itself_keeps_no_session_going(council, browser, clock, address: str):
    person = browser(council.adviser)
    for _ in range(2):
        clock.advance(timedelta(minutes=16))
        answer = person.get(address, headers={"X-Background": "1"}, follow_redirects=False)
    assert answer.status_code == 303


def test_signing_out_ends_the_session(council, browser):
    person = browser(council.adviser)
    token = person.client.get_cookie("bpr_session").value
    assert person.send("/sign-out").headers["Location"] == "/"
    person.client.set_cookie("bpr_session", token)
    assert person.get("/account", follow_redirects=False).status_code == 303


def test_an_address_that_is_none_is_answered_with_a_page_that_leads_on(stranger: Browser):
    answer = stranger.get("/nothing")
    assert (answer.status_code, answer.mimetype) == (404, "text/html")
    assert "There is nothing at this address." in words_of(answer)
    assert page_of(answer).xpath("//main//a[@href='/']")
