"""Repair of cases over the API: suspend, resume, cancel."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from tests.api.casework import begin, case, complete, open_task, timeline
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

ADDRESS = "/api/v1/cases"


@pytest.fixture
def adviser(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def leader(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.leader)


def test_a_case_is_suspended_and_resumed(app: Flask, council: Council, adviser, leader):
    case_id = begin(adviser, council)
    address = f"{ADDRESS}/{case_id}"

    held = leader.post(f"{address}/suspend", json={"reason": "The road is closed"})
    assert_matches_schema(app, held)
    assert (held.json["status"], held.json["suspension"]["reason"]) == ("suspended", "The road is closed")
    assert held.headers["ETag"] == f'"{held.json["row_version"]}"'
    assert [row["id"] for row in adviser.get(f"{ADDRESS}?status=suspended").json["items"]] == [case_id]
    (task,) = held.json["tasks"]
    assert_problem(adviser.post(f"/api/v1/tasks/{task['id']}/claim"), 409, "suspended")

    stale = {"If-Match": '"99"'}
    assert_problem(leader.post(f"{address}/resume", json={"reason": "Open"}, headers=stale), 412, "changed since")
    again = leader.post(f"{address}/resume", json={"reason": "Open"}, headers={"If-Match": held.headers["ETag"]})
    assert_matches_schema(app, again)
    assert (again.json["status"], again.json["suspension"]) == ("open", None)
    assert timeline(adviser, case_id)[-1] == "case:case:resumed"


@pytest.mark.parametrize("action", ["suspend", "resume", "cancel"])
def test_a_repair_needs_the_permission_a_reason_and_a_case(council: Council, adviser, leader, action: str):
    case_id = begin(adviser, council)
    if action == "resume":
        leader.post(f"{ADDRESS}/{case_id}/suspend", json={"reason": "x"})
    address = f"{ADDRESS}/{case_id}/{action}"
    assert_problem(adviser.post(address, json={"reason": "x"}), 403, "case:repair")
    assert_problem(leader.post(address, json={"reason": " "}), 422, "Say why", where="reason")
    assert_problem(leader.post(f"{ADDRESS}/999/{action}", json={"reason": "x"}), 404, "no case 999")


def test_a_case_is_cancelled_once_however_often_it_is_asked_for(council: Council, adviser, leader):
    case_id = begin(adviser, council)
    address, key = f"{ADDRESS}/{case_id}/cancel", {"Idempotency-Key": "one"}

    for _ in range(2):
        assert leader.post(address, json={"reason": "Begun by mistake"}, headers=key).status_code == 204

    assert case(adviser, case_id)["status"] == "cancelled"
    assert_problem(leader.post(address, json={"reason": "Again"}), 409, "ended already")
    assert_problem(leader.post(f"{ADDRESS}/{case_id}/suspend", json={"reason": "x"}), 409, "ended")


def test_a_case_goes_back_to_a_step_that_was_done(app: Flask, council: Council, adviser, leader):
    case_id = begin(adviser, council)
    first = open_task(adviser, case_id)
    complete(adviser, first, depth=50)
    address = f"{ADDRESS}/{case_id}/go-back"
    listed = leader.get(address)
    assert_matches_schema(app, listed)
    assert [item["task_id"] for item in listed.json["items"]] == [first]
    assert_problem(adviser.get(address), 403, "case:repair")
    assert_problem(leader.post(address, json={"task_id": 999, "reason": "x"}), 404, "cannot go back")

    back = leader.post(address, json={"task_id": first, "reason": "Measured wrongly"})

    assert_matches_schema(app, back)
    again = open_task(adviser, case_id)
    shown = adviser.get(f"/api/v1/tasks/{again}").json
    assert (shown["name"], shown["draft"]) == ("Take the report", {"depth": 50})


def test_a_value_of_a_case_is_changed(app: Flask, council: Council, adviser, leader):
    case_id = begin(adviser, council)
    complete(adviser, open_task(adviser, case_id), depth=50)
    address = f"{ADDRESS}/{case_id}/data"

    changed = leader.post(address, json={"values": {"depth": 70}, "reason": "Typed wrongly"})

    assert_matches_schema(app, changed)
    given = adviser.get(f"{ADDRESS}/{case_id}/answers").json["items"]
    assert [item["answers"]["depth"] for item in given] == [50, 70]
    assert_problem(leader.post(address, json={"values": {"depth": "x"}, "reason": "x"}), 422, where="depth")
    assert_problem(adviser.post(address, json={"values": {"depth": 1}, "reason": "x"}), 403, "case:repair")
    assert_problem(leader.post(address, json={"values": {}, "reason": "x"}), 422, where="values")


def test_a_case_is_moved_to_another_step(app: Flask, council: Council, adviser, leader):
    case_id = begin(adviser, council)
    listed = leader.get(f"{ADDRESS}/{case_id}/places")
    assert_matches_schema(app, listed)
    (place,) = listed.json["items"]
    assert (place["name"], "tell" in {target["element"] for target in place["targets"]}) == ("Take the report", True)
    address, asked = f"{ADDRESS}/{case_id}/move", {"token": place["token"], "reason": "Told at the counter"}

    assert_problem(leader.post(address, json={**asked, "to": "urgent"}), 404, "cannot be moved there")
    assert_problem(adviser.post(address, json={**asked, "to": "tell"}), 403, "case:repair")
    moved = leader.post(address, json={**asked, "to": "tell"})

    assert_matches_schema(app, moved)
    assert [task["name"] for task in moved.json["tasks"] if task["status"] == "open"] == ["Explain"]


def test_tasks_are_given_to_somebody_else_with_totals(app: Flask, council: Council, adviser, leader):
    tasks = [open_task(adviser, begin(adviser, council)) for _ in range(2)]
    asked = {"task_ids": [*tasks, 999], "user_id": council.colleague.user_id, "reason": "Ill"}

    given = leader.post("/api/v1/tasks/reassign", json=asked)

    assert_matches_schema(app, given)
    assert given.json == {"given": 2, "left": [{"id": 999, "why": "There is no task 999."}]}
    assert_problem(adviser.post("/api/v1/tasks/reassign", json=asked), 403, "task:reassign")
    both = {**asked, "team_id": council.back_team_id}
    assert_problem(leader.post("/api/v1/tasks/reassign", json=both), 422, where="to")
