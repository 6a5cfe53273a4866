"""Pauses, agreed extensions and what clocks say, over the API."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import cases, people, sla
from engine.clock import FixedClock
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.api import casework
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

Json = dict[str, object]


def day(number: int, hour: int = 10) -> str:
    """A moment of November 2026, whose 18th, a Wednesday, is today."""
    return datetime(2026, 11, number, hour, tzinfo=UTC).isoformat()


@pytest.fixture
def adviser(as_actor, council: Council) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def leader(as_actor, council: Council) -> FlaskClient:
    return as_actor(council.leader)


@pytest.fixture
def case_id(adviser: FlaskClient, council: Council) -> int:
    """A case with a clock of 10 working days (due 2 December at 5pm), its step with one of 2 (due 20 November)."""
    return casework.begin(adviser, council)


def clocks(client: FlaskClient, case_id: int) -> dict[str, Json]:
    """The clocks of a case by kind."""
    answer = client.get(f"/api/v1/cases/{case_id}/clocks")
    assert answer.status_code == 200, answer.text
    return {clock["kind"]: clock for clock in answer.json["items"]}


def pause(client: FlaskClient, case_id: int, reason: str = "customer", **more: object):
    body = {"reason": reason, "until": day(27), **more}
    return client.post(f"/api/v1/cases/{case_id}/clocks/pause", json=body)


def resume(client: FlaskClient, case_id: int, **body: object):
    return client.post(f"/api/v1/cases/{case_id}/clocks/resume", json=body)


def extend(client: FlaskClient, case_id: int, clock_id: object, **more: object):
    body = {"until": day(30), "reason": "A bat survey is needed", "agreed_with": "The agent, by email", **more}
    return client.post(f"/api/v1/cases/{case_id}/clocks/{clock_id}/extend", json=body)


def timeline(client: FlaskClient, case_id: int, action: str) -> list[Json]:
    answer = client.get(f"/api/v1/cases/{case_id}/timeline?limit=200")
    return [item for item in answer.json["items"] if item["action"] == action]


def test_a_paused_case_has_nothing_due_and_says_why_and_until_when(app: Flask, adviser, case_id: int):
    answer = pause(adviser, case_id, words="She will send photographs")
    assert answer.status_code == 200, answer.text
    assert_matches_schema(app, answer)
    found = clocks(adviser, case_id)
    assert {(clock["status"], clock["due_at"]) for clock in found.values()} == {("paused", None)}
    (held,) = found["case"]["pauses"]
    assert (held["name"], held["party"], held["words"]) == (
        "Waiting for the customer",
        "customer",
        "She will send photographs",
    )
    assert held["expected_at"].startswith("2026-11-27T10:00")
    (task,) = casework.case(adviser, case_id)["tasks"]
    assert task["due_at"] is None


def test_what_is_left_stands_still_while_paused_and_goes_on_afterwards(clock: FixedClock, adviser, case_id: int):
    before = clocks(adviser, case_id)["step"]["left_seconds"]
    pause(adviser, case_id)
    clock.advance(timedelta(days=6))
    assert clocks(adviser, case_id)["step"]["left_seconds"] == before
    assert resume(adviser, case_id).status_code == 200
    after = clocks(adviser, case_id)["step"]
    assert (after["status"], after["left_seconds"], after["days"]) == ("running", before, 2)
    assert after["due_at"].startswith("2026-11-26T17:00")
    (task,) = casework.case(adviser, case_id)["tasks"]
    assert task["due_at"].startswith("2026-11-26T17:00")


def test_pauses_that_overlap_are_counted_once(clock: FixedClock, adviser, case_id: int):
    pause(adviser, case_id, "customer")
    clock.advance(timedelta(hours=2))
    pause(adviser, case_id, "other-body")
    clock.advance(timedelta(hours=2))
    assert resume(adviser, case_id, reason="customer").status_code == 200
    assert clocks(adviser, case_id)["case"]["status"] == "paused"
    clock.advance(timedelta(hours=1))
    resume(adviser, case_id, reason="other-body")
    clock.advance(timedelta(hours=1))
    found = clocks(adviser, case_id)["case"]
    assert found["elapsed_seconds"] == timedelta(hours=6).total_seconds()
    assert found["counted_seconds"] == timedelta(hours=1).total_seconds(), "five hours of pauses, one of work"


def test_one_clock_of_several_can_be_paused_by_itself(clock: FixedClock, adviser, case_id: int):
    step = clocks(adviser, case_id)["step"]["id"]
    assert pause(adviser, case_id, clock_id=step).status_code == 200
    found = clocks(adviser, case_id)
    assert (found["step"]["status"], found["case"]["status"]) == ("paused", "running")
    assert_problem(pause(adviser, case_id, clock_id=step), 409, "paused for it already")
    clock.advance(timedelta(hours=1))
    resume(adviser, case_id, clock_id=step)
    assert clocks(adviser, case_id)["step"]["status"] == "running"


def test_a_pause_can_be_recorded_afterwards_back_to_the_start(clock: FixedClock, adviser, case_id: int):
    clock.advance(timedelta(hours=6))
    assert_problem(pause(adviser, case_id, at=day(18, 9)), 422, "had not begun", where="at")
    assert pause(adviser, case_id, at=day(18, 10)).status_code == 200
    assert_problem(resume(adviser, case_id, at=day(18, 9)), 422, "did not stand still", where="at")
    assert resume(adviser, case_id, at=day(18, 13)).status_code == 200
    found = clocks(adviser, case_id)["case"]
    assert found["counted_seconds"] == timedelta(hours=3).total_seconds()
    (paused, _) = timeline(adviser, case_id, "sla:clock:paused")
    assert paused["facts"]["at"].startswith("2026-11-18T10:00")


def test_a_pause_before_a_time_that_went_on_again_is_refused(clock: FixedClock, adviser, case_id: int):
    clock.advance(timedelta(hours=1))
    pause(adviser, case_id)
    clock.advance(timedelta(hours=1))
    resume(adviser, case_id)
    clock.advance(timedelta(hours=1))
    assert_problem(pause(adviser, case_id, at=day(18, 10)), 422, "went on", where="at")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"reason": "because"}, "reason"),
        ({"reason": "customer", "until": day(17)}, "until"),
        ({"at": day(19)}, "at"),
        ({"until": None}, "until"),
        ({"words": "4111 1111 1111 1111"}, "words"),
    ],
)
def test_a_pause_needs_a_reason_of_the_list_and_an_end_to_expect(adviser, case_id: int, body: Json, where: str):
    assert_problem(pause(adviser, case_id, **body), 422, where=where)
    assert clocks(adviser, case_id)["case"]["status"] == "running"


def test_nothing_is_resumed_that_does_not_stand_still_and_nothing_paused_that_has_ended(adviser, case_id: int):
    assert_problem(resume(adviser, case_id), 409, "No clock of this case is paused")
    adviser.post(f"/api/v1/cases/{case_id}/close", json={"as": "withdrawn", "reason": "No longer needed"})
    assert_problem(pause(adviser, case_id), 409, "has ended")


def test_a_suspended_case_is_resumed_first(leader, as_actor, council: Council, case_id: int):
    leader.post(f"/api/v1/cases/{case_id}/suspend", json={"reason": "The court decides"})
    assert_problem(pause(leader, case_id), 409, "suspended")
    leader.post(f"/api/v1/cases/{case_id}/resume", json={"reason": "It has decided"})
    assert pause(leader, case_id).status_code == 200


def test_a_pause_goes_on_when_a_suspension_over_it_ends(clock: FixedClock, leader, case_id: int):
    pause(leader, case_id)
    leader.post(f"/api/v1/cases/{case_id}/suspend", json={"reason": "The court decides"})
    clock.advance(timedelta(hours=1))
    leader.post(f"/api/v1/cases/{case_id}/resume", json={"reason": "It has decided"})
    (held,) = clocks(leader, case_id)["case"]["pauses"]
    assert held["reason"] == "customer"


def test_the_customer_who_gets_in_touch_ends_the_wait_for_them_and_the_owner_is_told(
    clock: FixedClock, as_actor, adviser, council: Council, case_id: int
):
    pause(adviser, case_id, "customer")
    pause(adviser, case_id, "other-body")
    clock.advance(timedelta(days=1))
    called = casework.contact(adviser, council, started_at=day(19, 9))
    touched = as_actor(council.colleague).post(f"/api/v1/contacts/{called['id']}/touched", json={"case_id": case_id})
    assert touched.status_code in (200, 201, 204), touched.text
    assert [held["reason"] for held in clocks(adviser, case_id)["case"]["pauses"]] == ["other-body"]
    (entry, _) = timeline(adviser, case_id, "sla:clock:resumed")
    (told,) = as_actor(council.adviser).get("/api/v1/inbox").json["items"]
    assert "The customer got in touch" in told["what"]
    assert told["case_id"] == case_id
    assert (entry["facts"]["contact"], entry["facts"]["at"][:16]) == (called["id"], "2026-11-19T09:00")
    resume(adviser, case_id)
    assert clocks(adviser, case_id)["case"]["pauses"] == []


def test_a_contact_from_before_the_wait_does_not_end_it(clock: FixedClock, adviser, council: Council, case_id: int):
    called = casework.contact(adviser, council, started_at=day(18, 9))
    pause(adviser, case_id)
    clock.advance(timedelta(hours=1))
    adviser.post(f"/api/v1/contacts/{called['id']}/touched", json={"case_id": case_id})
    assert clocks(adviser, case_id)["case"]["status"] == "paused"


def test_the_time_does_not_go_on_by_itself_when_it_was_expected_to(clock: FixedClock, store: Store, adviser, case_id):
    pause(adviser, case_id)
    clock.advance(timedelta(days=20))
    with unit_of_work(store) as work:
        sla.sweep(work)
    assert clocks(adviser, case_id)["case"]["status"] == "paused"


def test_more_time_is_agreed_by_somebody_who_may_and_shown_apart(
    app: Flask, clock: FixedClock, leader, adviser, case_id
):
    before = clocks(leader, case_id)["step"]
    assert_problem(extend(adviser, case_id, before["id"]), 403, "clock:extend")
    answer = extend(leader, case_id, before["id"], cap=day(30))
    assert answer.status_code == 200, answer.text
    assert_matches_schema(app, answer)
    after = clocks(leader, case_id)["step"]
    assert (after["extended"], after["due_at"][:16]) == (True, "2026-11-30T10:00")
    assert after["unextended_due_at"] == after["first_due_at"] == before["due_at"]
    (agreed,) = after["agreed"]
    assert (agreed["agreed_with"], agreed["reason"]) == ("The agent, by email", "A bat survey is needed")
    (task,) = casework.case(adviser, case_id)["tasks"]
    assert task["due_at"] == after["due_at"]


@pytest.mark.parametrize(
    ("days", "verdict"), [(0, "in-time"), (7, "in-agreed-time"), (14, "late")], ids=["early", "agreed", "late"]
)
def test_what_is_met_in_the_agreed_time_is_counted_apart_from_in_time(
    clock: FixedClock, leader, adviser, council: Council, case_id: int, days: int, verdict: str
):
    extend(leader, case_id, clocks(leader, case_id)["step"]["id"])
    clock.advance(timedelta(days=days))
    casework.complete(adviser, casework.open_task(adviser, case_id), depth=5)
    (met,) = (
        clock for clock in leader.get(f"/api/v1/cases/{case_id}/clocks").json["items"] if clock["status"] == "met"
    )
    assert met["verdict"] == verdict
    for asked in ("in-time", "in-agreed-time", "late"):
        listed = leader.get("/api/v1/clocks", query_string={"case_id": case_id, "verdict": asked}).json["items"]
        assert len(listed) == (asked == verdict)


def test_a_pause_within_the_first_date_needs_none_of_the_agreed_time(
    clock: FixedClock, store: Store, leader, adviser, case_id: int
):
    extend(leader, case_id, clocks(leader, case_id)["step"]["id"])
    pause(leader, case_id)
    clock.advance(timedelta(days=7))
    resume(leader, case_id)
    casework.complete(adviser, casework.open_task(adviser, case_id), depth=5)
    with unit_of_work(store) as work:
        sla.sweep(work)
    listed = leader.get("/api/v1/clocks", query_string={"case_id": case_id, "verdict": "in-time"}).json["items"]
    assert [clock["kind"] for clock in listed] == ["step"]


def test_what_is_agreed_after_the_date_has_passed_counts_and_the_breach_stays_in_the_record(
    clock: FixedClock, store: Store, leader, adviser, case_id: int
):
    clock.advance(timedelta(days=3))
    with unit_of_work(store) as work:
        sla.sweep(work)
    extend(leader, case_id, clocks(leader, case_id)["step"]["id"])
    assert clocks(leader, case_id)["step"]["verdict"] != "overdue"
    clock.advance(timedelta(days=1))
    casework.complete(adviser, casework.open_task(adviser, case_id), depth=5)
    (met,) = leader.get("/api/v1/clocks", query_string={"case_id": case_id, "verdict": "in-agreed-time"}).json["items"]
    assert met["breached_at"].startswith("2026-11-20T17:00")


@pytest.mark.parametrize(
    ("body", "where"),
    [
        ({"agreed_with": " "}, "agreed_with"),
        ({"reason": ""}, "reason"),
        ({"until": day(19)}, "until"),
        ({"cap": day(27)}, "until"),
    ],
)
def test_what_is_agreed_is_later_within_its_cap_and_says_why_and_with_whom(
    leader, case_id: int, body: Json, where: str
):
    assert_problem(extend(leader, case_id, clocks(leader, case_id)["step"]["id"], **body), 422, where=where)


def test_a_clock_of_another_case_is_not_found(leader, adviser, council: Council, case_id: int):
    other = clocks(leader, casework.begin(adviser, council))["step"]["id"]
    assert_problem(extend(leader, case_id, other), 404)


def test_whoever_works_elsewhere_neither_sees_nor_pauses(store: Store, as_user, case_id: int):
    with unit_of_work(store) as work:
        other = people.create_service(work, "tax", "Tax", by=SYSTEM).id
    officer = as_user("officer", service=other)
    assert_problem(officer.get(f"/api/v1/cases/{case_id}/clocks"), 403)
    assert_problem(pause(officer, case_id), 403, "clock:pause")


def test_reasons_can_be_added_and_retired_by_those_who_manage_service_levels(
    app: Flask, as_user, adviser, case_id: int
):
    administrator = as_user("administrator")
    wanted = {"name": "Waiting for the police", "party": "third-party", "long_after": 20}
    assert_problem(adviser.put("/api/v1/pause-reasons/police", json=wanted), 403, "sla:manage")
    assert administrator.put("/api/v1/pause-reasons/police", json=wanted).json["active"] is True
    assert pause(adviser, case_id, "police").status_code == 200
    retired = administrator.put("/api/v1/pause-reasons/police", json={**wanted, "active": False})
    assert_matches_schema(app, retired)
    assert "police" in {reason["key"] for reason in adviser.get("/api/v1/pause-reasons").json["items"]}
    assert resume(adviser, case_id, reason="police").status_code == 200, "a retired reason still ends"
    assert_problem(pause(adviser, case_id, "police"), 422, where="reason")


@pytest.mark.parametrize(
    ("key", "body", "where"),
    [
        ("Police!", {}, "key"),
        ("police", {"name": " "}, "name"),
        ("police", {"party": "nobody"}, "party"),
        ("police", {"long_after": 0}, "long_after"),
    ],
)
def test_a_reason_that_cannot_be_used_is_refused_by_field(as_user, council: Council, key: str, body: Json, where: str):
    wanted = {"name": "Waiting for the police", "party": "third-party", **body}
    assert_problem(as_user("administrator").put(f"/api/v1/pause-reasons/{key}", json=wanted), 422, where=where)


def test_erasing_takes_the_words_and_leaves_whose_time_it_was(
    store: Store, council: Council, as_user, leader, adviser, case_id: int
):
    pause(adviser, case_id, words="Mrs Example is in hospital")
    resume(adviser, case_id, words="Mrs Example is back")
    leader.post(f"/api/v1/cases/{case_id}/suspend", json={"reason": "Mrs Example asked for it"})
    leader.post(f"/api/v1/cases/{case_id}/cancel", json={"reason": "Not needed"})
    with unit_of_work(store) as work:
        cases.erase(work, case_id, by=SYSTEM, reason="Policy 12")
        rows = work.rows(sla.tables.clock_event.select())
    assert "Example" not in str(rows)
    assert {row["party"] for row in rows if row["reason"] == "customer"} == {"customer"}
