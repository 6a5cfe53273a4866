"""Pauses that need a look, over the API and on their page."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import text

from engine import people
from engine.clock import FixedClock
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.api import casework
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

PAUSES = "/api/v1/pauses"


@pytest.fixture
def adviser(as_actor, council: Council) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def begun(adviser: FlaskClient, council: Council) -> int:
    return casework.begin(adviser, council)


def pause(client: FlaskClient, clock: FixedClock, case_id: int, reason: str = "customer", days: int = 60) -> None:
    until = (clock.now() + timedelta(days=days)).isoformat()
    answer = client.post(f"/api/v1/cases/{case_id}/clocks/pause", json={"reason": reason, "until": until})
    assert answer.status_code == 200, answer.text


def resume(client: FlaskClient, case_id: int) -> None:
    assert client.post(f"/api/v1/cases/{case_id}/clocks/resume", json={}).status_code == 200


def signs(client: FlaskClient, **query: object) -> dict[int, list[str]]:
    """The signs of each case listed."""
    return {row["case_id"]: row["signs"] for row in client.get(PAUSES, query_string=query).json["items"]}


def test_a_pause_that_is_new_needs_no_look(clock: FixedClock, adviser, begun: int):
    pause(adviser, clock, begun)
    assert signs(adviser) == {}


def test_a_pause_is_long_by_the_working_days_of_its_reason(app: Flask, clock: FixedClock, adviser, begun: int):
    pause(adviser, clock, begun)
    clock.advance(timedelta(days=14))
    assert signs(adviser) == {}, "ten working days are not more than ten"
    clock.advance(timedelta(days=1))
    answer = adviser.get(PAUSES)
    assert_matches_schema(app, answer)
    (row,) = answer.json["items"]
    assert (row["signs"], row["working_days"], row["name"]) == (["long"], 11, "Waiting for the customer")


def test_how_long_is_long_can_be_set(clock: FixedClock, as_user, adviser, begun: int):
    values = {"name": "Waiting for the customer", "party": "customer", "long_after": 2}
    as_user("administrator").put("/api/v1/pause-reasons/customer", json=values)
    pause(adviser, clock, begun)
    clock.advance(timedelta(days=5))
    assert signs(adviser) == {begun: ["long"]}


def test_a_pause_that_outlasts_what_was_expected_needs_a_look(clock: FixedClock, adviser, begun: int):
    pause(adviser, clock, begun, days=2)
    clock.advance(timedelta(days=3))
    assert signs(adviser) == {begun: ["outlasted"]}
    resume(adviser, begun)
    assert signs(adviser) == {}


def test_a_case_that_was_paused_three_times_needs_a_look_also_when_it_goes_on(clock: FixedClock, adviser, begun: int):
    for _ in range(3):
        pause(adviser, clock, begun)
        clock.advance(timedelta(hours=1))
        assert len(signs(adviser)) == int(_ == 2)
        resume(adviser, begun)
        clock.advance(timedelta(hours=1))
    (row,) = adviser.get(PAUSES).json["items"]
    assert (row["signs"], row["times"], row["since"]) == (["repeated"], 3, None)


def test_what_was_paused_of_clocks_that_have_stopped_needs_no_look(
    store: Store, clock: FixedClock, adviser, council: Council, begun: int
):
    with unit_of_work(store) as work:
        work.execute(
            text("DELETE FROM sla_clock_event WHERE clock_id IN (SELECT id FROM sla_clock WHERE kind = 'case')")
        )
        work.execute(text("DELETE FROM sla_clock WHERE kind = 'case'"))
    for _ in range(3):
        pause(adviser, clock, begun)
        clock.advance(timedelta(hours=1))
        resume(adviser, begun)
        clock.advance(timedelta(hours=1))
    assert list(signs(adviser)) == [begun]
    casework.complete(adviser, casework.open_task(adviser, begun), depth=50)
    assert signs(adviser) == {}


def test_a_pause_written_down_after_the_customer_answered_needs_a_look(
    clock: FixedClock, adviser, council: Council, begun: int
):
    clock.advance(timedelta(hours=1))
    called = casework.contact(adviser, council)
    adviser.post(f"/api/v1/contacts/{called['id']}/touched", json={"case_id": begun})
    clock.advance(timedelta(hours=1))
    since, until = clock.now() - timedelta(hours=2), clock.now() + timedelta(days=9)
    body = {"reason": "customer", "until": until.isoformat(), "at": since.isoformat()}
    assert adviser.post(f"/api/v1/cases/{begun}/clocks/pause", json=body).status_code == 200
    assert signs(adviser) == {begun: ["replied"]}


def test_the_list_keeps_to_a_service_team_and_sign(clock: FixedClock, adviser, council: Council, begun: int):
    pause(adviser, clock, begun, days=2)
    clock.advance(timedelta(days=3))
    assert begun in signs(adviser, service_id=council.service_id, team_id=council.front_team_id, sign="outlasted")
    for other in ({"service_id": 99}, {"team_id": council.back_team_id}, {"sign": "long"}):
        assert signs(adviser, **other) == {}
    assert_problem(adviser.get(PAUSES, query_string={"sign": "odd"}), 422, where="sign")


def test_nothing_of_other_services_is_listed(clock: FixedClock, store: Store, as_user, adviser, begun: int):
    pause(adviser, clock, begun, days=2)
    clock.advance(timedelta(days=3))
    with unit_of_work(store) as work:
        other = people.create_service(work, "tax", "Tax", by=SYSTEM).id
    assert signs(as_user("officer", service=other)) == {}
    assert_problem(as_user("scrutiny").get(PAUSES), 403, "clock:read")
