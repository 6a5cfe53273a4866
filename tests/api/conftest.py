"""An application on the test's own database, and clients for those who use it."""

from __future__ import annotations

from collections.abc import Callable
from itertools import count
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.people import SYSTEM, Actor, Grant, create_user, issue_token, set_grants, set_teams
from engine.store import Store, unit_of_work

AsUser = Callable[..., FlaskClient]


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Somebody who is not signed in."""
    return app.test_client()


@pytest.fixture
def as_user(app: Flask, store: Store) -> AsUser:
    """`as_user(role, service=id, site=id, teams=ids)`: a client with the token of a new user who holds this role.

    `also` holds more grants. The client's `user_id` is the user's.
    """
    numbers = count(1)

    def make(role: str, *, service: int | None = None, site: int | None = None, teams=(), also=()) -> FlaskClient:
        with unit_of_work(store) as work:
            user = create_user(work, f"{role}-{next(numbers)}", role.replace("_", " ").title(), by=SYSTEM)
            set_grants(work, user.id, [Grant(role, service, site), *also], by=SYSTEM)
            if teams:
                set_teams(work, user.id, teams, by=SYSTEM)
            token = issue_token(work, user.id, "test", SYSTEM)
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        client.user_id = user.id
        return client

    return make


@pytest.fixture
def as_actor(app: Flask, store: Store) -> Callable[[Actor], FlaskClient]:
    """`as_actor(council.adviser)`: a client with a token of somebody there already."""

    def sign(actor: Actor) -> FlaskClient:
        assert actor.user_id is not None
        with unit_of_work(store) as work:
            token = issue_token(work, actor.user_id, "test", SYSTEM)
        client = app.test_client()
        client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
        return client

    return sign


@pytest.fixture(scope="session")
def declared_routes() -> set[tuple[str, str, str]]:
    """What `tests/api/routes/*.txt` say: method, rule and permission of every route, one file a noun."""
    lines = (
        line for file in (Path(__file__).parent / "routes").glob("*.txt") for line in file.read_text().splitlines()
    )
    return {(method, rule, permission) for method, rule, permission in (line.split() for line in lines if line.strip())}
