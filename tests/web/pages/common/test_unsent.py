"""No page loses what a person typed: forms that are sent after their session has ended."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from importlib import import_module
from pkgutil import walk_packages

import pytest
from sqlalchemy import text
from werkzeug.test import TestResponse
from wtforms import PasswordField

from engine import contacts, people
from engine.people import Actor, begin_session
from engine.store import unit_of_work
from tests.web.conftest import Browser, page_of, words_of
from web import pages
from web.forms import PageForm
from web.keeping import KeptFields
from web.page import page

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


@pytest.fixture
def wren(store, council) -> int:
    """The number of a customer."""
    with unit_of_work(store) as work:
        return contacts.add_customer(work, name="Wren", by=council.adviser).id


def kept_for(store, person: Actor) -> list[people.Words]:
    with unit_of_work(store) as work:
        return [one.words for one in people.unsent(work, person.user_id)]


def sent_again(used: Browser, page: TestResponse, address: str, **changed: str) -> TestResponse:
    """The form with the words that the page shows, sent with every field it has."""
    (form,) = page_of(page).xpath("//form[@data-unsent]")
    assert form.get("action", address) == address
    return used.client.post(address, data={**dict(form.form_values()), **changed})


def test_a_changed_customer_can_be_sent_as_it_was_and_is_kept_until_then(store, council, late, wren):
    address = f"/customers/{wren}/change"
    used = late(council.adviser, address, {"name": "Wren Ashdown", "phone": "01632 960111", "row_version": "1"})
    for _ in range(2):
        page = used.get(address)
        assert (value(page, "name"), value(page, "row_version")) == ("Wren Ashdown", "1")
        assert NOTICE in words_of(page)
    with unit_of_work(store) as work:
        assert contacts.customer(work, wren).name == "Wren"
    assert sent_again(used, page, address).status_code == 303
    assert kept_for(store, council.adviser) == []
    assert NOTICE not in words_of(used.get(address))
    with unit_of_work(store) as work:
        assert contacts.customer(work, wren).name == "Wren Ashdown"


def test_words_that_are_refused_stay_until_they_are_sent_right(store, council, late):
    address = "/administration/sites/new"
    used = late(council.administrator, address, {"name": "", "area": "west"})
    refused = sent_again(used, used.get(address), address)
    assert refused.status_code == 422
    assert len(kept_for(store, council.administrator)) == 1
    (form,) = page_of(refused).xpath("//main//form")
    fields = {**dict(form.form_values()), "name": "Westgate", "key": "westgate"}
    assert used.client.post(address, data=fields).status_code == 303
    assert kept_for(store, council.administrator) == []


def test_words_that_come_too_late_again_take_the_place_of_those_that_were_shown(store, council, late, clock):
    used = late(council.adviser, "/contacts/new", {"own_words": "A hole"})
    page = used.get("/contacts/new")
    clock.advance(IDLE)
    assert sent_again(used, page, "/contacts/new", own_words="A hole in Mill Lane").status_code == 303
    (words,) = kept_for(store, council.adviser)
    assert dict(words)["own_words"] == "A hole in Mill Lane"


def test_another_form_of_the_same_address_that_is_sent_leaves_them(store, council, late):
    used = late(council.adviser, "/customers/new", {"name": "Wren Ashdown"})
    assert used.send("/customers/new", {"name": "Ida"}).status_code == 303
    assert value(used.get("/customers/new"), "name") == "Wren Ashdown"


def test_words_can_be_discarded_by_their_person_alone(store, council, browser, late):
    used = late(council.adviser, "/contacts/new", {"own_words": "Needed no more"})
    (form,) = page_of(used.get("/contacts/new")).xpath("//form[contains(@action, '/discard')]")
    browser(council.colleague).send(form.get("action"))
    assert len(kept_for(store, council.adviser)) == 1
    answer = used.client.post(form.get("action"), data=dict(form.form_values()))
    assert (answer.status_code, answer.headers["Location"]) == (303, "/contacts/new")
    page = used.get("/contacts/new")
    assert value(page, "own_words") == ""
    assert "The words that were not sent are discarded." in words_of(page)


@pytest.mark.parametrize("header", ["Sec-Purpose", "Purpose"])
def test_a_page_that_is_fetched_ahead_tells_and_moves_no_words(store, council, late, header):
    used = late(council.adviser, "/contacts/new", {"own_words": "A hole"})
    ahead = used.get("/contacts/new", headers={header: "prefetch;prerender"})
    assert value(ahead, "own_words") == ""
    assert value(used.get("/contacts/new"), "own_words") == "A hole"


def test_words_of_a_page_that_is_gone_stand_on_the_error_for_their_person_alone(store, council, browser, late, wren):
    address = f"/customers/{wren}/change"
    used = late(council.adviser, address, {"name": "Wren Ashdown", "phone": "01632 960111"})
    with unit_of_work(store) as work:
        for grant in people.user_by_id(work, council.adviser.user_id).grants:
            people.remove_grant(work, council.adviser.user_id, grant, by=council.administrator)
    page = used.get(address)
    assert page.status_code == 403
    assert page_of(page).xpath("//main//li/text()") == ["Wren Ashdown", "01632 960111"]
    assert page_of(page).xpath("//form[contains(@action, '/discard')]//input[@name='back']/@value") == ["/"]
    used.client.set_cookie("bpr_session", browser(council.colleague).client.get_cookie("bpr_session").value)
    assert "Wren Ashdown" not in used.get(address).get_data(as_text=True)


def test_a_form_from_before_signing_in_anew_in_another_window_is_shown_again(store, council, browser, wren):
    address = f"/customers/{wren}/change"
    used = browser(council.adviser)
    (form,) = page_of(used.get(address)).xpath("//main//form")
    typed = {**dict(form.form_values()), "name": "Wren Ashdown"}
    used.client.set_cookie("bpr_session", browser(council.adviser).client.get_cookie("bpr_session").value)
    answer = used.client.post(address, data=typed)
    assert (answer.status_code, answer.headers["Location"]) == (303, address)
    with unit_of_work(store) as work:
        assert contacts.customer(work, wren).name == "Wren"
    page = used.get(address)
    assert NOTICE in words_of(page)
    assert sent_again(used, page, address).status_code == 303
    with unit_of_work(store) as work:
        assert contacts.customer(work, wren).name == "Wren Ashdown"


@pytest.mark.parametrize(
    "more", ["\r\nSet-Cookie: a=b", "\0", "\u202e", "x" * 2_000], ids=["line", "nul", "bidi", "long"]
)
def test_a_form_says_no_address_that_a_header_cannot_hold(council, browser, more: str):
    used = browser(council.adviser)
    typed = {"csrf_token": "x", "sent_by": str(council.adviser.user_id), "sent_from": f"/contacts/new?words={more}"}
    answer = used.client.post("/contacts/new", data={**typed, "own_words": "Typed"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/contacts/new")
    assert "Typed" in used.get("/contacts/new").get_data(as_text=True)


def test_a_form_of_somebody_else_or_of_another_site_is_refused_without_its_token(store, council, browser):
    typed = {"csrf_token": "x", "own_words": "Planted"}
    used = browser(council.adviser)
    own = {**typed, "sent_by": str(council.adviser.user_id)}
    assert used.client.post("/contacts/new", data=own, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 400
    other = {**typed, "sent_by": str(council.colleague.user_id)}
    assert used.client.post("/contacts/new", data=other).status_code == 400
    assert used.client.post("/contacts/new", data=typed).status_code == 400
    assert kept_for(store, council.adviser) == []


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


SECRET = "three-random-words"


def forms_with_passwords() -> dict[type[PageForm], set[str]]:
    """The forms of all pages that hold a field for a password, each with the names of these fields."""
    held: dict[type[PageForm], set[str]] = {}
    for module in walk_packages(pages.__path__, f"{pages.__name__}."):
        for form in vars(import_module(module.name)).values():
            if isinstance(form, type) and issubclass(form, PageForm) and form is not PageForm:
                fields = {name: getattr(getattr(form, name), "field_class", object) for name in dir(form)}
                held[form] = {name for name, kind in fields.items() if issubclass(kind, PasswordField)}
    return {form: names for form, names in held.items() if names}


def test_no_address_of_the_whole_application_keeps_a_password_that_comes_too_late(app, store, clock, council, browser):
    names = {"secret", "pwd", "PASSWORD", "new_password"}.union(*forms_with_passwords().values())
    assert {"current", "password"} <= names
    used = browser(council.administrator)
    token = value(used.get("/help"), "csrf_token")
    clock.advance(IDLE)
    for rule in app.url_map.iter_rules():
        address = re.sub(r"<[^>]+>", "1", rule.rule)
        if "POST" in rule.methods and not address.startswith("/api/"):
            data = {"csrf_token": token, "sent_from": "/account", **dict.fromkeys(names, SECRET)}
            used.client.post(address, data=data)
            used.client.post(address, data=data, headers={"X-Keep-Unsent": "1"})
    with unit_of_work(store) as work:
        assert work.value(text("SELECT count(*) FROM people_unsent")) == 0


KEEPS_NOTHING = """
/account/password /administration/calendars/<key>/edits/<id:number> /administration/calendars/<key>/import
/administration/people/<id:number>/account /administration/people/<id:number>/password
/administration/people/<id:number>/roles/remove /administration/targets/<key>/edits/<id:number>
/administration/teams/<id:number>/members/remove
/administration/tokens/<id:number>/revoke /cases/<id:number>/restricted /decisions/edits/<id:draft>
/decisions/edits/<id:draft>/discard /demo/become /hand-offs/<id:number>/accept /inbox/<id:number>/read /inbox/read
/processes/upload/<id:number>/discard
/session/extend /sign-in /sign-out /tasks/<id:number>/claim /tasks/<id:number>/questions /tasks/<id:number>/release
/unsent/<id:number>/discard /walk-throughs/<id:number>/skip-wait
"""


def test_every_form_with_words_names_what_is_kept_and_the_others_are_written_down(app):
    kept = {
        rule.rule: getattr(app.view_functions[rule.endpoint], "keeps", None)
        for rule in app.url_map.iter_rules()
        if "POST" in rule.methods and not rule.rule.startswith("/api/")
    }
    assert {rule for rule, fields in kept.items() if fields == KeptFields()} == set(KEEPS_NOTHING.split())


def test_a_form_that_holds_a_password_cannot_be_kept_at_all():
    for form in forms_with_passwords():
        with pytest.raises(TypeError, match="holds a password"):
            page("people:manage", keeps=(form,))


def test_what_a_page_does_not_name_and_card_numbers_are_not_kept(store, council, late):
    words = {"own_words": "Paid with", "password": SECRET, "who": "4111 1111 1111 1111", "record": "yes"}
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
