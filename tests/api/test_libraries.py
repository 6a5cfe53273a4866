"""Libraries over the API: uploaded and approved, then the file that imports one, which a case's rule step asks."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import cases, definitions
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem
from tests.api.test_decisions import DECISIONS, upload
from tests.cases.test_tools import RULED
from tests.council import Council
from tests.definitions.models import model
from tests.definitions.test_libraries import MONEY, importer, library


@pytest.fixture
def service_id(council: Council) -> int:
    """The council's one service."""
    return council.service_id


@pytest.fixture
def analyst(as_user, council: Council) -> FlaskClient:
    """An analyst of that service."""
    return as_user("analyst", service=council.service_id)


@pytest.fixture
def head(as_actor, council: Council) -> FlaskClient:
    """The head of that service."""
    return as_actor(council.head)


def test_a_library_is_uploaded_approved_and_used_by_the_decision_of_a_case(
    app: Flask, store: Store, council: Council, analyst, head, as_actor, service_id: int
):
    made = upload(analyst, service_id, library("2"), "money.dmn")
    assert_matches_schema(app, made)
    assert (made.status_code, made.json["decisions"], made.json["library"]) == (201, [], "file")
    base = made.json["id"]
    fee = upload(analyst, service_id, importer()).json["id"]
    too_soon = head.post(f"{DECISIONS}/{fee}/approve", json={})
    assert_problem(too_soon, 422)
    assert f"(file {base}) approved first" in too_soon.json["detail"]
    approved = head.post(f"{DECISIONS}/{base}/approve", json={})
    assert_matches_schema(app, approved)
    assert [(row["kind"], row["key"]) for row in approved.json["items"]] == [("library", MONEY)]
    assert head.post(f"{DECISIONS}/{fee}/approve", json={}).status_code == 200

    with unit_of_work(store) as work:
        deployed = definitions.deploy(work, model(RULED), service_id=council.service_id, by=SYSTEM)
        definitions.approve(work, deployed.version_id, SYSTEM)
        key = definitions.version_by_id(work, deployed.version_id).process_key
        begun = cases.start(work, process_key=key, site_id=council.site_id, by=council.adviser)
    timeline = as_actor(council.officer).get(f"/api/v1/cases/{begun.id}/timeline")
    assert_matches_schema(app, timeline)
    (decided,) = [row["decided"] for row in timeline.json["items"] if row["decided"]]
    assert (decided["version_id"], decided["imported"]) == (
        fee,
        [{"key": MONEY, "name": "file", "version_id": base, "version": 1}],
    )


@pytest.mark.parametrize("named", [None, "file", MONEY])
def test_a_library_is_not_evaluated(analyst, service_id: int, named: str | None):
    number = upload(analyst, service_id, library("2")).json["id"]
    answer = analyst.post(f"{DECISIONS}/{number}/evaluate", json={"decision": named, "inputs": {}})

    assert_problem(answer, 422)
    assert "“file” is a library" in answer.json["detail"]


def test_two_versions_of_a_library_are_compared_and_listed(app: Flask, analyst, service_id: int):
    before = upload(analyst, service_id, library("2")).json["id"]
    after = upload(analyst, service_id, library("3"), valid_from="2026-12-01").json["id"]

    found = analyst.get(f"{DECISIONS}/{before}/compare?to={after}")
    assert_matches_schema(app, found)
    assert [(one["kind"], one["after"]) for one in found.json["parts"]] == [("expression", "amount * 3")]
    listed = analyst.get(f"{DECISIONS}?limit=1")
    assert_matches_schema(app, listed)
    assert [(row["version_id"], row["number"]) for row in listed.json["items"]] == [(after, 2)]
    rest = analyst.get(f"{DECISIONS}?cursor={listed.json['next_cursor']}")
    assert [row["version_id"] for row in rest.json["items"]] == [before]
