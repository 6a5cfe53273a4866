"""Hand-offs over the API: work passes to another team, which accepts it or returns it with a reason."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.clock import FixedClock
from engine.people import SYSTEM, create_service, create_team
from engine.store import Store, unit_of_work
from tests.api.casework import CARD, begin, case, complete, open_task, pages, timeline
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

LIST = "/api/v1/hand-offs"


@pytest.fixture
def adviser(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def officer(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.officer)


@pytest.fixture
def handed(council: Council, adviser: FlaskClient) -> int:
    """A case that its first step passed on to the inspectors."""
    case_id = begin(adviser, council)
    complete(adviser, open_task(adviser, case_id), depth=50)
    return case_id


def the_hand_off(client: FlaskClient) -> int:
    (found,) = client.get(LIST).json["items"]
    return int(found["id"])


def test_work_that_leaves_its_team_waits_to_be_accepted(app: Flask, council: Council, adviser, officer, handed: int):
    waiting = officer.get(LIST)
    assert_matches_schema(app, waiting)
    (found,) = waiting.json["items"]
    assert (found["case_id"], found["cause"], found["name"]) == (handed, "routed", "Inspect it")
    assert found["data_pack"] == ["depth", "injury", "reporter"]
    assert adviser.get(LIST).json == {"items": [], "next_cursor": None}
    assert_problem(adviser.post(f"{LIST}/{found['id']}/accept"), 403, "another team")

    accepted = officer.post(f"{LIST}/{found['id']}/accept")
    assert_matches_schema(app, accepted)
    assert accepted.json["status"] == "accepted"
    view = case(adviser, handed)
    assert (view["owner_id"], view["tasks"][1]["claimed_by"]) == (council.officer.user_id, council.officer.user_id)
    assert_problem(officer.post(f"{LIST}/{found['id']}/accept"), 409, "answered already")
    assert_problem(officer.post(f"{LIST}/{found['id']}/return", json={"reason": "x"}), 409, "answered already")
    assert timeline(adviser, handed)[-1] == "case:hand-off:accepted"


def test_the_hand_offs_that_wait_page_by_page(council: Council, adviser, officer, clock: FixedClock):
    begun = []
    for number in range(5):
        clock.advance(timedelta(minutes=number % 2))
        begun.append(begin(adviser, council))
        complete(adviser, open_task(adviser, begun[-1]), depth=50)
    assert [item["case_id"] for item in pages(officer, LIST)] == begun
    assert_problem(officer.get(f"{LIST}?cursor=W10"), 422, "not one of this list", where="cursor")


def test_a_hand_off_goes_back_with_a_reason(app: Flask, council: Council, adviser, officer, handed: int):
    number = the_hand_off(officer)
    assert_problem(officer.post(f"{LIST}/{number}/return", json={"reason": " "}), 422, "Say why", where="reason")
    assert_problem(officer.post(f"{LIST}/{number}/return", json={}), 422, where="reason")
    returned = officer.post(f"{LIST}/{number}/return", json={"reason": "Ask where it is"})
    assert_matches_schema(app, returned)
    view = case(adviser, handed)
    assert (view["hand_offs"][0]["status"], view["hand_offs"][0]["return_reason"]) == ("returned", "Ask where it is")
    assert (view["tasks"][1]["team_id"], view["next_team_id"]) == (council.front_team_id, council.front_team_id)
    assert timeline(adviser, handed)[-1] == "case:hand-off:returned"
    assert officer.get(LIST).json["items"] == []


def test_a_person_hands_a_task_over_and_another_takes_it(app: Flask, council: Council, adviser, officer):
    case_id = begin(adviser, council)
    task = open_task(adviser, case_id)
    body = {"to_team_id": council.back_team_id, "reason": "Needs a look"}
    assert_problem(adviser.post(f"/api/v1/tasks/{task}/hand-off", json=body, headers={"If-Match": '"7"'}), 412)
    made = adviser.post(f"/api/v1/tasks/{task}/hand-off", json=body, headers={"If-Match": '"1"'})
    assert made.status_code == 201
    assert_matches_schema(app, made)
    assert case(adviser, case_id)["next_team_id"] == council.back_team_id
    assert_problem(adviser.post(f"/api/v1/tasks/{task}/claim"), 403, "another team")
    assert officer.post(f"/api/v1/tasks/{task}/claim").status_code == 200
    view = case(adviser, case_id)
    assert (view["hand_offs"][0]["status"], view["owner_id"]) == ("accepted", council.officer.user_id)


def test_whoever_completes_what_was_handed_over_has_accepted_it(council: Council, adviser, officer, handed: int):
    complete(officer, open_task(adviser, handed), finding="A hole")
    view = case(adviser, handed)
    assert (view["hand_offs"][0]["status"], view["hand_offs"][0]["answered_by"]) == (
        "accepted", council.officer.user_id,
    )  # fmt: skip
    assert view["owner_id"] == council.officer.user_id
    assert timeline(adviser, handed)[-2:] == ["case:hand-off:accepted", "case:task:completed"]


def test_a_leader_who_gives_out_a_task_has_answered_its_hand_off(council: Council, adviser, as_actor, handed: int):
    leader = as_actor(council.leader)
    task = open_task(adviser, handed)
    given = leader.post(f"/api/v1/tasks/{task}/assign", json={"user_id": council.officer.user_id})
    assert given.status_code == 200
    view = case(adviser, handed)
    assert view["hand_offs"][0]["answered_by"] == council.leader.user_id
    assert view["owner_id"] == council.officer.user_id


def test_closing_a_case_takes_its_hand_off_from_the_list(council: Council, adviser, officer, handed: int):
    number = the_hand_off(officer)
    closed = adviser.post(f"/api/v1/cases/{handed}/close", json={"as": "withdrawn", "reason": "Rang back"})
    assert closed.status_code == 204
    assert officer.get(LIST).json["items"] == []
    assert case(adviser, handed)["hand_offs"][0]["status"] == "cancelled"
    assert_problem(officer.post(f"{LIST}/{number}/accept"), 409, "answered already")


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"reason": " "}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"reason": CARD}, "reason"),
        ({"reason": "a\x00"}, "reason"),
        ({"reason": ["x"]}, "reason"),
        ({"to_team_id": 999}, "to_team_id"),
        ({"to_team_id": 0}, "to_team_id"),
        ({"to_team_id": 1.5}, "to_team_id"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_hand_over_that_makes_no_sense_moves_nothing(council: Council, adviser, wrong, where: str):
    case_id = begin(adviser, council)
    before = case(adviser, case_id)
    body = {"to_team_id": council.back_team_id, "reason": "Needs a look", **wrong}
    assert_problem(adviser.post(f"/api/v1/tasks/{open_task(adviser, case_id)}/hand-off", json=body), 422, where=where)
    assert case(adviser, case_id) == before


def test_work_is_not_handed_to_itself_nor_to_who_could_not_open_it(council: Council, store: Store, adviser):
    case_id = begin(adviser, council)
    with unit_of_work(store) as work:
        tax = create_service(work, "tax", "Tax", by=SYSTEM)
        strangers = create_team(work, "tax", "Tax office", kind="back", service_id=tax.id, by=SYSTEM)
    address = f"/api/v1/tasks/{open_task(adviser, case_id)}/hand-off"
    same = adviser.post(address, json={"to_team_id": council.front_team_id, "reason": "x"})
    assert_problem(same, 422, "this team already", where="to_team_id")
    other = adviser.post(address, json={"to_team_id": strangers.id, "reason": "x"})
    assert_problem(other, 422, "another service", where="to_team_id")


def test_unknown_hand_offs_are_not_found(council: Council, adviser):
    assert_problem(adviser.post(f"{LIST}/999/accept"), 404, "no hand-off 999")
    assert_problem(adviser.post(f"{LIST}/999/return", json={"reason": "x"}), 404, "no hand-off 999")


def test_a_returned_reason_may_not_hold_a_card_number(council: Council, adviser, officer, handed: int):
    answer = officer.post(f"{LIST}/{the_hand_off(officer)}/return", json={"reason": f"Paid with {CARD}"})
    assert_problem(answer, 422, "card", where="reason")
