"""Transfers over the API: where steps stand, and moving them."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from engine import cases
from engine.clock import FixedClock
from engine.people import SYSTEM, Grant, create_service, create_team
from engine.store import Store, unit_of_work
from engine.transfer import OBSTACLES, TOPICS
from tests.api.checking import assert_matches_schema, assert_problem
from tests.api.sending import upload
from tests.council import Council
from tests.definitions.models import SOUND, model

TRANSFERS = "/api/v1/transfers"


@pytest.fixture
def head(as_user, council: Council) -> FlaskClient:
    """The head of its one service."""
    return as_user("head_of_service", service=council.service_id)


@pytest.fixture
def inspect(council: Council) -> dict[str, Any]:
    """The step “Inspect it” at Eastgate."""
    return {"process_id": council.process_id, "step_key": "inspect", "site_id": council.site_id}


def post(client: FlaskClient, what: str, place: dict[str, Any], **body: object) -> TestResponse:
    """Change a step at the version of its standing that is stored now."""
    kept = client.get(TRANSFERS, query_string={"process_id": place["process_id"], "limit": 200}).json["items"]
    version = next(
        (
            row["row_version"]
            for row in kept
            if (row["step_key"], row["site_id"]) == (place["step_key"], place["site_id"])
        ),
        0,
    )
    return client.post(f"{TRANSFERS}{what}", json={"row_version": version, **place, **body})


def move(client: FlaskClient, place: dict[str, Any], *states: str, **body: object) -> dict[str, Any]:
    """Walk through states, the pilot one case in a hundred unless told otherwise; answers what the last move did."""
    for to in states:
        pilot = {} if to != "pilot" or "pilot_team_id" in body else {"pilot_share": 1}
        more = body if to == states[-1] or to == "pilot" else {}
        more = {name: value for name, value in more.items() if to == "pilot" or not name.startswith("pilot")}
        answer = post(client, "", place, to=to, **{**pilot, **more})
        assert answer.status_code == 200, answer.text
    return dict(answer.json)


def history(client: FlaskClient, place: dict[str, Any]) -> dict[str, Any]:
    """All that is known about a step at a site."""
    return dict(client.get(f"{TRANSFERS}/history", query_string=place).json)


def test_a_step_walks_the_whole_way_with_its_owner_and_date(app: Flask, council: Council, head, inspect, clock):
    owner = council.leader.user_id
    agreed = post(head, "", inspect, to="agreed", owner_id=owner, planned_on="2027-01-04")
    assert_matches_schema(app, agreed)
    assert agreed.json["rerouted"] == 0
    for to in ("trained", "pilot", "live", "returned", "back_office"):
        clock.advance(timedelta(days=1))
        more = (
            {"pilot_share": 30}
            if to == "pilot"
            else {"reason": "Try later"}
            if to in ("returned", "back_office")
            else {}
        )
        moved = post(head, "", inspect, to=to, **more)
        assert_matches_schema(app, moved)
        standing = moved.json["standing"]
        assert (standing["state"], standing["state_since"]) == (to, clock.now().isoformat())
        assert (standing["owner_id"], standing["planned_on"]) == (owner, "2027-01-04")
        assert standing["pilot_share"] == (30 if to == "pilot" else None)
    told = head.get(f"{TRANSFERS}/history", query_string=inspect)
    assert_matches_schema(app, told)
    assert [change["state"] for change in told.json["changes"]] == [
        "agreed", "trained", "pilot", "live", "returned", "back_office",
    ]  # fmt: skip
    assert {change["changed_by"] for change in told.json["changes"]} == {head.user_id}
    assert [plan["planned_on"] for plan in told.json["plans"]] == ["2027-01-04"]


@pytest.mark.parametrize(
    ("way", "to", "word"),
    [
        ((), "live", "'in the back office'"),
        ((), "pilot", "'in the back office'"),
        (("agreed",), "live", "'agreed'"),
        (("agreed", "trained"), "live", "expected to stand at 'pilot'"),
        (("agreed", "trained", "pilot"), "agreed", "'pilot'"),
    ],
)
def test_a_wrong_move_says_where_the_step_stands_and_where_it_can_go(
    app: Flask, head, inspect, way: tuple[str, ...], to: str, word: str
):
    if way:
        move(head, inspect, *way)
    before = head.get(TRANSFERS).json
    refused = post(head, "", inspect, to=to, **({"pilot_share": 5} if to == "pilot" else {}))
    assert_problem(refused, 422, word, "From there it can move to")
    assert_matches_schema(app, refused)
    assert head.get(TRANSFERS).json == before


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"to": "moved"}, "to"),
        ({"to": "agreed", "colour": "red"}, "colour"),
        ({"to": "agreed", "planned_on": "soon"}, "planned_on"),
        ({"to": "agreed", "owner_id": 999}, "owner_id"),
        ({"to": "agreed", "site_id": 999}, "site_id"),
        ({"to": "agreed", "site_id": "1"}, "site_id"),
        ({}, "to"),
        ({"to": "agreed", "reason": "x" * 1001}, "reason"),
    ],
)
def test_a_body_that_makes_no_sense_is_refused_by_field(head, inspect, body: dict[str, Any], where: str):
    assert_problem(head.post(TRANSFERS, json={**inspect, **body}), 422, where=where)
    assert head.get(TRANSFERS).json["items"] == []


def test_a_pilot_is_a_share_of_cases_or_one_front_office_team(council: Council, head, inspect):
    move(head, inspect, "agreed", "trained")
    assert_problem(post(head, "", inspect, to="pilot"), 422, "either a share", where="pilot_share")
    both = {"pilot_share": 5, "pilot_team_id": council.front_team_id}
    assert_problem(post(head, "", inspect, to="pilot", **both), 422, "either a share")
    assert_problem(post(head, "", inspect, to="pilot", pilot_share=100), 422, where="pilot_share")
    for team_id in (council.back_team_id, council.other_front_team_id):
        assert_problem(post(head, "", inspect, to="pilot", pilot_team_id=team_id), 422, where="pilot_team_id")
    assert post(head, "", inspect, to="pilot", pilot_team_id=999).status_code in (404, 422)
    assert post(head, "", inspect, to="pilot", pilot_team_id=council.front_team_id).status_code == 200
    wider = post(head, "", inspect, to="pilot", pilot_share=40).json["standing"]
    assert (wider["pilot_share"], wider["pilot_team_id"]) == (40, None)


def test_there_has_to_be_such_a_process_and_step(head, inspect):
    assert_problem(head.post(TRANSFERS, json={**inspect, "to": "agreed", "process_id": 999}), 404, "999")
    assert_problem(head.post(TRANSFERS, json={**inspect, "to": "agreed", "step_key": "nothing"}), 422, "“nothing”")
    assert_problem(head.get(f"{TRANSFERS}/history", query_string={**inspect, "process_id": 999}), 404, "999")
    nothing = head.get(f"{TRANSFERS}/history", query_string={**inspect, "step_key": "nothing"})
    assert nothing.json == {"changes": [], "plans": [], "obstacles": [], "readiness": []}


def test_somebody_elses_change_is_not_overwritten(head, inspect):
    assert head.post(TRANSFERS, json={**inspect, "to": "agreed"}).status_code == 200
    assert_problem(head.post(TRANSFERS, json={**inspect, "to": "agreed"}), 409, "Somebody else")
    for what, body in (
        ("/plan", {"planned_on": "2027-01-04"}),
        ("/hold", {"obstacle": "ownership", "note": "x"}),
        ("/release", {"reason": "x"}),
    ):
        assert_problem(head.post(f"{TRANSFERS}{what}", json={**inspect, **body}), 409, "Somebody else")


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_a_step_is_held_by_one_of_four_obstacles_and_released(app: Flask, head, inspect, obstacle: str):
    move(head, inspect, "agreed")
    held = post(head, "/hold", inspect, obstacle=obstacle, note="Two of five posts are empty")
    assert_matches_schema(app, held)
    assert (held.json["held_by"], held.json["held_note"]) == (obstacle, "Two of five posts are empty")
    assert_problem(post(head, "", inspect, to="trained"), 422, "held by", "Release")
    assert_problem(post(head, "/hold", inspect, obstacle=obstacle, note="x"), 422, "already")
    released = post(head, "/release", inspect, reason="Both are filled")
    assert_matches_schema(app, released)
    assert (released.json["held_by"], released.json["state"]) == (None, "agreed")
    (told,) = history(head, inspect)["obstacles"]
    assert (told["obstacle"], told["released_reason"], told["released_by"]) == (
        obstacle, "Both are filled", head.user_id,
    )  # fmt: skip
    assert_problem(post(head, "/release", inspect, reason="x"), 422, "Nothing holds")


def test_there_is_no_fifth_obstacle_and_none_without_a_note(head, inspect):
    assert_problem(post(head, "/hold", inspect, obstacle="weather", note="Rain"), 422, "job_fears", where="obstacle")
    assert_problem(post(head, "/hold", inspect, obstacle="ownership", note=" "), 422, where="note")
    assert_problem(post(head, "/hold", inspect, obstacle="ownership"), 422, where="note")
    card = post(head, "/hold", inspect, obstacle="ownership", note="Card 4111 1111 1111 1111")
    assert_problem(card, 422, "card", where="note")


def test_a_later_plan_needs_a_reason_and_slip_shows_against_both(app: Flask, head, inspect, clock: FixedClock):
    first = post(head, "/plan", inspect, planned_on="2026-12-01")
    assert_matches_schema(app, first)
    assert (first.json["state"], first.json["planned_on"]) == ("back_office", "2026-12-01")
    assert_problem(post(head, "/plan", inspect, planned_on="2027-01-15"), 422, "1 December 2026", where="reason")
    assert post(head, "/plan", inspect, planned_on="2027-01-15", reason="Training slipped").status_code == 200
    clock.advance(timedelta(days=63))
    listed = head.get(TRANSFERS)
    assert_matches_schema(app, listed)
    (row,) = listed.json["items"]
    assert (row["first_planned_on"], row["planned_on"]) == ("2026-12-01", "2027-01-15")
    assert row["slip"] == {"against_first": 50, "against_latest": 5}
    assert [plan["reason"] for plan in history(head, inspect)["plans"]] == ["", "Training slipped"]


def test_the_checklist_is_confirmed_topic_by_topic(app: Flask, head, inspect):
    for topic in TOPICS:
        answer = head.post(f"{TRANSFERS}/readiness", json={**inspect, "topic": topic, "note": "Done"})
        assert_matches_schema(app, answer)
    assert [row["topic"] for row in answer.json["items"]] == list(TOPICS)
    told = head.get(f"{TRANSFERS}/history", query_string=inspect)
    assert_matches_schema(app, told)
    assert {(row["topic"], row["confirmed_by"]) for row in told.json["readiness"]} == {
        (topic, head.user_id) for topic in TOPICS
    }
    unknown = head.post(f"{TRANSFERS}/readiness", json={**inspect, "topic": "parking"})
    assert_problem(unknown, 422, "performance", where="topic")


def test_whoever_uploaded_a_version_does_not_move_its_steps_to_the_front_office(as_user, council: Council, head):
    both = as_user("analyst", also=[Grant("head_of_service")])
    made = upload(both, model(SOUND), council.service_id).json
    place = {"process_id": made["process_id"], "step_key": "check", "site_id": council.site_id}
    move(both, place, "agreed", "trained")
    assert_problem(post(both, "", place, to="pilot", pilot_share=10), 403, "somebody else")
    move(head, place, "pilot")
    assert_problem(post(both, "", place, to="live"), 403, "somebody else")
    assert move(head, place, "live")["standing"]["state"] == "live"


def test_a_step_that_must_stay_does_not_go_to_the_front_office(as_user, council: Council, head, inspect):
    analyst = as_user("analyst")
    duty = {"must_stay": True, "duty": "Highways Act 1980", "duty_owner": "Head", "review_on": "2027-06-01"}
    address = f"/api/v1/definitions/{council.version_id}/steps/inspect"
    assert analyst.patch(address, json={**duty, "once_and_done": False}).status_code == 200
    assert_problem(post(head, "", inspect, to="agreed"), 422, "must stay")


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("", {"to": "agreed"}),
        ("/hold", {"obstacle": "ownership", "note": "x"}),
        ("/release", {"reason": "x"}),
        ("/plan", {"planned_on": "2027-01-04"}),
        ("/readiness", {"topic": "it"}),
    ],
)
def test_only_the_head_of_the_service_changes_where_a_step_stands(
    as_user, store: Store, council: Council, inspect, what: str, body: dict[str, Any]
):
    with unit_of_work(store) as work:
        other = create_service(work, "tax", "Tax", by=SYSTEM).id
    strangers = [
        as_user("head_of_service", service=other),
        as_user("head_of_service", service=council.service_id, site=council.other_site_id),
        *(as_user(role) for role in ("adviser", "analyst", "team_leader", "scrutiny", "administrator")),
    ]
    for stranger in strangers:
        assert_problem(stranger.post(f"{TRANSFERS}{what}", json={**inspect, **body}), 403, "transfer:move")
    assert as_user("programme_board").get(TRANSFERS).json["items"] == []


def test_a_reader_sees_the_standings_of_their_services_and_sites(
    as_user, store: Store, council: Council, head, inspect
):
    move(head, inspect, "agreed")
    move(head, {**inspect, "site_id": council.other_site_id}, "agreed")
    with unit_of_work(store) as work:
        other = create_service(work, "tax", "Tax", by=SYSTEM).id
    stranger = as_user("head_of_service", service=other)
    assert stranger.get(TRANSFERS).json["items"] == []
    assert stranger.get(TRANSFERS, query_string={"process_id": council.process_id}).json["items"] == []
    assert_problem(stranger.get(f"{TRANSFERS}/history", query_string=inspect), 403, "transfer:read")
    here = as_user("team_leader", site=council.site_id)
    assert [row["site_id"] for row in here.get(TRANSFERS).json["items"]] == [council.site_id]
    elsewhere = {**inspect, "site_id": council.other_site_id}
    assert here.get(TRANSFERS, query_string={"site_id": council.other_site_id}).json["items"] == []
    assert_problem(here.get(f"{TRANSFERS}/history", query_string=elsewhere), 403)
    assert len(as_user("scrutiny").get(TRANSFERS).json["items"]) == 2


def test_standings_are_listed_a_page_at_a_time_and_narrowed(app: Flask, council: Council, head, inspect):
    steps = ("take", "inspect", "tell", "repair")
    for step in steps:
        move(head, {**inspect, "step_key": step}, "agreed")
    move(head, {**inspect, "step_key": "take"}, "trained")
    move(head, {**inspect, "site_id": council.other_site_id}, "agreed", owner_id=council.leader.user_id)
    post(head, "/hold", {**inspect, "step_key": "tell"}, obstacle="resources", note="x")
    seen, cursor = [], ""
    while cursor is not None:
        answer = head.get(TRANSFERS, query_string={"limit": 2, "cursor": cursor})
        assert_matches_schema(app, answer)
        seen += [(row["step_key"], row["site_id"]) for row in answer.json["items"]]
        cursor = answer.json["next_cursor"]
    assert seen == [*((step, council.site_id) for step in steps), ("inspect", council.other_site_id)]
    for query, expected in (
        ({"state": "trained"}, ["take"]),
        ({"site_id": council.other_site_id}, ["inspect"]),
        ({"owner_id": council.leader.user_id}, ["inspect"]),
        ({"obstacle": "resources"}, ["tell"]),
        ({"held": "true"}, ["tell"]),
        ({"held": "false", "site_id": council.site_id}, ["take", "inspect", "repair"]),
        ({"process_id": council.process_id + 1}, []),
    ):
        found = head.get(TRANSFERS, query_string=query).json["items"]
        assert [row["step_key"] for row in found] == expected, query
    for query, where in (({"state": "gone"}, "state"), ({"cursor": "x"}, "cursor"), ({"held": "1"}, "held")):
        assert_problem(head.get(TRANSFERS, query_string=query), 422, where=where)


def tasks_of(client: FlaskClient) -> list[int]:
    """The ids of the open tasks on a team's list."""
    return [task["id"] for task in client.get("/api/v1/tasks").json["items"]]


