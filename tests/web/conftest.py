"""The application with its pages on the test's own database, and browsers (without scripts) for those who use it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from lxml import html
from werkzeug.test import TestResponse

from engine.people import Actor, begin_session
from engine.store import Store, unit_of_work


class Browser:
    """A browser of one person: it follows redirects, fills in the CSRF token, and reads pages."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def get(self, path: str, **named: Any) -> TestResponse:
        """Open a page."""
        return self.client.get(path, follow_redirects=named.pop("follow_redirects", True), **named)

    def send(self, path: str, fields: dict[str, Any] | None = None, **named: Any) -> TestResponse:
        """Send a form to `path`, with the CSRF token that a page of this browser shows."""
        token = page_of(self.client.get("/sign-in" if named.pop("stranger", False) else "/help")).xpath(
            "string((//input[@name='csrf_token'])[1]/@value)"
        )
        follow = named.pop("follow_redirects", False)
        return self.client.post(path, data={"csrf_token": token, **(fields or {})}, follow_redirects=follow, **named)


def page_of(response: TestResponse) -> html.HtmlElement:
    """The page, parsed."""
    return html.document_fromstring(response.get_data(as_text=True))


def words_of(response: TestResponse) -> str:
    """All that a page says, with spaces made one."""
    main = page_of(response).xpath("//main")
    return " ".join(main[0].text_content().split())


@pytest.fixture
def stranger(app: Flask) -> Browser:
    """Somebody who is not signed in."""
    return Browser(app.test_client())


@pytest.fixture
def browser(app: Flask, store: Store) -> Callable[[Actor], Browser]:
    """`browser(council.adviser)`: the browser of somebody who has signed in."""

    def sign_in(actor: Actor) -> Browser:
        assert actor.user_id is not None
        with unit_of_work(store) as work:
            session = begin_session(work, actor.user_id, reason="a test")
        client = app.test_client()
        client.set_cookie("bpr_session", session.token)
        return Browser(client)

    return sign_in
