"""Clocks over the API."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import cases, sla
from engine.clock import FixedClock
from engine.people import SYSTEM, create_service
from engine.sla import ClockStart
from engine.store import Store, unit_of_work
from tests import running_clocks
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

CLOCKS = "/api/v1/clocks"


@pytest.fixture
def head(as_user, council: Council) -> FlaskClient:
    """The head of its one service."""
    return as_user("head_of_service", service=council.service_id)


def begin(store: Store, council: Council) -> int:
    """Start a case: it has a clock of 10 working days, its first step one of 2."""
    with unit_of_work(store) as work:
        return cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser).id


def start_clocks(store: Store, council: Council, *targets: str, team: int | None = None) -> None:
    """Start clocks of contacts, one a target."""
    starts = [ClockStart("contact", f"{number}", council.service_id, team, one) for number, one in enumerate(targets)]
    with unit_of_work(store) as work:
        running_clocks.start(work, starts)


def walk(client: FlaskClient, **query: object) -> list[int]:
    """The ids of every clock, page after page."""
    seen, cursor = [], ""
    while cursor is not None:
        answer = client.get(CLOCKS, query_string={**query, "cursor": cursor})
        assert answer.status_code == 200, answer.text
        seen += [row["id"] for row in answer.json["items"]]
        cursor = answer.json["next_cursor"]
    return seen


def test_a_case_and_its_step_have_a_clock_the_most_urgent_first(app: Flask, store: Store, council: Council, head):
    case_id = begin(store, council)
    answer = head.get(CLOCKS)
    assert_matches_schema(app, answer)
    assert [(row["kind"], row["name"], row["target"], row["verdict"]) for row in answer.json["items"]] == [
        ("step", "Take the report", "2 working days", "on-time"),
        ("case", "Report a defect", "10 working days", "on-time"),
    ]
    assert {row["case_id"] for row in answer.json["items"]} == {case_id}
    assert answer.json["items"][0]["calendar"] == "england-mon-fri-9-17"


def test_a_clock_runs_late_and_stops_with_its_step(
    app: Flask, store: Store, council: Council, clock: FixedClock, head, as_user
):
    case_id = begin(store, council)
    clock.advance(timedelta(days=7))
    (late,) = head.get(CLOCKS, query_string={"verdict": "overdue"}).json["items"]
    assert (late["kind"], late["verdict"]) == ("step", "overdue")
    adviser = as_user("adviser", teams=[council.front_team_id])
    (task,) = adviser.get("/api/v1/tasks").json["items"]
    adviser.post(f"/api/v1/tasks/{task['id']}/complete", json={"answers": {"depth": 5}})
    assert head.get(CLOCKS, query_string={"verdict": "overdue"}).json["items"] == []
    stopped = head.get(CLOCKS, query_string={"verdict": "stopped"})
    assert_matches_schema(app, stopped)
    assert [(row["status"], row["verdict"]) for row in stopped.json["items"]] == [("met", "late")]
    assert len(head.get(CLOCKS, query_string={"case_id": case_id}).json["items"]) == 2


def test_clocks_are_narrowed_by_what_they_measure(store: Store, council: Council, head):
    case_id = begin(store, council)
    start_clocks(store, council, "3 working days", team=council.back_team_id)
    for query, kinds in (
        ({"kind": "case"}, ["case"]),
        ({"kind": "contact"}, ["contact"]),
        ({"team_id": council.back_team_id}, ["contact"]),
        ({"case_id": case_id}, ["step", "case"]),
        ({"service_id": council.service_id}, ["step", "contact", "case"]),
        ({"service_id": council.service_id + 1}, []),
        ({"verdict": "paused"}, []),
    ):
        assert [row["kind"] for row in head.get(CLOCKS, query_string=query).json["items"]] == kinds, query


@pytest.mark.parametrize("limit", [1, 2, 3, 50])
def test_pages_leave_no_gap_and_paused_clocks_come_last(store: Store, council: Council, head, limit: int):
    start_clocks(store, council, *["2 working days"] * 3, "1 working day", "5 working days")
    paused = begin(store, council)
    begin(store, council)
    with unit_of_work(store) as work:
        sla.pause_clocks(work, paused, reason="Waiting for the customer", by=None)
    whole = walk(head, limit=200)
    assert walk(head, limit=limit) == whole
    assert len(set(whole)) == 9
    last = head.get(CLOCKS, query_string={"limit": 200}).json["items"][-2:]
    assert [(row["case_id"], row["due_at"], row["status"]) for row in last] == [(paused, None, "paused")] * 2


def test_a_page_of_200_does_not_hide_that_there_are_more(store: Store, council: Council, head):
    start_clocks(store, council, *["2 working days"] * 205)
    assert len(walk(head, limit=200)) == 205


def test_nothing_is_seen_of_other_services(store: Store, council: Council, as_user):
    begin(store, council)
    with unit_of_work(store) as work:
        other = create_service(work, "tax", "Tax", by=SYSTEM).id
    stranger = as_user("head_of_service", service=other)
    assert stranger.get(CLOCKS).json["items"] == []
    assert stranger.get(CLOCKS, query_string={"service_id": council.service_id}).json["items"] == []
    for role in ("scrutiny", "programme_board", "external_reviewer", "service_account"):
        assert_problem(as_user(role).get(CLOCKS), 403, "clock:read")


@pytest.mark.parametrize(
    ("query", "where"),
    [
        ({"verdict": "tardy"}, "verdict"),
        ({"kind": "call"}, "kind"),
        ({"limit": "0"}, "limit"),
        ({"limit": "201"}, "limit"),
        ({"cursor": "x"}, "cursor"),
        ({"cursor": "WyIyMDI2LTExLTE4IiwxXQ"}, "cursor"),
        ({"service_id": "highways"}, "service_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_question_that_makes_no_sense_is_refused_by_field(council: Council, head, query, where: str):
    assert_problem(head.get(CLOCKS, query_string=query), 422, where=where)


def test_a_clock_is_explained_up_to_the_figures_it_shows(
    app: Flask, store: Store, council: Council, clock: FixedClock, head, as_user
):
    case_id = begin(store, council)
    clock.advance(timedelta(hours=2))
    with unit_of_work(store) as work:
        sla.pause_clocks(work, case_id, reason="customer", by=None)
    clock.advance(timedelta(days=1))
    with unit_of_work(store) as work:
        sla.resume_clocks(work, case_id, by=None)
    (step, _) = head.get(CLOCKS).json["items"]
    shown = head.get(f"{CLOCKS}/{step['id']}")
    assert_matches_schema(app, shown)
    assert [one["kind"] for one in shown.json["happened"]] == ["started", "paused", "resumed"]
    assert {name: shown.json[name] for name in step} == step, "the figures of the list"
    explained = head.get(f"{CLOCKS}/{step['id']}/explain")
    assert_matches_schema(app, explained)
    adds: dict[str, float] = {"gone": 0, "left": 0, "over": 0}
    for stretch in explained.json["stretches"]:
        adds[stretch["phase"]] += stretch["adds_seconds"]
    assert adds == {"gone": explained.json["counted_seconds"], "left": explained.json["left_seconds"], "over": 0}
    assert explained.json["stretches"][-1]["end"].startswith(step["due_at"][:16])


def test_a_clock_is_explained_to_who_may_see_its_case_alone(store: Store, council: Council, head, as_user):
    begin(store, council)
    start_clocks(store, council, "2 working days")
    with unit_of_work(store) as work:
        other = create_service(work, "tax", "Tax", by=SYSTEM).id
    numbers = walk(head)
    assert [head.get(f"{CLOCKS}/{number}").status_code for number in numbers] == [200] * 3
    stranger, administrator = as_user("head_of_service", service=other), as_user("administrator")
    for number in numbers:
        assert_problem(stranger.get(f"{CLOCKS}/{number}/explain"), 403)
    assert sorted(administrator.get(f"{CLOCKS}/{number}").status_code for number in numbers) == [200, 403, 403]
    assert_problem(head.get(f"{CLOCKS}/999999"), 404)
