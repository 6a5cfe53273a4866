"""Who gets in: by token, by session, and by nothing else."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient

from api.auth import permission, public
from engine.clock import FixedClock
from engine.people import SYSTEM, change_user, create_user, revoke_token, set_password, tokens
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem

PASSWORD = "correct horse battery"


@pytest.fixture
def amina(store: Store) -> int:
    """A user with a password."""
    with unit_of_work(store) as work:
        user = create_user(work, "amina", "Amina", by=SYSTEM)
        set_password(work, user.id, PASSWORD, by=SYSTEM)
        return user.id


def sign_in(client: FlaskClient, password: str = PASSWORD):
    return client.post("/api/v1/session", json={"username": "amina", "password": password})


def test_a_token_lets_its_user_in(app: Flask, as_user):
    adviser = as_user("adviser")
    response = adviser.get("/api/v1/me")
    assert response.json["id"] == adviser.user_id
    assert "task:work" in response.json["permissions"]
    assert response.json["grants"] == [{"role": "adviser", "service_id": None, "site_id": None}]
    assert_matches_schema(app, response)


@pytest.mark.parametrize(
    "header", ["", "Bearer", "Bearer ", "Basic YTpi", "Bearer nonsense", "nonsense", "Bearer \xff"]
)
def test_a_header_without_a_valid_token_lets_nobody_in(client: FlaskClient, header: str):
    response = client.get("/api/v1/me", headers={"Authorization": header})
    assert_problem(response, 401)
    assert response.headers["WWW-Authenticate"] == "Bearer"


def test_a_revoked_token_and_a_closed_account_are_out_at_once(store: Store, as_user):
    first, second = as_user("adviser"), as_user("adviser")
    with unit_of_work(store) as work:
        (token,) = tokens(work, user_id=first.user_id)
        revoke_token(work, token.id, SYSTEM)
        change_user(work, second.user_id, {"active": False}, by=SYSTEM, row_version=1)
    assert_problem(first.get("/api/v1/me"), 401, "revoked")
    assert_problem(second.get("/api/v1/me"), 401)


def test_signing_in_gives_a_cookie_that_scripts_cannot_read(app: Flask, client: FlaskClient, amina: int):
    response = sign_in(client)
    assert response.status_code == 201
    assert_matches_schema(app, response)
    cookie = response.headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie
    assert client.get("/api/v1/me").json["id"] == amina


def test_over_https_the_cookie_stays_there(client: FlaskClient, amina: int):
    sent = {"username": "amina", "password": PASSWORD}
    response = client.post("/api/v1/session", json=sent, base_url="https://council.example")
    assert "Secure" in response.headers["Set-Cookie"]
    assert response.headers["Strict-Transport-Security"].startswith("max-age")


def test_a_session_changes_nothing_without_its_csrf_token(client: FlaskClient, amina: int):
    csrf = sign_in(client).json["csrf_token"]
    assert_problem(client.delete("/api/v1/session"), 403, "X-CSRF-Token")
    assert_problem(client.delete("/api/v1/session", headers={"X-CSRF-Token": "é"}), 403, "X-CSRF-Token")
    assert client.get("/api/v1/me").status_code == 200
    assert client.delete("/api/v1/session", headers={"X-CSRF-Token": csrf}).status_code == 204


def test_signing_out_ends_the_session_also_for_those_who_kept_the_cookie(app: Flask, client: FlaskClient, amina: int):
    begun = sign_in(client)
    kept = client.get_cookie("bpr_session").value
    client.delete("/api/v1/session", headers={"X-CSRF-Token": begun.json["csrf_token"]})
    thief = app.test_client()
    thief.set_cookie("bpr_session", kept)
    assert_problem(thief.get("/api/v1/me"), 401, "Sign in again")
    assert_problem(client.get("/api/v1/me"), 401, "Sign in first")


def test_a_token_goes_before_a_cookie_and_needs_no_csrf_token(app: Flask, as_user, amina: int):
    admin = as_user("administrator")
    sign_in(admin)
    assert admin.get("/api/v1/me").json["id"] == admin.user_id
    assert admin.post("/api/v1/sites", json={"key": "kendal", "name": "Kendal"}).status_code == 201


def test_wrong_passwords_answer_alike_and_are_counted_though_refused(app: Flask, client: FlaskClient, amina: int):
    for _ in range(10):
        wrong = sign_in(client, "wrong wrong wrong")
        assert_problem(wrong, 401, "username or the password is wrong")
        assert_matches_schema(app, wrong)
    refused = sign_in(client)
    assert_matches_schema(app, refused)
    assert_problem(refused, 429, "15 minutes")
    assert refused.headers["Retry-After"] == "900"


def test_a_session_is_not_begun_by_a_form_of_another_site(client: FlaskClient, amina: int):
    response = client.post("/api/v1/session", data={"username": "amina", "password": PASSWORD})
    assert_problem(response, 415, "application/json")


def test_an_endpoint_that_declares_nothing_is_open_to_nobody(app: Flask, as_user):
    def silent() -> str:
        return "secret"

    bare = Flask("bare")
    for function in app.before_request_funcs[None]:
        bare.before_request(function)
    bare.add_url_rule("/silent", view_func=silent)
    bare.add_url_rule("/open", "open", public(lambda: Response("hello")))
    bare.register_error_handler(Exception, lambda error: (str(error), 403))
    assert bare.test_client().get("/silent").text.startswith("This address is open to nobody")
    assert bare.test_client().get("/open").text == "hello"


def test_a_permission_that_does_not_exist_stops_the_program_from_starting():
    with pytest.raises(ValueError, match="case:devour"):
        permission("case:devour")


def test_one_changes_one_s_own_password_and_signs_in_again(client: FlaskClient, amina: int):
    header = {"X-CSRF-Token": sign_in(client).json["csrf_token"]}

    def change(current: str):
        body = {"current": current, "password": "another good password"}
        return client.put("/api/v1/me/password", json=body, headers=header)

    assert_problem(change("wrong wrong wrong"), 403, "is wrong", where="current")
    assert client.get("/api/v1/me").status_code == 200
    assert change(PASSWORD).status_code == 204
    assert_problem(client.get("/api/v1/me"), 401, "Sign in again")
    assert sign_in(client).status_code == 401
    assert sign_in(client, "another good password").status_code == 201


def test_every_request_keeps_a_session_going_until_nobody_asks_any_more(
    client: FlaskClient, amina: int, clock: FixedClock
):
    sign_in(client)
    for _ in range(2):
        clock.advance(timedelta(minutes=29))
        assert client.get("/api/v1/me").status_code == 200
    clock.advance(timedelta(minutes=30))
    assert_problem(client.get("/api/v1/me"), 401, "Sign in again")
