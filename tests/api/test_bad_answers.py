"""Answers that no form asked for, over the API: one clear sentence each, nothing half stored, nothing unexpected."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.api.casework import CARD, begin, case, open_task, timeline
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

NAMES = st.sampled_from(
    ["answers", "contact_id", "depth", "reporter", "injury", "channel", "own_words", "demand", "outcome", "site_id",
     "customer_id", "started_at", "ended_at", "failure_cause", "typename", "__class__", "data", "__proto__"]
)  # fmt: skip
LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(max_size=30),
    st.sampled_from(["phone", "value", "failure", "2026-11-18T09:00:00Z", CARD, "\x00", "=1+1", "{{7*7}}", "9" * 400]),
)
KEYS = NAMES | st.text(max_size=8)
ANYTHING = st.recursive(
    LEAVES,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(KEYS, inner, max_size=5),
    max_leaves=12,
)
COMPLETION = st.one_of(
    ANYTHING,
    st.fixed_dictionaries({"answers": st.dictionaries(KEYS, ANYTHING, max_size=4)}, optional={"contact_id": LEAVES}),
)
CONTACT = st.one_of(
    ANYTHING,
    st.fixed_dictionaries(
        {"channel": st.just("phone") | LEAVES, "own_words": st.text(max_size=30) | LEAVES},
        optional={name: LEAVES for name in ("demand", "outcome", "site_id", "started_at", "ended_at", "customer_id")},
    ),
)
QUICK = settings(max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


@pytest.fixture
def adviser(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.adviser)


@QUICK
@given(body=COMPLETION)
def test_completing_with_any_json_is_answered_as_documented(app: Flask, council: Council, adviser, body: Any):
    case_id = begin(adviser, council)
    before = case(adviser, case_id)
    address = f"/api/v1/tasks/{before['tasks'][0]['id']}/complete"
    answer = adviser.post(address, data=json.dumps(body), content_type="application/json")
    assert answer.status_code in (200, 400, 422), answer.text
    assert_matches_schema(app, answer)
    if answer.status_code != 200:
        assert_problem(answer, answer.status_code)
        assert case(adviser, case_id) == before


@QUICK
@given(body=CONTACT)
def test_recording_any_json_is_answered_as_documented(app: Flask, council: Council, adviser, body: Any):
    answer = adviser.post("/api/v1/contacts", data=json.dumps(body), content_type="application/json")
    assert answer.status_code in (201, 400, 422), answer.text
    assert_matches_schema(app, answer)


@pytest.mark.parametrize(
    ("answers", "where"),
    [
        ({"depth": 50, "hue": "red"}, "hue"),
        ({"depth": 50, "typename": "x"}, "typename"),
        ({"depth": 50, "__class__": "x"}, "__class__"),
        ({"depth": 50, "__proto__": {}}, "__proto__"),
        ({"depth": 50, "reporter": CARD}, "reporter"),
        ({"depth": 50, "reporter": "call 4111-1111-1111-1111 now"}, "reporter"),
        ({"depth": 50, "reporter": "４１１１１１１１１１１１１１１１"}, "reporter"),
        ({"depth": 50, "reporter": ["4111 1111", "1111 1111"]}, "reporter"),
        ({"depth": 50, "reporter": {"a": {"b": CARD}}}, "reporter"),
        ({"depth": 50, "injury": CARD}, "injury"),
        ({"depth": 4111111111111111}, "depth"),
        ({"depth": 4111111111111111.0}, "depth"),
        ({"depth": "4111111111111111"}, "depth"),
        ({"depth": 50, "reporter": "a\x00b"}, "reporter"),
        ({"depth": 50, "reporter": "x" * 1001}, "reporter"),
        ({"depth": 50, "reporter": "x" * 100_000}, "reporter"),
        ({"depth": 50, "reporter": 7}, "reporter"),
        ({"depth": True}, "depth"),
        ({"depth": 1.5}, "depth"),
        ({"depth": [5]}, "depth"),
        ({"depth": {}}, "depth"),
        ({"depth": "1e999"}, "depth"),
        ({"depth": "NaN"}, "depth"),
        ({"depth": "٥"}, "depth"),
        ({"depth": None}, "depth"),
    ],
)
def test_an_answer_that_cannot_be_kept_is_refused_by_field(council: Council, adviser, answers, where: str):
    case_id = begin(adviser, council)
    before = case(adviser, case_id)
    address = f"/api/v1/tasks/{open_task(adviser, case_id)}/complete"
    assert_problem(adviser.post(address, json={"answers": answers}), 422, where=where)
    assert case(adviser, case_id) == before
    assert adviser.get(f"/api/v1/cases/{case_id}/answers").json == {"items": []}
    assert "case:task:completed" not in timeline(adviser, case_id)


@pytest.mark.parametrize(
    ("answers", "where"),
    [
        ({"hue": "red"}, "hue"),
        ({"typename": "x"}, "typename"),
        ({"reporter": CARD}, "reporter"),
        ({"depth": 4111111111111111}, "depth"),
        ({"reporter": "a\x00b"}, "reporter"),
        ({"reporter": {"a\x00": 1}}, "reporter"),
        ({"reporter": [[CARD]]}, "reporter"),
        ({"reporter": {"day": {"x": CARD}}}, "reporter"),
        ({"reporter": "x" * 20_001}, "reporter"),
        ({"reporter": ["x"] * 201}, "reporter"),
    ],
)
def test_a_draft_that_cannot_be_kept_is_refused_by_field(council: Council, adviser, answers, where: str):
    address = f"/api/v1/tasks/{open_task(adviser, begin(adviser, council))}"
    assert adviser.put(f"{address}/draft", json={"answers": {"depth": "ab"}}).status_code == 204
    assert_problem(adviser.put(f"{address}/draft", json={"answers": answers}), 422, where=where)
    assert adviser.get(address).json["draft"] == {"depth": "ab"}


def test_a_form_is_not_nested_nor_endless(council: Council, adviser):
    address = f"/api/v1/tasks/{open_task(adviser, begin(adviser, council))}"
    for depth in (3, 200, 300, 900, 5000):
        nested = b'{"answers": {"reporter": ' + b"[" * depth + b"]" * depth + b"}}"
        for method, part in ((adviser.put, "draft"), (adviser.post, "complete")):
            answer = method(f"{address}/{part}", data=nested, content_type="application/json")
            assert_problem(answer, 422 if depth < 1000 else 400)
    many = {f"question_{number}": "x" for number in range(501)}
    assert_problem(adviser.put(f"{address}/draft", json={"answers": many}), 422, "500 at most")
    huge = adviser.put(f"{address}/draft", data=b"x" * 30_000_000, content_type="application/json")
    assert_problem(huge, 413, "too large")


def test_a_body_that_is_no_completion_is_refused(app: Flask, council: Council, adviser):
    address = f"/api/v1/tasks/{open_task(adviser, begin(adviser, council))}/complete"
    for body, where in (({}, "answers"), ({"answers": None}, "answers"), ({"answers": []}, "answers"),
                        ({"answers": {}, "by": 1}, "by"), ({"answers": {"depth": 1}, "contact_id": "1"}, "contact_id"),
                        ({"answers": {"depth": 1}, "contact_id": 2**64}, "contact_id")):  # fmt: skip
        answer = adviser.post(address, data=json.dumps(body), content_type="application/json")
        assert_problem(answer, 422, where=where)
    for broken in (b"{", b"answers", b'{"answers": {"depth": NaN}}', b'{"answers": {"a": "\\ud800"}}', b"\x00"):
        answer = adviser.post(address, data=broken, content_type="application/json")
        assert_problem(answer, 400, "not valid JSON")
        assert_matches_schema(app, answer)
    assert_problem(adviser.post(address, data=b"depth=1", content_type="text/plain"), 415, "Content-Type")
