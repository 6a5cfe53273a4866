"""Whatever is sent to whatever route, the answer is a documented one: never an unexpected error."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from api.docs import resolve
from api.openapi import Document, document, operations
from engine import cases
from engine.people import Grant
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema
from tests.council import found_council

EVERY_ROLE = [Grant(role) for role in ("head_of_service", "analyst", "team_leader", "administrator", "service_account")]
WORDS = [
    "",
    "a",
    "report",
    "10 working days",
    "2026-11-18",
    "2026-11-18T10:00:00+00:00",
    "x" * 5000,
    "\0",
    "é",
    "-1",
    "=",
]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False),
    st.sampled_from(WORDS),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
FORMATS = {
    "date": st.dates().map(str),
    "date-time": st.datetimes(timezones=st.timezones()).map(lambda moment: moment.isoformat()),
}


def likely(openapi: Document, schema: Document) -> st.SearchStrategy[Any]:
    """Values that fit a schema, most of the time."""
    schema = resolve(openapi, schema)
    if "enum" in schema:
        return st.one_of(st.sampled_from(schema["enum"]), JUNK)
    kinds = schema.get("type", "object")
    kind = kinds if isinstance(kinds, str) else kinds[0]
    items = schema.get("items", {"type": "string"})
    fitting = {
        "integer": st.one_of(st.integers(1, 3), st.integers(-(2**65), 2**65)),
        "number": st.floats(allow_nan=False, allow_infinity=False),
        "boolean": st.booleans(),
        "string": st.one_of(FORMATS.get(schema.get("format", ""), st.sampled_from(WORDS)), st.sampled_from(WORDS)),
        "array": st.lists(likely(openapi, items), max_size=3) if kind == "array" else JUNK,
        "object": likely_object(openapi, schema) if kind == "object" else JUNK,
    }[kind]
    return st.integers(0, 9).flatmap(lambda roll: JUNK if roll == 0 else fitting)


def likely_object(openapi: Document, schema: Document) -> st.SearchStrategy[Any]:
    """Objects with the fields of a schema."""
    fields = {name: likely(openapi, inner) for name, inner in schema.get("properties", {}).items()}
    needed = {name: fields[name] for name in fields if name in schema.get("required", [])}
    free = {name: fields[name] for name in fields if name not in needed}
    if not fields:
        return st.dictionaries(st.sampled_from(["depth", "reporter", "__x", "typename", "a"]), JUNK, max_size=3)
    return st.fixed_dictionaries(needed, optional=free)


@pytest.fixture
def everybody(app: Flask, store: Store, as_user):
    """Somebody who may do everything, in a council where a case is under way."""
    council = found_council(store)
    with unit_of_work(store) as work:
        cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    return as_user("restricted_reader", also=EVERY_ROLE, teams=[council.front_team_id, council.back_team_id])


@settings(max_examples=200, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_input_is_unexpected(app: Flask, everybody, data):
    with app.app_context():
        openapi = document()
    method, path, operation = data.draw(st.sampled_from(list(operations(openapi))), label="operation")
    query = {
        part["name"]: data.draw(likely(openapi, part["schema"]))
        for part in operation["parameters"]
        if part["in"] == "query" and data.draw(st.booleans())
    }
    content = operation.get("requestBody", {}).get("content", {})
    body = data.draw(likely(openapi, content["application/json"]["schema"])) if "application/json" in content else None
    response = everybody.open(
        re.sub(r"\{[^}]+\}", lambda _: str(data.draw(st.sampled_from([1, 2, 999, "report"]))), path),
        method=method,
        query_string={name: value for name, value in query.items() if isinstance(value, str | int | float)},
        headers={"If-Match": data.draw(st.sampled_from(['"1"', '"2"', "x"]))},
        **({} if body is None else {"data": json.dumps(body), "content_type": "application/json"}),
    )
    assert response.status_code < 500, (method, path, query, body, response.text)
    if response.status_code != 404:
        assert_matches_schema(app, response)
