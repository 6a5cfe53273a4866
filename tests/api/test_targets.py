"""Targets over the API."""

from __future__ import annotations

import pytest

from engine import cases, sla
from tests.api.checking import assert_problem

NEW = {
    "key": "answer",
    "name": "Answer",
    "kind": "case",
    "process_key": "report",
    "goals": [
        {"name": "P1", "target": "1 working day", "when": "depth > 90"},
        {"name": "P2", "target": "10 working days"},
    ],
    "pause": ["while depth > 99 // customer"],
    "at_risk_share": 50,
    "valid_from": "2026-01-01",
}


@pytest.fixture
def head(council, as_user):
    return as_user("head_of_service")


@pytest.fixture
def new(council):
    return {**NEW, "service_id": council.service_id}


def test_a_target_is_added_read_changed_and_its_open_clocks_are_moved(head, new, council, as_user, store):
    made = head.post("/api/v1/targets", json=new)
    assert made.status_code == 201, made.json
    assert [goal["name"] for goal in made.json["versions"][0]["goals"]] == ["P1", "P2"]
    started = as_user("adviser").post("/api/v1/cases", json={"process": "report", "site_id": council.site_id})
    assert started.status_code == 201
    change = {"goals": [{"target": "2 working days"}], "valid_from": "2026-11-18", "reason": "Shorter"}
    etag = {"If-Match": made.headers["ETag"]}
    changed = head.post("/api/v1/targets/answer/versions", json={**change, "move_open_clocks": True}, headers=etag)
    assert changed.status_code == 201, changed.json
    run = changed.json["moves"]
    assert (run["status"], run["to_version"], run["clocks"], run["replanned"]) == ("applying", 2, 1, 0)
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    done = head.get(f"/api/v1/targets/answer/edits/{run['id']}").json
    assert (done["status"], done["replanned"], done["moved"]) == ("applied", 1, 1)
    assert head.post("/api/v1/targets/answer/versions", json=change, headers=etag).status_code == 412
    shown = head.get("/api/v1/targets/answer").json
    assert [version["number"] for version in shown["versions"]] == [2, 1]
    assert [item["key"] for item in head.get("/api/v1/targets?kind=case").json["items"]] == ["answer"]
    assert head.get("/api/v1/targets?kind=step").json["items"] == []


def test_a_version_is_proposed_looked_at_and_saved(head, new, council, as_user, store):
    head.post("/api/v1/targets", json=new)
    as_user("adviser").post("/api/v1/cases", json={"process": "report", "site_id": council.site_id})
    change = {"goals": [{"target": "2 working days"}], "valid_from": "2026-11-18", "reason": "Shorter"}
    proposed = head.post("/api/v1/targets/answer/edits", json=change)
    assert proposed.status_code == 201, proposed.json
    run = proposed.json
    assert (run["status"], run["looked_at"], run["sooner"], run["same"], run["kept"]) == ("previewed", 1, 1, 0, 0)
    assert len(head.get("/api/v1/targets/answer").json["versions"]) == 1
    address = f"/api/v1/targets/answer/edits/{run['id']}"
    assert_problem(as_user("officer").get(address), 403)
    assert_problem(head.get(address.replace("answer", "other")), 404)
    applied = head.post(f"{address}/apply", json={"move_open_clocks": True})
    assert (applied.status_code, applied.json["status"]) == (200, "applying")
    assert_problem(head.post(f"{address}/apply", json={}), 409)


def test_what_is_wrong_with_an_expression_says_where_in_it(head, new):
    answer = head.post("/api/v1/targets", json={**new, "pause": ["while depth >"]})
    assert_problem(answer, 422)
    (problem,) = answer.json["errors"]
    assert problem["excerpt"].endswith("^")
