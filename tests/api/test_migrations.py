"""Moving cases to another version over the API: proposed, tried out, done, with totals."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import cases
from engine.store import Store
from tests.api.casework import begin, case
from tests.api.checking import assert_matches_schema, assert_problem
from tests.cases.migration.test_migrating import RENAMED, deploy
from tests.council import Council

ADDRESS = "/api/v1/migrations"


@pytest.fixture
def adviser(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def leader(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.leader)


def test_cases_are_tried_out_and_then_moved_with_totals(
    app: Flask, store: Store, council: Council, adviser, leader: FlaskClient
):
    case_id, newer = begin(adviser, council), deploy(store, council, RENAMED)
    versions = {"from_version_id": council.version_id, "to_version_id": newer}
    proposed = leader.get(f"{ADDRESS}/proposed", query_string=versions)
    assert_matches_schema(app, proposed)
    assert {one["element"]: one["to"] for one in proposed.json["items"]}["inspect"] == "look"

    tried = leader.post(ADDRESS, json={**versions, "reason": "Clearer"})
    assert_matches_schema(app, tried)
    assert (tried.status_code, tried.json["dry_run"], tried.json["mapping"]["inspect"]) == (201, True, "look")
    cases.run_migrations(store)
    shown = leader.get(f"{ADDRESS}/{tried.json['id']}")
    assert_matches_schema(app, shown)
    assert shown.json["totals"] == [{"status": "done", "why": "", "cases": 1}]
    assert case(adviser, case_id)["version_id"] == council.version_id

    key = {"Idempotency-Key": "one"}
    body = {**versions, "reason": "Clearer", "dry_run": False, "mapping": {"take": ""}}
    runs = {leader.post(ADDRESS, json=body, headers=key).json["id"] for _ in range(2)}
    while cases.run_migrations(store):
        pass
    (number,) = runs
    left = leader.get(f"{ADDRESS}/{number}").json
    assert [one["case_id"] for one in left["left"]] == [case_id]
    listed = leader.get(f"{ADDRESS}?limit=1")
    assert_matches_schema(app, listed)
    assert [one["id"] for one in listed.json["items"]] == [number]


def test_what_does_not_fit_together_is_refused(store: Store, council: Council, adviser, leader: FlaskClient):
    newer = deploy(store, council, RENAMED)
    versions = {"from_version_id": council.version_id, "to_version_id": newer}
    assert_problem(adviser.post(ADDRESS, json={**versions, "reason": "x"}), 403, "case:repair")
    assert_problem(leader.post(ADDRESS, json={**versions, "reason": " "}), 422, where="reason")
    wrong = {**versions, "reason": "x", "mapping": {"inspect": "nowhere"}}
    assert_problem(leader.post(ADDRESS, json=wrong), 422, "nowhere", where="mapping")
    odd = {**versions, "reason": "x", "mapping": {"inspect": 5}}
    assert_problem(leader.post(ADDRESS, json=odd), 422, where="mapping")
    assert_problem(leader.get(f"{ADDRESS}/999"), 404, "no migration 999")
