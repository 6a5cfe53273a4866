"""Whose time the time of a case was, over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import cases, people
from engine.clock import FixedClock
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.api import casework
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

HOUR = 3600


@pytest.fixture
def adviser(as_actor, council: Council) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def officer(as_actor, council: Council) -> FlaskClient:
    return as_actor(council.officer)


def shares(client: FlaskClient, case_id: int) -> dict[str, int]:
    """The elapsed seconds of each party that has any."""
    (found,) = client.get(f"/api/v1/cases/{case_id}/time").json["items"]
    assert sum(part["elapsed_seconds"] for part in found["parties"]) == found["elapsed_seconds"]
    assert sum(part["working_seconds"] for part in found["parties"]) == found["working_seconds"]
    return {part["party"]: part["elapsed_seconds"] for part in found["parties"] if part["elapsed_seconds"]}


def test_each_office_has_the_time_in_which_it_has_the_task(
    app: Flask, clock: FixedClock, adviser, officer, council: Council
):
    case_id = casework.begin(adviser, council)
    clock.advance(timedelta(hours=2))
    casework.complete(adviser, casework.open_task(adviser, case_id), depth=90)
    clock.advance(timedelta(hours=3, seconds=7))
    assert_matches_schema(app, adviser.get(f"/api/v1/cases/{case_id}/time"))
    assert shares(adviser, case_id) == {"front-office": 2 * HOUR, "back-office": 3 * HOUR + 7}
    casework.complete(officer, casework.open_task(officer, case_id), finding="Deep")
    clock.advance(timedelta(hours=1))
    assert shares(adviser, case_id)["nobody"] == HOUR, "it waits for two days to pass"


def test_time_that_stands_still_is_the_partys_and_overlaps_count_once(clock: FixedClock, adviser, council: Council):
    case_id = casework.begin(adviser, council)
    clock.advance(timedelta(hours=1))
    until = (clock.now() + timedelta(days=9)).isoformat()
    for reason in ("customer", "other-body"):
        adviser.post(f"/api/v1/cases/{case_id}/clocks/pause", json={"reason": reason, "until": until})
        clock.advance(timedelta(hours=1))
    for reason in ("customer", "other-body"):
        adviser.post(f"/api/v1/cases/{case_id}/clocks/resume", json={"reason": reason})
        clock.advance(timedelta(hours=1))
    assert shares(adviser, case_id) == {"customer": 2 * HOUR, "third-party": HOUR, "front-office": 2 * HOUR}


def test_a_hand_off_passes_the_time_on_and_its_return_gives_it_back(
    clock: FixedClock, adviser, officer, council: Council
):
    case_id = casework.begin(adviser, council)
    task = casework.open_task(adviser, case_id)
    clock.advance(timedelta(hours=1))
    body = {"to_team_id": council.back_team_id, "reason": "Needs an inspector"}
    handed = adviser.post(f"/api/v1/tasks/{task}/hand-off", json=body)
    assert handed.status_code == 201, handed.text
    clock.advance(timedelta(hours=2))
    officer.post(f"/api/v1/hand-offs/{handed.json['id']}/return", json={"reason": "Ask how deep it is"})
    clock.advance(timedelta(hours=4))
    assert shares(adviser, case_id) == {"front-office": 5 * HOUR, "back-office": 2 * HOUR}


def test_what_was_divided_once_a_case_ended_is_kept(clock: FixedClock, store: Store, adviser, council: Council):
    case_id = casework.begin(adviser, council)
    clock.advance(timedelta(hours=2))
    casework.complete(adviser, casework.open_task(adviser, case_id), depth=5)
    clock.advance(timedelta(hours=1))
    casework.complete(adviser, casework.open_task(adviser, case_id))
    with unit_of_work(store) as work:
        assert cases.divide_time(work) is False
        cases.divide_time(work)
    clock.advance(timedelta(days=3))
    assert shares(adviser, case_id) == {"front-office": 3 * HOUR}


def test_a_case_that_is_closed_ends_the_time_of_its_task(clock: FixedClock, adviser, council: Council):
    case_id = casework.begin(adviser, council)
    clock.advance(timedelta(hours=2))
    adviser.post(f"/api/v1/cases/{case_id}/close", json={"as": "withdrawn", "reason": "No longer needed"})
    clock.advance(timedelta(days=3))
    assert shares(adviser, case_id) == {"front-office": 2 * HOUR}


def test_nobody_of_another_service_sees_it(store: Store, as_user, adviser, council: Council):
    case_id = casework.begin(adviser, council)
    with unit_of_work(store) as work:
        other = people.create_service(work, "tax", "Tax", by=SYSTEM).id
    assert_problem(as_user("officer", service=other).get(f"/api/v1/cases/{case_id}/time"), 403)
