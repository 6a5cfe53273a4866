"""An analyst tries a version out over the API, from upload to end, and nobody else's work is disturbed."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import sla
from engine.store import Store, reading
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import MODEL, Council, found_council

ADDRESS = "/api/v1/walk-throughs"
TIMER = MODEL[MODEL.index("<bpmn:timerEventDefinition") : MODEL.index("</bpmn:intermediateCatchEvent>")]
DRAWN_ONLY = (
    MODEL.replace(' isExecutable="true"', "")
    .replace(TIMER, '<bpmn:messageEventDefinition id="wait" messageRef="parts"/>')
    .replace('<bpmn:process id="report"', '<bpmn:message id="parts" name="Parts arrived"/><bpmn:process id="report"')
)


@pytest.fixture
def analyst(council: Council, as_user) -> FlaskClient:
    """Somebody who may upload models, and nothing else."""
    return as_user("analyst")


@pytest.fixture
def walk_through(analyst: FlaskClient, council: Council) -> int:
    """A walk-through of the live version."""
    return analyst.post(ADDRESS, json={"version_id": council.version_id, "site_id": council.site_id}).json["id"]


def test_an_analyst_does_every_step_whatever_team_would_have_it(
    app: Flask, analyst: FlaskClient, council: Council, walk_through: int
):
    for answers, status in (({"depth": 50}, "open"), ({"finding": "hole"}, "waiting")):
        done = _complete(analyst, walk_through, answers)
        assert_matches_schema(app, done)
        assert done.json["status"] == status

    skipped = analyst.post(f"{ADDRESS}/{walk_through}/skip-wait")
    assert_matches_schema(app, skipped)
    assert skipped.json["next_action"] == "Repair it"
    assert _complete(analyst, walk_through, {}).json["status"] == "ended"


def test_the_form_of_a_step_is_shown(app: Flask, analyst: FlaskClient, walk_through: int):
    shown = analyst.get(f"{ADDRESS}/tasks/{_task(analyst, walk_through)}")

    assert_matches_schema(app, shown)
    assert [field["key"] for field in shown.json["form"]] == ["depth", "reporter", "injury"]


def test_a_message_is_given_to_a_walk_through(app: Flask, store: Store, as_user):
    council = found_council(store, DRAWN_ONLY)
    analyst = as_user("analyst")
    started = analyst.post(ADDRESS, json={"version_id": council.version_id, "site_id": council.site_id})
    assert_matches_schema(app, started)
    for answers in ({"depth": 50}, {"finding": "hole"}):
        _complete(analyst, started.json["id"], answers)
    shown = analyst.get(f"{ADDRESS}/{started.json['id']}")
    assert_matches_schema(app, shown)
    assert shown.json["messages"] == ["Parts arrived"]

    body = {"name": "Parts arrived", "reference": started.json["reference"]}
    delivered = analyst.post(f"{ADDRESS}/messages", json=body)

    assert_matches_schema(app, delivered)
    assert analyst.get(f"{ADDRESS}/{started.json['id']}").json["next_action"] == "Repair it"


def test_nobody_s_worklist_and_no_clock_knows_of_a_walk_through(
    store: Store, analyst: FlaskClient, council: Council, walk_through: int, as_user
):
    adviser = as_user("adviser", teams=[council.front_team_id])
    officer = as_user("officer", service=council.service_id, teams=[council.back_team_id])
    assert adviser.get("/api/v1/tasks").json["items"] == []

    _complete(analyst, walk_through, {"depth": 50})

    assert officer.get("/api/v1/tasks").json["items"] == []
    assert officer.get("/api/v1/hand-offs").json["items"] == []
    with reading(store) as work:
        assert sla.clocks(work, sla.ClockFilter(case_id=walk_through)) == []


def test_a_real_case_is_not_the_analyst_s_to_work_or_to_hurry(analyst: FlaskClient, council: Council, as_user):
    adviser = as_user("adviser", teams=[council.front_team_id])
    started = adviser.post("/api/v1/cases", json={"process": "report", "site_id": council.site_id}).json
    task = adviser.get(f"/api/v1/cases/{started['id']}").json["tasks"][0]["id"]

    assert analyst.get(f"{ADDRESS}/{started['id']}").json["full"] is False
    assert_problem(analyst.get(f"{ADDRESS}/tasks/{task}"), 403)
    assert_problem(analyst.post(f"{ADDRESS}/tasks/{task}/complete", json={"answers": {"depth": 1}}), 403)
    assert_problem(analyst.post(f"{ADDRESS}/{started['id']}/skip-wait"), 403)


def test_a_walk_through_that_waits_for_no_time_has_none_to_skip(analyst: FlaskClient, walk_through: int):
    assert_problem(analyst.post(f"{ADDRESS}/{walk_through}/skip-wait"), 409, "does not wait")


@pytest.mark.parametrize(("version", "site", "status"), [(999, 1, 404), (1, 999, 404), (0, 1, 422)])
def test_a_walk_through_needs_a_version_and_a_site(
    analyst: FlaskClient, council: Council, version: int, site: int, status: int
):
    assert_problem(analyst.post(ADDRESS, json={"version_id": version, "site_id": site}), status)


def _task(client: FlaskClient, case_id: int) -> int:
    (task,) = [task for task in client.get(f"{ADDRESS}/{case_id}").json["tasks"] if task["status"] == "open"]
    return task["id"]


def _complete(client: FlaskClient, case_id: int, answers: dict[str, object]):
    return client.post(f"{ADDRESS}/tasks/{_task(client, case_id)}/complete", json={"answers": answers})