@pytest.fixture
def waiting(store: Store, council: Council) -> list[int]:
    """Two tasks “Inspect it” of Eastgate; one is claimed by an inspector."""
    made = []
    for _ in range(2):
        with unit_of_work(store) as work:
            started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
            (task,) = cases.case(work, started.id, by=council.adviser).tasks
            cases.complete(work, task.id, answers={"depth": 50}, by=council.adviser)
            made.append(cases.case(work, started.id, by=council.adviser).tasks[-1].id)
    with unit_of_work(store) as work:
        cases.claim(work, made[1], by=council.officer)
    return made


def test_unclaimed_tasks_change_team_at_once_and_claimed_ones_stay(as_user, council: Council, head, inspect, waiting):
    front = as_user("adviser", teams=[council.front_team_id])
    back = as_user("officer", service=council.service_id, teams=[council.back_team_id])
    assert (tasks_of(front), sorted(tasks_of(back))) == ([], waiting)
    moved = move(head, inspect, "agreed", "trained", "pilot", pilot_team_id=council.front_team_id)
    assert moved["rerouted"] == 1
    assert (tasks_of(front), tasks_of(back)) == ([waiting[0]], [waiting[1]])
    (task,) = front.get("/api/v1/tasks").json["items"]
    assert (task["team_id"], task["office"], task["route"]) == (council.front_team_id, "front", "moved")

    clocks = head.get("/api/v1/clocks", query_string={"team_id": council.front_team_id, "kind": "step"}).json["items"]
    assert [clock["task_id"] for clock in clocks] == [waiting[0]], "the team that has the task answers for its clock"

    assert move(head, inspect, "live")["rerouted"] == 0
    assert move(head, inspect, "returned", reason="Too many calls")["rerouted"] == 1
    assert (tasks_of(front), sorted(tasks_of(back))) == ([], waiting)


