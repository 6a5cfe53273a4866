"""Cases over the API: the page of a case, its answers, closing, erasing, repairing."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine.people import Grant
from engine.store import Store
from tests.api.casework import CARD, begin, case, complete, open_task, pages, timeline
from tests.api.checking import assert_matches_schema, assert_problem
from tests.cases.repair.test_repairing import FAILING
from tests.council import Council, found_council

ADDRESS = "/api/v1/cases"
RESTRICTED = {"depth": 50, "reporter": "Mrs Quill", "injury": "Broken wrist"}


@pytest.fixture
def adviser(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def administrator(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.administrator)


def test_a_case_says_how_it_stands_who_owns_it_and_what_happens_next_by_when(app: Flask, council: Council, adviser):
    case_id = begin(adviser, council)
    shown = adviser.get(f"{ADDRESS}/{case_id}")
    assert_matches_schema(app, shown)
    view = shown.json
    assert (view["status"], view["owner_id"], view["full"]) == ("open", council.adviser.user_id, True)
    assert (view["next_action"], view["next_team_id"]) == ("Take the report", council.front_team_id)
    assert view["promised_at"] == "2026-11-20T17:00:00+00:00", "2 working days from Wednesday"
    assert view["fulfil_by"] == "2026-12-02T17:00:00+00:00", "10 working days from Wednesday"
    assert shown.headers["ETag"] == f'"{view["row_version"]}"'

    typed = view["reference"].lower().replace("-", " ")
    found = adviser.get(f"{ADDRESS}/by-reference/{typed}")
    assert_matches_schema(app, found)
    assert found.json == view


def test_a_case_runs_to_its_end(app: Flask, council: Council, adviser, as_actor):
    case_id = begin(adviser, council)
    first = complete(adviser, open_task(adviser, case_id), depth=5)
    assert first["opened"][0]["name"] == "Explain"
    last = complete(adviser, first["opened"][0]["id"])
    assert (last["status"], last["opened"]) == ("ended", [])
    shown = adviser.get(f"{ADDRESS}/{case_id}")
    assert_matches_schema(app, shown)
    assert (shown.json["status"], shown.json["outcome"], shown.json["promised_at"]) == ("ended", "Explained", None)
    assert timeline(adviser, case_id)[-1] == "case:case:ended"


def test_a_case_that_waits_keeps_a_promised_date(app: Flask, council: Council, adviser, as_actor):
    case_id = begin(adviser, council)
    complete(adviser, open_task(adviser, case_id), depth=50)
    complete(as_actor(council.officer), open_task(adviser, case_id), finding="A hole")
    shown = adviser.get(f"{ADDRESS}/{case_id}")
    assert_matches_schema(app, shown)
    assert (shown.json["status"], shown.json["next_team_id"]) == ("waiting", None)
    assert shown.json["promised_at"] == "2026-11-20T10:00:00+00:00"


def test_the_timeline_page_by_page_the_newest_first(app: Flask, council: Council, adviser):
    case_id = begin(adviser, council)
    complete(adviser, open_task(adviser, case_id), depth=50)
    address = f"{ADDRESS}/{case_id}/timeline"
    assert_matches_schema(app, adviser.get(f"{address}?limit=2"))
    rows = pages(adviser, address)
    assert [row["action"] for row in rows] == timeline(adviser, case_id)[::-1]
    assert "Quill" not in str(rows)
    assert [row["by"] for row in rows if row["action"] == "case:task:completed"] == [council.adviser.user_id]
    assert_problem(adviser.get(f"{address}?cursor=x"), 422, where="cursor")


def test_restricted_answers_need_a_permission_and_are_audited(app: Flask, council: Council, adviser, as_user):
    case_id = begin(adviser, council)
    complete(adviser, open_task(adviser, case_id), **RESTRICTED)
    address = f"{ADDRESS}/{case_id}/answers"
    shown = adviser.get(address)
    assert_matches_schema(app, shown)
    assert shown.json["items"][0]["answers"] == {"depth": 50, "reporter": "Mrs Quill"}
    assert shown.json["items"][0]["restricted"] == {}
    assert_problem(adviser.get(f"{address}?restricted=true"), 403, "case:read-restricted")
    assert "case:restricted:read" not in timeline(adviser, case_id)

    reader = as_user("officer", service=council.service_id, also=[Grant("restricted_reader", council.service_id)])
    read = reader.get(f"{address}?restricted=true")
    assert_matches_schema(app, read)
    assert read.json["items"][0]["restricted"] == {"injury": "Broken wrist"}
    assert timeline(adviser, case_id)[-1] == "case:restricted:read"
    for address in (f"{ADDRESS}/{case_id}", f"{ADDRESS}/{case_id}/timeline", "/api/v1/tasks", "/api/v1/hand-offs"):
        assert "wrist" not in reader.get(address).text
    assert_problem(reader.get(f"{ADDRESS}/{case_id}/answers?restricted=maybe"), 422, where="restricted")


def test_a_case_without_answers_has_an_empty_list(app: Flask, council: Council, adviser):
    shown = adviser.get(f"{ADDRESS}/{begin(adviser, council)}/answers")
    assert_matches_schema(app, shown)
    assert shown.json == {"items": []}


def test_other_services_see_the_reference_and_nothing_else(app: Flask, council: Council, adviser, as_user):
    case_id = begin(adviser, council)
    view = case(adviser, case_id)
    outsider = as_user("officer", service=council.service_id, site=council.other_site_id)
    for address in (f"{ADDRESS}/{case_id}", f"{ADDRESS}/by-reference/{view['reference']}"):
        shown = outsider.get(address)
        assert_matches_schema(app, shown)
        assert "ETag" not in shown.headers
        known = {name: value for name, value in shown.json.items() if value not in (None, [])}
        assert known == {
            "id": case_id, "reference": view["reference"], "service_id": council.service_id, "full": False,
        }  # fmt: skip
    for part in ("timeline", "answers", "answers?restricted=true"):
        assert_problem(outsider.get(f"{ADDRESS}/{case_id}/{part}"), 403, "reference only")
    assert_problem(outsider.post(f"{ADDRESS}/{case_id}/close", json={"as": "withdrawn", "reason": "x"}), 403)
    assert_problem(as_user("scrutiny").get(f"{ADDRESS}/{case_id}"), 403, "case:read")


def test_a_case_is_closed_once(app: Flask, council: Council, adviser):
    case_id = begin(adviser, council)
    task = open_task(adviser, case_id)
    address = f"{ADDRESS}/{case_id}/close"
    closed = adviser.post(address, json={"as": "duplicate", "reason": "See R4TK-9WQP"})
    assert closed.status_code == 204
    assert_matches_schema(app, closed)
    view = case(adviser, case_id)
    assert (view["status"], view["next_action"], view["tasks"][0]["status"]) == ("duplicate", "", "cancelled")
    again = adviser.post(address, json={"as": "withdrawn", "reason": "x"})
    assert_problem(again, 409, "ended already")
    assert_matches_schema(app, again)
    late = adviser.post(f"/api/v1/tasks/{task}/complete", json={"answers": {"depth": 1}})
    assert_problem(late, 409, "no longer needed")


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"as": "forgotten"}, "as"),
        ({"as": None}, "as"),
        ({"reason": " "}, "reason"),
        ({"reason": CARD}, "reason"),
        ({"reason": CARD.replace(" ", "-")}, "reason"),
        ({"reason": "x" * 1001}, "reason"),
        ({"reason": "\x00"}, "reason"),
        ({"reason": 4111111111111111}, "reason"),
        ({"as_": "withdrawn"}, "as_"),
    ],
)
def test_a_case_is_not_closed_in_a_way_that_makes_no_sense(council: Council, adviser, wrong, where: str):
    case_id = begin(adviser, council)
    before = case(adviser, case_id)
    body = {"as": "withdrawn", "reason": "Rang back", **wrong}
    assert_problem(adviser.post(f"{ADDRESS}/{case_id}/close", json=body), 422, where=where)
    assert case(adviser, case_id) == before


def test_an_ended_case_is_erased_for_good(app: Flask, council: Council, adviser, administrator):
    case_id = begin(adviser, council, own_words="Mrs Quill fell")
    complete(adviser, open_task(adviser, case_id), **RESTRICTED)
    address = f"{ADDRESS}/{case_id}/erase"
    assert_problem(administrator.post(address, json={"reason": "Rule 3"}), 409, "Close it first")
    adviser.post(f"{ADDRESS}/{case_id}/close", json={"as": "withdrawn", "reason": "Mrs Quill rang"})
    assert_problem(adviser.post(address, json={"reason": "Rule 3"}), 403, "case:erase")
    assert_problem(administrator.post(address, json={"reason": ""}), 422, where="reason")
    assert_problem(administrator.post(address, json={"reason": CARD}), 422, where="reason")

    erased = administrator.post(address, json={"reason": "Rule 3"})

    assert erased.status_code == 204
    assert_matches_schema(app, erased)
    for part in ("", "/timeline", "/answers"):
        shown = adviser.get(f"{ADDRESS}/{case_id}{part}")
        assert_matches_schema(app, shown)
        assert "Quill" not in shown.text
    assert case(adviser, case_id)["erased_at"] == "2026-11-18T10:00:00+00:00"
    assert_problem(administrator.post(f"{ADDRESS}/999/erase", json={"reason": "Rule 3"}), 404, "no case 999")


def test_a_repeated_request_does_not_bring_back_what_was_erased(council: Council, adviser, administrator):
    key = {"Idempotency-Key": "words"}
    body = {"channel": "phone", "own_words": "Mrs Quill fell", "site_id": council.site_id}
    called = adviser.post("/api/v1/contacts", json=body, headers=key).json
    case_id = adviser.post(f"/api/v1/contacts/{called['id']}/cases", json={"process": "report"}).json["id"]
    adviser.post(f"{ADDRESS}/{case_id}/close", json={"as": "withdrawn", "reason": "x"})
    administrator.post(f"{ADDRESS}/{case_id}/erase", json={"reason": "Rule 3"})
    assert_problem(adviser.post("/api/v1/contacts", json=body, headers=key), 409, "no longer kept")


def test_a_program_starts_a_case_that_the_head_of_the_service_owns(app: Flask, council: Council, as_user):
    program = as_user("service_account")
    started = program.post(ADDRESS, json={"process": "report", "site_id": council.site_id})
    assert started.status_code == 201
    assert_matches_schema(app, started)
    assert case(program, started.json["id"])["owner_id"] == council.head.user_id


@pytest.mark.parametrize(
    ("body", "status", "where"),
    [
        ({"process": "nonsense", "site_id": 1}, 404, None),
        ({"site_id": 1}, 422, "process"),
        ({"process": "report", "version_id": 1, "site_id": 1}, 422, "version_id"),
        ({"process": "report"}, 422, "site_id"),
        ({"process": "report", "site_id": 999}, 404, None),
        ({"process": "report", "site_id": 1, "answers": {"typename": "x"}}, 422, "typename"),
        ({"process": "report", "site_id": 1, "answers": {"__class__": "x"}}, 422, "__class__"),
        ({"process": "report", "site_id": 1, "answers": {"a\x00": "x"}}, 422, None),
        ({"process": "report", "site_id": 1, "answers": "none"}, 422, "answers"),
        ({"process": "report", "site_id": 1, "area": "x"}, 422, "area"),
        ({"process": "re\x00port", "site_id": 1}, 422, "process"),
        ([], 422, None),
    ],
)
def test_a_case_that_cannot_be_started_is_not(council: Council, as_user, body, status: int, where: str | None):
    program = as_user("service_account", also=[Grant("analyst")])
    answer = program.post(ADDRESS, json=body)
    assert_problem(answer, status, where=where)
    assert_problem(program.get(f"{ADDRESS}/1"), 404, "no case 1")


@pytest.mark.parametrize(
    ("body", "kind", "status"),
    [
        (b"{", "application/json", 400),
        (b"\xff\xfe", "application/json", 400),
        (b'{"as": NaN}', "application/json", 400),
        (b'{"as": "\\ud800"}', "application/json", 400),
        (b"[" * 100_000, "application/json", 400),
        (b'{"as": 1e999}', "application/json", 400),
        (b"as=withdrawn", "application/x-www-form-urlencoded", 415),
        (b"", "application/json", 422),
        (b"null", "application/json", 422),
        (b" " * 30_000_000, "application/json", 413),
    ],
)
def test_a_body_that_is_no_closing_is_refused(app: Flask, council: Council, adviser, body, kind: str, status: int):
    case_id = begin(adviser, council)
    answer = adviser.post(f"{ADDRESS}/{case_id}/close", data=body, content_type=kind)
    assert_problem(answer, status)
    assert_matches_schema(app, answer)
    assert case(adviser, case_id)["status"] == "open"


def test_unknown_cases_are_not_found(council: Council, adviser, administrator, as_actor):
    for part in ("", "/timeline", "/answers"):
        assert_problem(adviser.get(f"{ADDRESS}/999{part}"), 404, "no case 999")
    assert_problem(adviser.post(f"{ADDRESS}/999/close", json={"as": "withdrawn", "reason": "x"}), 404, "no case 999")
    assert_problem(administrator.post(f"{ADDRESS}/999/retry", json={"reason": "x"}), 404, "no case 999")
    for reference in ("AAAA-AAAA", "x", "%00", "%F0%9F%98%80", "a" * 2000):
        assert_problem(adviser.get(f"{ADDRESS}/by-reference/{reference}"), 404, "no case with the reference")


@pytest.fixture
def stuck(store: Store, as_actor) -> tuple[Council, FlaskClient, int]:
    """A council, its adviser, and a case of theirs that met a gateway without a way on."""
    council = found_council(store, FAILING)
    adviser = as_actor(council.adviser)
    case_id = begin(adviser, council)
    assert complete(adviser, open_task(adviser, case_id), depth=20, reporter="Mrs Quill")["status"] == "stuck"
    return council, adviser, case_id


def test_a_stuck_case_says_why_and_is_tried_again(app: Flask, as_actor, stuck):
    council, adviser, case_id = stuck
    shown = adviser.get(f"{ADDRESS}/{case_id}")
    assert_matches_schema(app, shown)
    assert (shown.json["status"], shown.json["incident"]["element"]) == ("stuck", "urgent")
    assert shown.json["promised_at"] is not None
    assert "Quill" not in shown.text
    (task,) = shown.json["tasks"]
    assert task["status"] == "done", "what the adviser did is done"
    assert_problem(adviser.post(f"/api/v1/tasks/{task['id']}/complete", json={"answers": {"depth": 5}}), 409, "stuck")

    administrator = as_actor(council.administrator)
    address = f"{ADDRESS}/{case_id}/retry"
    assert_problem(adviser.post(address, json={"reason": "Mended"}), 403, "case:repair")
    assert_problem(administrator.post(address, json={"reason": ""}), 422, "Say why", where="reason")
    assert_problem(administrator.post(address, json={"reason": CARD}), 422, where="reason")
    again = as_actor(council.leader).post(address, json={"reason": "Mended"})
    assert again.status_code == 200
    assert_matches_schema(app, again)
    assert again.json["status"] == "stuck"
    assert timeline(adviser, case_id)[-2:] == ["case:case:retried", "case:case:stuck"]
    assert timeline(adviser, case_id).count("case:task:completed") == 1


def test_stuck_cases_are_tried_again_by_id_or_by_version_with_totals(app: Flask, as_actor, stuck):
    council, adviser, case_id = stuck
    leader, address = as_actor(council.leader), f"{ADDRESS}/retry"
    version_id = case(adviser, case_id)["version_id"]

    for asked in ({"case_ids": [case_id]}, {"version_id": version_id}):
        tried = leader.post(address, json={"reason": "Mended", **asked})
        assert_matches_schema(app, tried)
        assert tried.json == {"went_on": 0, "still_stuck": 1, "refused": [], "no_longer": 0, "left": False}

    assert_problem(adviser.post(address, json={"reason": "x", "case_ids": [case_id]}), 403, "case:repair")
    assert_problem(leader.post(address, json={"reason": "x"}), 422, "at least one", where="case_ids")
    assert_problem(leader.post(address, json={"reason": "", "case_ids": [case_id]}), 422, where="reason")


def test_an_administrator_repairs_without_reading_the_case(app: Flask, as_actor, stuck):
    council, _, case_id = stuck
    again = as_actor(council.administrator).post(f"{ADDRESS}/{case_id}/retry", json={"reason": "Mended"})
    assert (again.status_code, again.json["full"]) == (200, False)
    assert_matches_schema(app, again)


def test_a_stuck_case_that_was_closed_stays_closed(as_actor, stuck):
    council, adviser, case_id = stuck
    leader, administrator = as_actor(council.leader), as_actor(council.administrator)
    adviser.post(f"{ADDRESS}/{case_id}/close", json={"as": "withdrawn", "reason": "x"})
    assert_problem(leader.post(f"{ADDRESS}/{case_id}/retry", json={"reason": "x"}), 409, "not stuck")
    administrator.post(f"{ADDRESS}/{case_id}/erase", json={"reason": "Rule 3"})
    assert_problem(leader.post(f"{ADDRESS}/{case_id}/retry", json={"reason": "x"}), 409, "not stuck")
    assert case(adviser, case_id)["status"] == "withdrawn"


def test_a_case_that_is_not_stuck_is_not_tried_again(council: Council, adviser, administrator):
    case_id = begin(adviser, council)
    assert_problem(administrator.post(f"{ADDRESS}/{case_id}/retry", json={"reason": "x"}), 409, "not stuck")


def test_cases_are_listed_where_a_reader_may_look_the_latest_first(app: Flask, council: Council, adviser, as_user):
    begun = [adviser.post(ADDRESS, json={"process": "report", "site_id": council.site_id}).json["id"] for _ in range(3)]

    listed = adviser.get(ADDRESS)

    assert_matches_schema(app, listed)
    assert [row["id"] for row in listed.json["items"]] == begun[::-1]
    first = adviser.get(f"{ADDRESS}?limit=2").json
    rest = adviser.get(f"{ADDRESS}?limit=2&cursor={first['next_cursor']}").json
    assert [row["id"] for row in (*first["items"], *rest["items"])] == begun[::-1]
    elsewhere = as_user("officer", site=council.other_site_id)
    assert elsewhere.get(ADDRESS).json["items"] == []
    assert as_user("scrutiny").get(ADDRESS).json["items"] == []


def test_who_repairs_finds_the_stuck_cases(app: Flask, as_actor, stuck):
    council, adviser, case_id = stuck
    begin(adviser, council)

    listed = as_actor(council.administrator).get(f"{ADDRESS}?status=stuck")

    assert_matches_schema(app, listed)
    assert [row["id"] for row in listed.json["items"]] == [case_id]
    assert_problem(adviser.get(f"{ADDRESS}?status=lost"), 422, where="status")
