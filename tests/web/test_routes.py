"""What holds for every page, whoever adds one: who may open it is written down, and a stranger is asked to sign in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from api.auth import PUBLIC, permission_of
from tests.web.conftest import Browser

NOT_PAGES = ("/api", "/healthz", "/readyz", "/metrics", "/static/")


def routes(app: Flask) -> set[tuple[str, str, str | None]]:
    return {
        (method, rule.rule, permission_of(app.view_functions[rule.endpoint]))
        for rule in app.url_map.iter_rules()
        for method in rule.methods - {"HEAD", "OPTIONS"}
        if not rule.rule.startswith(NOT_PAGES)
    }


def written_down() -> set[tuple[str, str, str]]:
    """What `tests/web/pages/routes/*.txt` say: method, rule and permission of every page, one file a journey."""
    files = (Path(__file__).parent / "pages" / "routes").glob("*.txt")
    lines = (line for file in files for line in file.read_text().splitlines())
    return {(method, rule, held) for method, rule, held in (line.split() for line in lines if line.strip())}


def test_every_page_and_who_may_open_it_are_written_down(app: Flask):
    assert routes(app) == written_down()


def test_a_stranger_is_asked_to_sign_in_and_nothing_else(app: Flask, stranger: Browser):
    for method, rule, held in sorted(routes(app)):
        if held == PUBLIC:
            continue
        path = re.sub(r"<[^>]+>", "999", rule)
        answer = (
            stranger.get(path, follow_redirects=False) if method == "GET" else stranger.client.open(path, method=method)
        )
        assert (answer.status_code, answer.headers["Location"].split("?")[0]) == (303, "/sign-in"), (method, rule)


def test_a_form_without_its_token_is_refused_on_every_page(app: Flask, council, browser):
    person = browser(council.administrator)
    for method, rule, held in sorted(routes(app)):
        if method == "GET":
            continue
        answer = person.client.open(re.sub(r"<[^>]+>", "999", rule), method=method)
        assert answer.status_code == 400, (method, rule, held)


@pytest.mark.parametrize(
    ("opened", "page"),
    [
        ("/tasks/7/complete", "/tasks/7"),
        ("/transfers/1/take/2/hold", "/transfers/1/take/2"),
        ("/administration/teams/7/members/remove", "/administration/teams/7"),
        ("/session/extend", "/"),
    ],
)
def test_an_address_that_only_takes_forms_leads_to_its_page_when_it_is_opened(stranger: Browser, opened, page):
    answer = stranger.get(opened, follow_redirects=False)
    assert (answer.status_code, answer.headers["Location"]) == (303, page)


def test_every_number_in_an_address_is_one_that_the_database_can_hold(app: Flask):
    assert [rule for _, rule, _ in sorted(routes(app)) if "<int:" in rule] == []
