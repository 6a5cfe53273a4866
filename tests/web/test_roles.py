"""Roles and permissions in words."""

from __future__ import annotations

from engine.people import ACTIONS, ROLE_ACTIONS
from tests.web.conftest import words_of
from web.roles import ALLOWS, MEANING


def test_every_role_and_every_permission_has_words():
    assert set(MEANING) == set(ROLE_ACTIONS)
    assert set(ALLOWS) == ACTIONS


def test_who_may_not_open_a_page_is_told_in_words_what_and_whom_to_ask(council, browser):
    refused = browser(council.adviser).get("/administration/people")
    assert refused.status_code == 403
    assert (
        "You may not manage people, teams and places. Ask an administrator of your council for the role you need."
        in words_of(refused)
    )
    assert "people:" not in words_of(refused)
    told = words_of(browser(council.administrator).get("/contacts/new"))
    assert "You may not record contacts. None of your roles allows it" in told
    assert "Ask an administrator" not in told
