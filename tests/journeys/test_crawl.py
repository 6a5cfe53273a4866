"""Every link leads somewhere, for each kind of person, and every page they can reach is right in every respect."""

from __future__ import annotations

import pytest
from flask import Flask

from api.auth import permission_of
from engine.people import ROLE_ACTIONS
from tests.journeys.conftest import Site
from tests.journeys.crawling import crawl
from tests.journeys.serving import session_of

PEOPLE = {
    "ada.adviser": "adviser",
    "ron.revenues": "officer",
    "lea.leader": "team_leader",
    "rita.revenues": "head_of_service",
    "ana.analyst": "analyst",
    "admin": "administrator",
    "bo.board": "programme_board",
}


@pytest.mark.parametrize("username", PEOPLE)
def test_every_link_leads_somewhere_and_every_page_is_right(site: Site, username: str):
    client = site.app.test_client()
    client.set_cookie("bpr_session", session_of(site.store, username))

    found = crawl(site.app, client)

    page, wrong = site.person(username), list(found.wrong)
    for rule, address in found.first.items():
        if first_to_see(site.app, rule) == username:
            page.goto(address)
            wrong += site.problems(page)
    assert not wrong, "\n".join(wrong)


def first_to_see(app: Flask, rule: str) -> str:
    """The first of the people who may open a page: one look at it is enough."""
    endpoint = next(item.endpoint for item in app.url_map.iter_rules() if item.rule == rule)
    action = permission_of(app.view_functions[endpoint])
    return next((username for username, role in PEOPLE.items() if action in ROLE_ACTIONS[role]), next(iter(PEOPLE)))
