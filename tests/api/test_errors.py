"""Every error is answered from one table, and none says more than it should."""

from __future__ import annotations

import io
import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient
from gunicorn.http.errors import ChunkMissingTerminator, InvalidChunkSize, NoMoreData
from sqlalchemy.exc import DataError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from werkzeug.exceptions import BadRequest, ImATeapot, NotFound

from api.errors import register_errors
from api.replies import use_orjson
from engine.bpmn.failures import Stuck
from engine.errors import (
    Conflict,
    EngineError,
    NotPermitted,
    NotSignedIn,
    Problem,
    Refused,
    TooLarge,
    TooManyAttempts,
)
from engine.errors import NotFound as NothingThere
from tests.api.checking import assert_problem


def failing(error: Exception) -> FlaskClient:
    """A client of an application whose one view raises `error`."""
    app = Flask("failing")
    use_orjson(app)
    register_errors(app)

    def view() -> None:
        raise error

    app.add_url_rule("/", view_func=view)
    return app.test_client()


@pytest.mark.parametrize(
    ("error", "status"),
    [
        (NotSignedIn("Words."), 401),
        (NotPermitted("Words."), 403),
        (NothingThere("Words."), 404),
        (Conflict("Words."), 409),
        (TooLarge("Words."), 413),
        (Refused("Words."), 422),
        (EngineError("Words."), 422),
        (TooManyAttempts("Words."), 429),
        (BadRequest("Words."), 400),
        (ImATeapot("Words."), 418),
    ],
)
def test_what_the_engine_refuses_is_told_in_its_own_words(error: Exception, status: int):
    assert_problem(failing(error).get("/"), status, "Words.")


def test_each_problem_is_named_with_its_place():
    error = Refused("Two things.", (Problem("name", "Too long."), Problem("line 4", "Not XML.")))
    response = failing(error).get("/")
    assert response.json == {
        "type": "/api/docs#problem-422",
        "title": "Refused",
        "status": 422,
        "detail": "Two things.",
        "errors": [{"where": "name", "message": "Too long."}, {"where": "line 4", "message": "Not XML."}],
    }


@pytest.mark.parametrize(("kind", "status"), [(DataError, 422), (IntegrityError, 409), (OperationalError, 503)])
def test_what_the_database_refuses_says_nothing_of_the_database(kind: type[Exception], status: int):
    response = failing(kind("SELECT secret FROM psycopg", {"a": "b"}, ValueError("secret"))).get("/")
    assert_problem(response, status)
    assert "secret" not in response.text


def test_a_database_too_busy_says_when_to_try_again():
    response = failing(PoolTimeout()).get("/")
    assert_problem(response, 503, "Try again")
    assert response.headers["Retry-After"] == "5"


def test_the_unexpected_is_answered_with_a_number_that_the_log_knows(caplog: pytest.LogCaptureFixture):
    with caplog.at_level(logging.ERROR):
        response = failing(ZeroDivisionError("secret")).get("/")
    assert_problem(response, 500, "nothing was changed")
    assert "secret" not in response.text
    number = re.search(r"administrators: ([0-9a-f]{8})", response.json["detail"])[1]
    assert number in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_redirect_stays_a_redirect():
    app = Flask("slashes")
    register_errors(app)
    app.add_url_rule("/there/", view_func=lambda: "there")
    assert app.test_client().get("/there").status_code == 308


def test_unknown_addresses_and_ids_that_cannot_be_are_not_found(client: FlaskClient, as_user):
    admin = as_user("administrator")
    for address in ("/api/v1/nothing", "/api/v2/me"):
        assert_problem(client.get(address), 404, "nothing at this address")
    for number in ("0", "-1", "1.5", "x", "9" * 19, "%00"):
        assert_problem(admin.get(f"/api/v1/users/{number}"), 404)
    assert_problem(admin.get(f"/api/v1/users/{'9' * 18}"), 404, "There is no user")


def test_a_body_that_is_too_large_is_refused_before_it_is_read(app: Flask, as_user):
    admin = as_user("administrator")
    response = admin.post("/api/v1/sites", data=b"x" * (2_000_001), content_type="application/json")
    assert_problem(response, 413, "too large")