def test_a_pilot_of_a_team_leaves_other_teams_and_sites_alone(
    as_user, store: Store, council: Council, head, inspect, waiting
):
    with unit_of_work(store) as work:
        second = create_team(work, "east-counter", "East counter", kind="front", site_id=council.site_id, by=SYSTEM)
    there = {**inspect, "site_id": council.other_site_id}
    assert move(head, there, "agreed", "trained", "pilot", "live")["rerouted"] == 0
    moved = move(head, inspect, "agreed", "trained", "pilot", pilot_team_id=second.id)
    back = as_user("officer", service=council.service_id, teams=[council.back_team_id])
    assert moved["rerouted"] == 0, "these cases were begun by another team"
    assert sorted(tasks_of(back)) == waiting


def test_a_pilot_of_a_share_takes_about_its_share_and_more_when_it_grows(
    as_user, store: Store, council: Council, head, inspect
):
    with unit_of_work(store) as work:
        for _ in range(40):
            started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
            (task,) = cases.case(work, started.id, by=council.adviser).tasks
            cases.complete(work, task.id, answers={"depth": 50}, by=council.adviser)
    front = as_user("adviser", teams=[council.front_team_id])
    move(head, inspect, "agreed", "trained")
    before: set[int] = set()
    for share in (10, 50, 90):
        assert post(head, "", inspect, to="pilot", pilot_share=share).status_code == 200
        now = {task["id"] for task in front.get("/api/v1/tasks", query_string={"limit": 200}).json["items"]}
        assert before <= now
        assert abs(len(now) - 40 * share / 100) <= 12
        before = now
