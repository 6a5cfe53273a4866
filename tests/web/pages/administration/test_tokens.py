"""Tokens in the browser: issued and shown once, listed by account, revoked."""

from __future__ import annotations

import pytest

from engine import people
from engine.people import SYSTEM, Grant
from engine.store import unit_of_work
from tests.web.conftest import Browser, page_of, words_of


@pytest.fixture
def admin(council, browser) -> Browser:
    """The browser of the administrator."""
    return browser(council.administrator)


@pytest.fixture
def program(store) -> int:
    """The id of the account of a program."""
    with unit_of_work(store) as work:
        number = people.create_user(work, "web.forms", "Web forms", by=SYSTEM).id
        people.set_grants(work, number, [Grant("service_account")], by=SYSTEM)
    return number


def test_a_token_is_shown_once_and_works_until_it_is_revoked(app, admin: Browser, program: int):
    answer = admin.send("/administration/tokens", {"user_id": program, "name": "live <1>"})
    (secret,) = page_of(answer).xpath("//input[@readonly]/@value")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "It is shown only now." in words_of(answer)
    header = {"Authorization": f"Bearer {secret}"}
    assert app.test_client().get("/api/v1/me", headers=header).status_code == 200
    listed = admin.get("/administration/tokens")
    assert secret not in listed.get_data(as_text=True)
    assert "live <1> Web forms 18 November 2026 in use" in words_of(listed)
    (revoke,) = page_of(listed).xpath("//form[contains(@action, '/revoke')]/@action")
    assert "revoked 18 November 2026" in words_of(admin.send(revoke, follow_redirects=True))
    assert app.test_client().get("/api/v1/me", headers=header).status_code == 401
    assert admin.send("/administration/tokens/999/revoke").status_code == 404


def test_a_form_that_is_sent_twice_issues_one_token(store, admin: Browser, program: int):
    once = page_of(admin.get("/administration/tokens")).xpath("string(//input[@name='once']/@value)")
    fields = {"user_id": program, "name": "live", "once": once}
    assert page_of(admin.send("/administration/tokens", fields)).xpath("//input[@readonly]/@value")
    again = admin.send("/administration/tokens", fields, follow_redirects=True)
    assert "The form was sent twice, so one token was issued." in words_of(again)
    with unit_of_work(store) as work:
        assert len(people.tokens(work, user_id=program)) == 1


def test_only_programs_and_oneself_are_offered_a_token(council, admin: Browser, program: int):
    options = page_of(admin.get("/administration/tokens")).xpath("//select[@id='user_id']/option/@value")
    assert options == ["", str(program), str(council.administrator.user_id)]
    answer = admin.send("/administration/tokens", {"user_id": council.adviser.user_id, "name": "theirs"})
    assert (answer.status_code, page_of(answer).xpath("//div[@role='alert']//a/@href")) == (422, ["#user_id"])


def test_a_program_with_a_password_gets_no_token(store, admin: Browser, program: int):
    with unit_of_work(store) as work:
        people.set_password(work, program, "three random words", by=SYSTEM)
    answer = admin.send("/administration/tokens", {"user_id": program, "name": "live"})
    assert (answer.status_code, "not to another person" in words_of(answer)) == (422, True)


def test_the_tokens_of_one_account_are_listed(admin: Browser, program: int):
    own = page_of(admin.get("/administration/tokens")).xpath("string(//select[@id='user_id']/option[last()]/@value)")
    for number, name in ((program, "for forms"), (own, "for me")):
        admin.send("/administration/tokens", {"user_id": number, "name": name})
    said = words_of(admin.get(f"/administration/tokens?user={program}"))
    assert ("for forms" in said, "for me" in said) == (True, False)
    assert "Tokens of Web forms" in said
