"""Declaring a route: what a view takes, what it answers, and one unit of work that its answer commits."""

from __future__ import annotations

import io

import pytest
from flask import Flask, Response
from flask.testing import FlaskClient
from flask_smorest.fields import Upload
from sqlalchemy import event

from api.auth import PUBLIC, actor
from api.errors import problem
from api.mount import mount
from api.replies import reply
from api.resource import Resource
from api.schemas.fields import Shape, day, query_flag, query_number, text
from api.work import work
from engine.audit import entries, record
from engine.errors import Refused
from engine.people import SYSTEM, Grant, create_user, issue_token, set_grants
from engine.settings import read_settings
from engine.store import Store, unit_of_work
from tests.api.checking import assert_problem


class ThingQuery(Shape):
    """A query."""

    deep = query_flag("Deep.", load_default=False)
    limit = query_number("How many.", load_default=5)


class ThingBody(Shape):
    """A body."""

    due_on = day("When.", required=True)


class ThingForm(Shape):
    """Fields beside a file."""

    name = text("A name.", required=True)


class ThingFiles(Shape):
    """A file."""

    file = Upload(required=True, metadata={"description": "The file."})


resource = Resource("things", "Things.")


@resource.put("/<id:number>", permission="case:change", query=ThingQuery, body=ThingBody, answer=ThingBody)
def put_thing(number: int, query, body) -> Response:
    """Put a thing."""
    return reply({"number": number, "query": query, "body": body, "by": actor().username})


@resource.post("/files", permission=PUBLIC, form=ThingForm, files=ThingFiles, status=201)
def post_file(form, files) -> Response:
    """Post a file."""
    return reply({"name": form["name"], "size": len(files["file"].read())}, 201)


@resource.post("/ends/<how>", permission="case:change")
def end(how: str) -> Response:
    """Record something and then end in some way."""
    record(work(), "case:thing:ended", by=actor().user_id, reason=how)
    if how == "raised":
        raise Refused("Raised.")
    return problem(422, "Returned.") if how == "returned" else reply({})


@pytest.fixture
def things(store: Store) -> FlaskClient:
    """A client of an application with these routes, as somebody who may use them."""
    app = Flask("things")
    mount(app, store, read_settings({"BPR_MAX_UPLOAD_BYTES": "5000"}))
    app.register_blueprint(resource.blueprint)
    with unit_of_work(store) as work_now:
        user = create_user(work_now, "amina", "Amina", by=SYSTEM)
        set_grants(work_now, user.id, [Grant("adviser")], by=SYSTEM)
        token = issue_token(work_now, user.id, "test", SYSTEM)
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {token}"
    return client


def test_a_view_takes_by_name_what_it_declared(things: FlaskClient):
    answer = things.put("/api/v1/things/7?deep=true", json={"due_on": "2026-11-18"})
    assert answer.json == {
        "number": 7,
        "query": {"deep": True, "limit": 5},
        "body": {"due_on": "2026-11-18"},
        "by": "amina",
    }


def test_each_place_is_checked(things: FlaskClient):
    right = {"due_on": "2026-11-18"}
    assert_problem(things.put("/api/v1/things/7?deep=yes", json=right), 422, where="deep")
    assert_problem(things.put("/api/v1/things/7?x=1", json=right), 422, where="x")
    assert_problem(things.put("/api/v1/things/7", json={"due_on": "18/11/2026"}), 422, where="due_on")


def test_a_file_comes_with_fields_beside_it(things: FlaskClient):
    def send(**parts: object):
        return things.post("/api/v1/things/files", data=parts, content_type="multipart/form-data")

    answer = send(name="A", file=(io.BytesIO(b"<a/>"), "a.bpmn"))
    assert (answer.status_code, answer.json) == (201, {"name": "A", "size": 4})
    assert_problem(send(name="A"), 422, where="file")
    assert_problem(send(name="A", more="B", file=(io.BytesIO(b"<a/>"), "a.bpmn")), 422, where="more")
    assert_problem(send(name="A", file=(io.BytesIO(b"x" * 6000), "a.bpmn")), 413)


def test_what_a_view_returns_is_committed_and_what_it_raises_is_not(things: FlaskClient, store: Store):
    for how, status in (("well", 200), ("returned", 422), ("raised", 422)):
        assert things.post(f"/api/v1/things/ends/{how}").status_code == status
    with unit_of_work(store) as work_now:
        assert [row.reason for row in entries(work_now, action="case:thing:ended")] == ["returned", "well"]


def test_a_request_is_one_transaction_and_signing_in_one_statement(things: FlaskClient, store: Store):
    seen: list[str] = []
    listeners = {
        "before_cursor_execute": lambda *given: seen.append(given[2].split()[0]),
        "commit": lambda _connection: seen.append("COMMIT"),
        "rollback": lambda _connection: seen.append("ROLLBACK"),
    }
    for name, listener in listeners.items():
        event.listen(store.engine, name, listener)
    try:
        things.post("/api/v1/things/ends/well")
        things.post("/api/v1/things/ends/raised")
    finally:
        for name, listener in listeners.items():
            event.remove(store.engine, name, listener)
    assert seen == ["SELECT", "INSERT", "COMMIT", "SELECT", "INSERT", "ROLLBACK"]


def test_a_body_is_read_before_the_database_is_asked_and_refused_when_too_large(things: FlaskClient):
    assert_problem(things.put("/api/v1/things/7", data=b"x" * 5001, content_type="application/json"), 413)