@pytest.mark.parametrize(("size", "status"), [(1_999_999, 201), (2_000_001, 413), (5_000_000, 413)])
def test_a_body_sent_in_chunks_is_not_cut_but_refused(as_user, size: int, status: int):
    body = b'{"key": "a", "name": "A"}'.ljust(size)
    response = as_user("administrator").post(
        "/api/v1/sites",
        input_stream=io.BytesIO(body),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert response.status_code == status


class Torn(io.RawIOBase):
    """A body that the web server cannot read."""

    def __init__(self, error: Exception) -> None:
        super().__init__()
        self.error = error

    def readable(self) -> bool:
        return True

    def tell(self) -> int:
        return 0

    def seek(self, *_: int) -> int:
        return 0

    def readinto(self, _buffer: object) -> int:
        raise self.error


@pytest.mark.parametrize("error", [InvalidChunkSize(b"ZZ"), ChunkMissingTerminator(b"x"), NoMoreData(b"")])
def test_a_body_whose_chunks_are_none_is_refused_and_is_no_fault_of_ours(as_user, error: Exception):
    response = as_user("administrator").post(
        "/api/v1/sites",
        input_stream=Torn(error),
        content_type="application/json",
        headers={"Transfer-Encoding": "chunked"},
        environ_overrides={"wsgi.input_terminated": True},
    )
    assert_problem(response, 400, "Send it again")


def test_broken_json_is_refused_with_its_place(as_user):
    response = as_user("administrator").post("/api/v1/sites", data=b'{"key": \n oops}', content_type="application/json")
    assert_problem(response, 400, "line 2, column 2")


@pytest.mark.parametrize(
    ("sent", "where", "words"),
    [
        ({"key": "a"}, "name", "needed"),
        ({"key": "a", "name": None}, "name", "empty"),
        ({"key": "a", "name": 1}, "name", "has to be text"),
        ({"key": "a", "name": "A", "nonsense": 1}, "nonsense", "no such field"),
        ({"key": "a", "name": "A", "kind": "middle"}, "kind", "Choose one of: front, back"),
        ({"key": "a", "name": "A", "kind": "back", "service_id": "1"}, "service_id", "has to be a whole number"),
        ({"key": "a", "name": "A", "kind": "back", "service_id": True}, "service_id", "has to be a whole number"),
        ({"key": "a", "name": "A", "kind": "back", "service_id": 1.0}, "service_id", "has to be a whole number"),
        ({"key": "a", "name": "A", "kind": "back", "service_id": 2**63}, "service_id", "less than"),
        ({"key": "a", "name": "A", "kind": "back", "lanes": ["ok", 2]}, "lanes.1", "has to be text"),
        ({"key": "a", "name": "A\0", "kind": "back"}, "name", "NUL"),
        ({"key": "a", "name": "A" * 201, "kind": "back"}, "name", "200"),
        ({"key": "A b", "name": "A", "kind": "back"}, "key", "small letters"),
        ({"key": "a", "name": "A", "kind": "back", "site_id": 7}, "site_id", "none with the id 7"),
    ],
)
def test_each_field_that_is_wrong_is_named(as_user, sent, where: str, words: str):
    assert_problem(as_user("administrator").post("/api/v1/teams", json=sent), 422, words, where=where)


def test_a_query_of_the_wrong_kind_is_refused(as_user):
    admin = as_user("administrator")
    for limit in ("many", "0", "201", "1.0", "1_0", " 1", "-1", "١", ""):
        assert_problem(admin.get("/api/v1/users", query_string={"limit": limit}), 422, where="limit")
    assert_problem(admin.get("/api/v1/users?words=%00"), 422, "NUL", where="words")
    assert_problem(admin.get("/api/v1/users?team_id=9223372036854775808"), 422, where="team_id")


def test_a_technical_failure_of_a_case_that_reaches_the_door_is_one_sentence():
    error = Stuck.__new__(Stuck)
    EngineError.__init__(error, "The step is stuck.")
    assert_problem(failing(error).get("/"), 422, "The step is stuck.")


def test_an_error_of_the_web_library_keeps_its_own_words_where_we_have_none():
    assert_problem(failing(NotFound("Elsewhere.")).get("/"), 404, "nothing at this address")
