"""Tasks over the API: list, claim, release, draft, complete, hand over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engine.clock import FixedClock
from tests.api.casework import begin, case, complete, contact, open_task, pages, timeline
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

LIST = "/api/v1/tasks"


def test_the_worklist_of_my_teams_page_by_page(app: Flask, council: Council, as_actor):
    adviser = as_actor(council.adviser)
    empty = adviser.get(LIST)
    assert_matches_schema(app, empty)
    assert empty.json == {"items": [], "next_cursor": None}

    begun = [begin(adviser, council) for _ in range(5)]
    assert_matches_schema(app, adviser.get(f"{LIST}?limit=2"))
    assert [item["case_id"] for item in pages(adviser, LIST)] == begun
    assert pages(as_actor(council.officer), LIST) == []
    complete(adviser, open_task(adviser, begun[0]), depth=50)
    (waiting,) = pages(as_actor(council.officer), LIST)
    assert (waiting["name"], waiting["office"], waiting["route"]) == ("Inspect it", "back", "lane")


def test_the_worklist_is_narrowed(council: Council, as_actor, clock: FixedClock):
    adviser = as_actor(council.adviser)
    mine, free = (open_task(adviser, begin(adviser, council)) for _ in range(2))
    adviser.post(f"{LIST}/{mine}/claim")

    def listed(**query: object) -> list[int]:
        return [item["id"] for item in pages(adviser, LIST, **query)]

    assert listed(mine="true") == [mine]
    assert listed(unclaimed="true") == [free]
    assert listed(claimed_by=council.adviser.user_id) == [mine]
    assert listed(owner_id=council.officer.user_id) == listed(at_risk="true") == []
    assert listed(step_key="take", once_and_done="true", service_id=council.service_id) == [mine, free]
    assert listed(priority="normal") == [mine, free]
    assert listed(priority="high") == listed(priority="low", service_id=council.service_id) == []
    assert listed(step_key="tell") == listed(overdue="true") == listed(site_id=council.other_site_id) == []
    clock.advance(timedelta(days=10))
    assert listed(overdue="true", team_id=council.front_team_id) == [mine, free]
    assert_problem(adviser.get(f"{LIST}?team_id={council.back_team_id}"), 403, "not in this team")
    assert_problem(adviser.get(f"{LIST}?limit=0"), 422, where="limit")
    assert_problem(adviser.get(f"{LIST}?limit=201"), 422, where="limit")
    assert_problem(adviser.get(f"{LIST}?mine=perhaps"), 422, where="mine")
    assert_problem(adviser.get(f"{LIST}?colour=red"), 422, where="colour")
    assert_problem(adviser.get(f"{LIST}?priority=very"), 422, where="priority")
    assert_problem(adviser.get(f"{LIST}?step_key=%00"), 422, where="step_key")


def test_a_task_shows_its_form_and_my_draft(app: Flask, council: Council, as_actor):
    adviser = as_actor(council.adviser)
    task = open_task(adviser, begin(adviser, council))
    shown = adviser.get(f"{LIST}/{task}")
    assert_matches_schema(app, shown)
    assert [(field["key"], field["sensitivity"]) for field in shown.json["form"]] == [
        ("depth", "ordinary"), ("reporter", "personal"), ("injury", "restricted"),
    ]  # fmt: skip
    assert (shown.json["draft"], shown.headers["ETag"], shown.json["priority"]) == ({}, '"1"', 50)

    kept = adviser.put(f"{LIST}/{task}/draft", json={"answers": {"depth": "abo"}})
    assert kept.status_code == 204
    assert_matches_schema(app, kept)
    assert adviser.get(f"{LIST}/{task}").json["draft"] == {"depth": "abo"}
    assert as_actor(council.colleague).get(f"{LIST}/{task}").json["draft"] == {}


def test_a_task_is_claimed_and_released(app: Flask, council: Council, as_actor):
    adviser, colleague = as_actor(council.adviser), as_actor(council.colleague)
    case_id = begin(adviser, council)
    task = open_task(adviser, case_id)
    claimed = adviser.post(f"{LIST}/{task}/claim", headers={"If-Match": '"1"'})
    assert_matches_schema(app, claimed)
    assert (claimed.json, claimed.headers["ETag"]) == ({"id": task, "row_version": 2}, '"2"')
    assert_problem(colleague.post(f"{LIST}/{task}/claim"), 409, "already claimed")
    assert_problem(colleague.post(f"{LIST}/{task}/release"), 403, "task:assign")
    assert_problem(adviser.post(f"{LIST}/{task}/release", headers={"If-Match": '"1"'}), 412, "changed")
    released = adviser.post(f"{LIST}/{task}/release", headers={"If-Match": '"2"'})
    assert_matches_schema(app, released)
    assert_problem(adviser.post(f"{LIST}/{task}/release"), 409, "not claimed")
    assert colleague.post(f"{LIST}/{task}/claim").status_code == 200
    assert timeline(adviser, case_id)[-3:] == ["case:task:claimed", "case:task:released", "case:task:claimed"]


def test_a_task_is_given_to_a_member_of_its_team(app: Flask, council: Council, as_actor, as_user):
    adviser = as_actor(council.adviser)
    senior = as_user("senior_adviser", teams=[council.front_team_id])
    case_id = begin(adviser, council)
    address = f"{LIST}/{open_task(adviser, case_id)}/assign"
    given = senior.post(address, json={"user_id": council.colleague.user_id})
    assert_matches_schema(app, given)
    assert case(adviser, case_id)["tasks"][0]["claimed_by"] == council.colleague.user_id
    assert_problem(senior.post(address, json={"user_id": council.officer.user_id}), 403, "not in the team")
    assert_problem(senior.post(address, json={"user_id": 999}), 422, "999", where="user_id")
    assert_problem(senior.post(address, json={"user_id": "1"}), 422, where="user_id")
    assert_problem(adviser.post(address, json={"user_id": council.adviser.user_id}), 403, "task:assign")


def test_completing_says_what_happens_next_by_whom_and_by_when(app: Flask, council: Council, as_actor):
    adviser = as_actor(council.adviser)
    case_id = begin(adviser, council)
    task = open_task(adviser, case_id)
    answer = adviser.post(f"{LIST}/{task}/complete", json={"answers": {"depth": "50"}}, headers={"If-Match": '"1"'})
    assert answer.status_code == 200
    assert_matches_schema(app, answer)
    (opened,) = answer.json["opened"]
    assert (answer.json["case_id"], answer.json["status"]) == (case_id, "open")
    assert (opened["name"], opened["team"], opened["handed_over"]) == ("Inspect it", "Inspectors", True)
    assert opened["promised_at"] == "2026-11-19T10:00:00+00:00", "8 working hours from Wednesday at 10"
    assert timeline(adviser, case_id) == [
        "case:case:started", "case:task:opened", "contacts:contact:linked", "case:task:completed", "case:task:opened",
        "case:work:handed-off",
    ]  # fmt: skip


def test_wrong_answers_are_told_by_field_and_change_nothing(app: Flask, council: Council, as_actor):
    adviser = as_actor(council.adviser)
    case_id = begin(adviser, council)
    before = case(adviser, case_id)
    wrong = adviser.post(f"{LIST}/{before['tasks'][0]['id']}/complete", json={"answers": {"depth": "deep", "hue": 1}})
    assert_problem(wrong, 422, "whole number", "no question", where="depth")
    assert {item["where"] for item in wrong.json["errors"]} == {"depth", "hue"}
    assert_matches_schema(app, wrong)
    missing = adviser.post(f"{LIST}/{before['tasks'][0]['id']}/complete", json={"answers": {}})
    assert_problem(missing, 422, "How deep is it?", where="depth")
    assert case(adviser, case_id) == before


def test_a_stale_version_completes_nothing(app: Flask, council: Council, as_actor):
    adviser = as_actor(council.adviser)
    task = open_task(adviser, begin(adviser, council))
    adviser.post(f"{LIST}/{task}/claim")
    answer = adviser.post(f"{LIST}/{task}/complete", json={"answers": {"depth": 1}}, headers={"If-Match": '"1"'})
    assert_problem(answer, 412, "changed since")
    assert_matches_schema(app, answer)
    for header in ("1", "*", 'W/"1"', '"x"', ""):
        answer = adviser.post(f"{LIST}/{task}/complete", json={"answers": {"depth": 1}}, headers={"If-Match": header})
        assert_problem(answer, 412, "no ETag")


def test_what_is_done_is_done_once(app: Flask, council: Council, as_actor):
    adviser, colleague = as_actor(council.adviser), as_actor(council.colleague)
    case_id = begin(adviser, council)
    task = open_task(adviser, case_id)
    complete(adviser, task, depth=50)
    after = case(adviser, case_id)
    for action, body in (("complete", {"answers": {"depth": 7}}), ("claim", None), ("release", None)):
        again = colleague.post(f"{LIST}/{task}/{action}", json=body)
        assert_problem(again, 409, "done already")
        assert_matches_schema(app, again)
    handed = colleague.post(f"{LIST}/{task}/hand-off", json={"to_team_id": council.back_team_id, "reason": "x"})
    assert_problem(handed, 409, "done")
    assert_problem(colleague.put(f"{LIST}/{task}/draft", json={"answers": {}}), 409, "done already")
    assert case(adviser, case_id) == after
    assert timeline(adviser, case_id).count("case:task:completed") == 1


def test_one_key_completes_once_and_gets_the_same_answer(council: Council, as_actor):
    adviser = as_actor(council.adviser)
    case_id = begin(adviser, council)
    task = open_task(adviser, case_id)
    answers = [
        adviser.post(f"{LIST}/{task}/complete", json={"answers": {"depth": 50}}, headers={"Idempotency-Key": "one"})
        for _ in range(2)
    ]
    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].data == answers[1].data
    assert timeline(adviser, case_id).count("case:task:completed") == 1
    other = adviser.post(f"{LIST}/{task}/complete", json={"answers": {"depth": 5}}, headers={"Idempotency-Key": "one"})
    assert_problem(other, 422, "another request")


def test_the_task_of_somebody_else_is_left_alone(council: Council, as_actor, as_user):
    adviser, colleague, officer = (as_actor(one) for one in (council.adviser, council.colleague, council.officer))
    task = open_task(adviser, begin(adviser, council))
    adviser.post(f"{LIST}/{task}/claim")
    body = {"answers": {"depth": 1}}
    assert_problem(colleague.post(f"{LIST}/{task}/complete", json=body), 403, "Somebody else")
    assert_problem(officer.post(f"{LIST}/{task}/complete", json=body), 403, "another team")
    assert_problem(officer.put(f"{LIST}/{task}/draft", json=body), 403, "another team")
    outsider = as_user("adviser", site=council.other_site_id, teams=[council.other_front_team_id])
    assert_problem(outsider.get(f"{LIST}/{task}"), 403, "reference only")
    assert_problem(outsider.post(f"{LIST}/{task}/complete", json=body), 403)
    assert_problem(as_user("scrutiny").get(LIST), 403, "task:read")
    assert_problem(as_actor(council.head).post(f"{LIST}/{task}/complete", json=body), 403, "task:work")


def test_the_contact_a_task_was_done_in_is_one_there_is(council: Council, as_actor, as_user):
    adviser = as_actor(council.adviser)
    case_id = begin(adviser, council)
    address = f"{LIST}/{open_task(adviser, case_id)}/complete"
    unknown = adviser.post(address, json={"answers": {"depth": 1}, "contact_id": 999})
    assert_problem(unknown, 422, "no contact 999", where="contact_id")
    called = contact(adviser, council)["id"]
    assert adviser.post(address, json={"answers": {"depth": 1}, "contact_id": called}).status_code == 200


def test_unknown_tasks_are_not_found(council: Council, as_actor, as_user):
    adviser, senior = as_actor(council.adviser), as_user("senior_adviser")
    assert_problem(adviser.get(f"{LIST}/999"), 404, "no task 999")
    for action, body in (
        ("claim", None),
        ("release", None),
        ("complete", {"answers": {}}),
        ("hand-off", {"to_team_id": 1, "reason": "x"}),
    ):
        assert_problem(adviser.post(f"{LIST}/999/{action}", json=body), 404, "no task 999")
    assert_problem(senior.post(f"{LIST}/999/assign", json={"user_id": 1}), 404, "no task 999")
    assert_problem(adviser.put(f"{LIST}/999/draft", json={"answers": {}}), 404, "no task 999")
    for number in ("0", "-1", "1.5", "one", str(10**30)):
        assert_problem(adviser.get(f"{LIST}/{number}"), 404, "nothing at this address")


@pytest.mark.parametrize("cursor", ["x", "WzFd", "WyJzb29uIiwxXQ", "WzEsMV0"])
def test_a_cursor_of_another_list_is_refused(council: Council, as_actor, cursor: str):
    assert_problem(as_actor(council.adviser).get(f"{LIST}?cursor={cursor}"), 422, "cursor is not one of this list")
