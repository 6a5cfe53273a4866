"""No page loses what a person typed: forms that are sent after their session has ended."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from werkzeug.test import TestResponse

from engine import contacts, people
from engine.people import Actor, begin_session
from engine.store import unit_of_work
from tests.web.conftest import Browser, page_of, words_of

NOTICE = "You were signed out before this was sent. Your words are below; check them and send."
IDLE = timedelta(minutes=31)


@pytest.fixture
def late(store, clock, browser) -> Callable[..., Browser]:
    """`late(person, address, page=..., words)`: a form that came too late, and its person signed in again."""

    def send(person: Actor, address: str, words: dict[str, object], *, page: str = "") -> Browser:
        used = browser(person)
        token = value(used.get("/help"), "csrf_token")
        clock.advance(IDLE)
        answer = used.client.post(address, data={"csrf_token": token, "sent_from": page or address, **words})
        assert answer.status_code == 303
        assert answer.headers["Location"].startswith("/sign-in?next=")
        sign_in(used, person)
        return used

    def sign_in(used: Browser, person: Actor) -> None:
        with unit_of_work(store) as work:
            used.client.set_cookie("bpr_session", begin_session(work, person.user_id, reason="a test").token)

    return send


def value(answer: TestResponse, name: str) -> str:
    """What stands in the first field of this name."""
    (found, *_) = page_of(answer).xpath(f"//*[@name='{name}']")
    if found.tag == "textarea":
        return found.text_content()
    return found.get("value", "") if found.tag == "input" else found.xpath("string(option[@selected]/@value)")


def test_a_new_contact_stands_in_its_form_again_with_what_had_been_found(council, late):
    words = {
        "own_words": "The hole in <b>Mill Lane</b>", "who": "Wren Ashdown", "who_found": "Wren Ashdown",
        "customer_id": "new", "name": "Wren Ashdown", "phone": "01632 960111", "channel": "email",
        "outcome": "signposted", "began": "2026-11-18T10:00:00+00:00", "do": "find", "failure_cause": "",
    }  # fmt: skip
    page = late(council.adviser, "/contacts/new", words).get("/contacts/new")
    assert NOTICE in words_of(page)
    assert {name: value(page, name) for name in ("own_words", "who", "phone", "channel", "outcome", "began")} == {
        name: words[name] for name in ("own_words", "who", "phone", "channel", "outcome", "began")
    }
    assert page_of(page).xpath("//input[@name='customer_id'][@checked]/@value") == ["new"]


def test_a_changed_customer_can_be_sent_as_it_was_and_is_kept_no_longer(store, council, late):
    with unit_of_work(store) as work:
        number = contacts.add_customer(work, name="Wren", by=council.adviser).id
    address = f"/customers/{number}/change"
    used = late(council.adviser, address, {"name": "Wren Ashdown", "phone": "01632 960111", "row_version": "1"})
    page = used.get(address)
    assert (value(page, "name"), value(page, "row_version")) == ("Wren Ashdown", "1")
    again = used.get(address)
    assert value(again, "name") == "Wren"
    assert NOTICE not in words_of(again)
    with unit_of_work(store) as work:
        assert people.unsent(work, council.adviser.user_id) == ()
        assert contacts.customer(work, number).name == "Wren"


def test_the_words_are_for_their_person_alone(council, browser, late):
    used = late(council.adviser, "/contacts/new", {"own_words": "Only mine"})
    used.client.set_cookie("bpr_session", browser(council.colleague).client.get_cookie("bpr_session").value)
    assert "Only mine" not in used.get("/contacts/new").get_data(as_text=True)


def test_another_browser_shows_them_after_its_sign_in(store, council, late, stranger):
    with unit_of_work(store) as work:
        people.set_password(work, council.adviser.user_id, "three-random-words", by=people.SYSTEM)
        username = people.user_by_id(work, council.adviser.user_id).username
    late(council.adviser, "/contacts/new", {"own_words": "Typed at the counter"})
    stranger.send("/sign-in", {"username": username, "password": "three-random-words"}, stranger=True)
    assert value(stranger.get("/contacts/new"), "own_words") == "Typed at the counter"


def test_passwords_files_tokens_and_card_numbers_are_not_kept(store, council, late):
    words = {"own_words": "Paid with", "password": "three-random-words", "who": "4111 1111 1111 1111"}
    late(council.adviser, "/contacts/new", words)
    with unit_of_work(store) as work:
        (kept,) = people.unsent(work, council.adviser.user_id)
    assert (kept.page, kept.address, kept.words) == ("/contacts/new", "/contacts/new", (("own_words", "Paid with"),))


def test_a_form_without_words_leaves_nothing_behind(store, council, browser, clock):
    used = browser(council.adviser)
    token = value(used.get("/help"), "csrf_token")
    clock.advance(IDLE)
    answer = used.client.post("/account/password", data={"csrf_token": token, "password": "x", "current_password": "y"})
    assert answer.headers["Location"] == "/sign-in?next=%2Faccount&ended=yes"
    assert answer.headers.getlist("Set-Cookie") == []


def test_nothing_is_kept_without_the_forms_own_token(store, council, browser, clock):
    used = browser(council.adviser)
    clock.advance(IDLE)
    answer = used.client.post("/contacts/new", data={"csrf_token": "x", "own_words": "Planted"})
    assert answer.status_code == 303
    with unit_of_work(store) as work:
        assert people.unsent(work, council.adviser.user_id) == ()


@pytest.mark.parametrize("page", ["//elsewhere.example/", "https://elsewhere.example/", "/no/such/page"])
def test_only_a_page_of_ours_is_led_back_to(store, council, late, page):
    late(council.adviser, "/contacts/new", {"own_words": "Typed"}, page=page)
    with unit_of_work(store) as work:
        assert [one.page for one in people.unsent(work, council.adviser.user_id)] == ["/contacts/new"]


def test_a_page_with_several_forms_fills_the_one_that_was_sent(council, late):
    place = f"/transfers/{council.process_id}/inspect/{council.site_id}"
    words = {"planned_on": ["3", "4", "2027"], "reason": "Trained by\r\nthen & there", "row_version": "0"}
    page = late(council.head, f"{place}/plan", words, page=place).get(place)
    filled = page_of(page).xpath("//form[@data-unsent]")
    assert [form.get("action") for form in filled] == [f"{place}/plan"]
    assert filled[0].xpath(".//input[@name='planned_on']/@value") == ["3", "4", "2027"]
    assert filled[0].xpath("string(.//textarea)").split() == ["Trained", "by", "then", "&", "there"]
    assert NOTICE in words_of(page)


def test_a_page_that_leads_on_lets_the_next_one_tell_the_words(store, council, late):
    with unit_of_work(store) as work:
        people.keep_unsent(work, council.head.user_id, "/sign-in", "/gone", [("reason", "A <i>long</i> reason")])
    used = late(council.head, "/customers", {"text": "Wren"})
    page = used.get("/sign-in")
    assert "You were signed out before this was sent." in words_of(page)
    assert "A <i>long</i> reason" in words_of(page)


def test_what_is_only_to_be_kept_is_never_done(store, council, browser):
    used = browser(council.adviser)
    headers = {"X-Keep-Unsent": "1", "Accept": "application/json"}
    answer = used.send("/customers/new", {"name": "Wren", "sent_from": "/customers/new"}, headers=headers)
    assert answer.status_code == 204
    assert used.client.post("/customers/new", data={"name": "Wren"}, headers=headers).status_code == 204
    with unit_of_work(store) as work:
        assert contacts.find_customers(work, "Wren") == ()
    assert value(used.get("/customers/new"), "name") == "Wren"


@pytest.mark.parametrize(
    ("who", "address", "page", "words"),
    [
        ("administrator", "/administration/sites/new", "", {"name": "Westgate", "area": "west"}),
        ("administrator", "/administration/teams/new", "", {"name": "Drains"}),
        ("administrator", "/administration/services/new", "", {"name": "Parks"}),
        ("administrator", "/administration/people/new", "", {"name": "Ida", "username": "ida"}),
        ("administrator", "/administration/tokens", "", {"name": "web forms"}),
        ("head", "/transfers/1/inspect/1/move?to=agreed", "/transfers/1/inspect/1/move?to=agreed", {"reason": "Ready"}),
    ],
)
def test_every_form_shows_again_what_was_typed(council, late, who, address, page, words):
    used = late(getattr(council, who), address.partition("?")[0], words, page=page)
    shown = used.get(page or address)
    assert NOTICE in words_of(shown)
    assert {name: value(shown, name) for name in words} == words
