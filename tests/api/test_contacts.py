"""The contact log over the API, and the cases that contacts begin."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from engine.clock import FixedClock
from engine.people import SYSTEM, Grant, create_service
from engine.store import Store, unit_of_work
from tests.api.casework import CARD, begin, case, contact, pages
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council

ADDRESS = "/api/v1/contacts"
CALL = {"channel": "phone", "own_words": "A hole in our road"}


def test_a_contact_is_recorded_shown_and_changed(app: Flask, council: Council, as_actor):
    adviser = as_actor(council.adviser)
    made = adviser.post(ADDRESS, json={**CALL, "site_id": council.site_id, "team_id": council.front_team_id})
    assert made.status_code == 201
    assert_matches_schema(app, made)
    assert (made.json["demand"], made.json["adviser_id"]) == ("value", council.adviser.user_id)
    assert made.json["repeat_measurable"] is False

    address = f"{ADDRESS}/{made.json['id']}"
    shown = adviser.get(address)
    assert_matches_schema(app, shown)
    assert shown.json == made.json

    changes = {"demand": "failure", "failure_cause": "progress_chasing", "outcome": "passed_on"}
    changed = adviser.patch(address, json=changes, headers={"If-Match": shown.headers["ETag"]})
    assert_matches_schema(app, changed)
    assert {name: changed.json[name] for name in changes} == changes
    assert changed.headers["ETag"] == '"2"'
    stale = adviser.patch(address, json=changes, headers={"If-Match": shown.headers["ETag"]})
    assert_problem(stale, 412, "changed")
    assert_problem(adviser.patch(address, json=changes), 428, "If-Match")


def test_the_log_is_read_page_by_page_the_latest_first(app: Flask, council: Council, as_actor, clock: FixedClock):
    adviser = as_actor(council.adviser)
    empty = adviser.get(ADDRESS)
    assert_matches_schema(app, empty)
    assert empty.json == {"items": [], "next_cursor": None}
    made = []
    for number in range(5):
        clock.advance(timedelta(minutes=number % 2))
        made.append(contact(adviser, council, channel=("phone", "counter")[number % 2])["id"])
    assert_matches_schema(app, adviser.get(f"{ADDRESS}?limit=2"))
    assert [item["id"] for item in pages(adviser, ADDRESS)] == made[::-1]
    assert [item["id"] for item in pages(adviser, ADDRESS, channel="counter")] == [made[3], made[1]]
    assert pages(adviser, ADDRESS, site_id=council.other_site_id) == []


def test_the_log_shows_a_reader_their_own_service_alone(council: Council, as_actor, as_user):
    adviser = as_actor(council.adviser)
    own = contact(adviser, council, service_id=council.service_id)["id"]
    other = contact(adviser, council)["id"]
    with_other = as_user("officer", service=council.service_id, site=council.other_site_id)
    officer = as_actor(council.officer)
    assert [item["id"] for item in pages(officer, ADDRESS)] == [own]
    assert [item["id"] for item in pages(adviser, ADDRESS)] == [other, own]
    assert pages(with_other, ADDRESS) == []
    assert_problem(with_other.get(f"{ADDRESS}/{own}"), 403, "not yours")


def test_two_limited_roles_do_not_open_the_log_of_one_service_at_the_site_of_the_other(
    council: Council, as_actor, as_user, store: Store
):
    with unit_of_work(store) as work:
        tax = create_service(work, "tax", "Tax", by=SYSTEM)
    here = contact(as_actor(council.adviser), council, service_id=council.service_id)["id"]
    elsewhere = Grant("adviser", tax.id, council.site_id)
    reader = as_user("adviser", service=council.service_id, site=council.other_site_id, also=[elsewhere])
    assert pages(reader, ADDRESS) == []
    assert_problem(reader.get(f"{ADDRESS}/{here}"), 403)
    whole = as_user("adviser", service=council.service_id, also=[elsewhere])
    assert [item["id"] for item in pages(whole, ADDRESS)] == [here]
    assert pages(whole, ADDRESS, service_id=tax.id) == []


def test_the_causes_of_failure_demand_are_listed(app: Flask, council: Council, as_actor):
    answer = as_actor(council.adviser).get(f"{ADDRESS}/causes")
    assert_matches_schema(app, answer)


def test_a_case_takes_customer_property_and_site_of_its_contact(app: Flask, council: Council, as_actor):
    adviser = as_actor(council.adviser)
    customer = adviser.post("/api/v1/customers", json={"name": "Ann Smith"}).json["id"]
    place = adviser.post("/api/v1/properties", json={"uprn": "010012345678", "area": "east"}).json["id"]
    called = contact(adviser, council, customer_id=customer, property_id=place)

    started = adviser.post(f"{ADDRESS}/{called['id']}/cases", json={"process": "report"})

    assert started.status_code == 201
    assert_matches_schema(app, started)
    view = case(adviser, started.json["id"])
    names = ("contact_id", "customer_id", "property_id", "site_id", "owner_id")
    assert [view[name] for name in names] == [
        called["id"], customer, place, council.site_id, council.adviser.user_id,
    ]  # fmt: skip
    after = adviser.get(f"{ADDRESS}/{called['id']}").json
    assert (after["outcome"], after["process_id"]) == ("case_started", council.process_id)
    assert (after["service_id"], after["repeat_measurable"]) == (council.service_id, True)


def test_a_contact_touches_a_case_there_is(app: Flask, council: Council, as_actor):
    adviser = as_actor(council.adviser)
    case_id = begin(adviser, council)
    chase = contact(adviser, council, demand="failure", failure_cause="progress_chasing")
    answer = adviser.post(f"{ADDRESS}/{chase['id']}/touched", json={"case_id": case_id})
    assert answer.status_code == 204
    assert_matches_schema(app, answer)
    assert adviser.get(f"{ADDRESS}/{chase['id']}").json["outcome"] == "case_updated"
    unknown = adviser.post(f"{ADDRESS}/{chase['id']}/touched", json={"case_id": 999})
    assert_problem(unknown, 404, "no case 999")


def test_contacts_of_another_service_begin_and_touch_nothing(council: Council, as_actor, as_user):
    adviser = as_actor(council.adviser)
    case_id = begin(adviser, council)
    called = contact(adviser, council, service_id=council.service_id)
    outsider = as_user("adviser", site=council.other_site_id)
    address = f"{ADDRESS}/{called['id']}"
    assert_problem(outsider.post(f"{address}/cases", json={"process": "report"}), 403, "not yours")
    assert_problem(outsider.post(f"{address}/touched", json={"case_id": case_id}), 403, "not yours")
    assert_problem(outsider.patch(address, json={}, headers={"If-Match": '"1"'}), 403)


@pytest.mark.parametrize(
    ("wrong", "where"),
    [
        ({"own_words": ""}, "own_words"),
        ({"own_words": "x" * 2001}, "own_words"),
        ({"own_words": f"my card is {CARD}"}, "own_words"),
        ({"own_words": "a\x00b"}, "own_words"),
        ({"own_words": 7}, "own_words"),
        ({"own_words": None}, "own_words"),
        ({"crm_reference": CARD}, "crm_reference"),
        ({"failure_cause": CARD}, "failure_cause"),
        ({"channel": "pigeon"}, "channel"),
        ({"channel": ["phone"]}, "channel"),
        ({"demand": "failure"}, "failure_cause"),
        ({"demand": "failure", "failure_cause": "bad luck"}, "failure_cause"),
        ({"site_id": 999}, "site_id"),
        ({"site_id": "1"}, "site_id"),
        ({"site_id": True}, "site_id"),
        ({"site_id": 2**63}, "site_id"),
        ({"site_id": 1e30}, "site_id"),
        ({"customer_id": 999}, "customer_id"),
        ({"property_id": 999}, "property_id"),
        ({"process_id": 999}, "process_id"),
        ({"started_at": "2026-11-18"}, "started_at"),
        ({"started_at": "2026-11-18T09:00:00"}, "started_at"),
        ({"started_at": "2026-11-19T09:00:00Z"}, "started_at"),
        ({"ended_at": "2026-11-01T09:00:00Z"}, "ended_at"),
        ({"colour": "red"}, "colour"),
        ({"__class__": "x"}, "__class__"),
        ({"typename": "x"}, "typename"),
        ({"adviser_id": 1}, "adviser_id"),
    ],
)
def test_what_cannot_be_recorded_is_refused_by_field(council: Council, as_actor, wrong, where: str):
    adviser = as_actor(council.adviser)
    assert_problem(adviser.post(ADDRESS, json={**CALL, **wrong}), 422, where=where)
    assert adviser.get(ADDRESS).json["items"] == []


def test_a_case_is_not_begun_where_it_cannot_be(council: Council, as_actor):
    adviser = as_actor(council.adviser)
    called = contact(adviser, council)
    nowhere = contact(adviser, council, site_id=None)
    address = f"{ADDRESS}/{called['id']}/cases"
    assert_problem(adviser.post(address, json={"process": "nonsense"}), 404, "nonsense")
    assert_problem(adviser.post(address, json={"process": "report", "answers": {"x": 1}}), 422, where="x")
    assert_problem(adviser.post(address, json={"process": "report", "answers": []}), 422, where="answers")
    assert_problem(adviser.post(address, json={"process": "report", "site_id": 999}), 404, "999")
    assert_problem(adviser.post(address, json={}), 422, where="process")
    assert_problem(adviser.post(f"{ADDRESS}/{nowhere['id']}/cases", json={"process": "report"}), 422, "site")
    assert_problem(adviser.post(f"{ADDRESS}/999/cases", json={"process": "report"}), 404, "no contact 999")
    assert_problem(adviser.get(f"{ADDRESS}/{10**17}"), 404)
    assert adviser.get("/api/v1/tasks").json["items"] == []
    assert adviser.get(f"{ADDRESS}/{called['id']}").json == called


@pytest.mark.parametrize("cursor", ["x", "é", "W10", "WzEsMl0", "WyJ5ZXN0ZXJkYXkiLDFd", "WyIyMDI2LTAxLTAxIiwxXQ"])
def test_a_cursor_of_another_list_is_refused(council: Council, as_actor, cursor: str):
    answer = as_actor(council.adviser).get(ADDRESS, query_string={"cursor": cursor})
    assert_problem(answer, 422, "next_cursor", where="cursor")


def test_one_key_records_one_contact(council: Council, as_actor):
    adviser = as_actor(council.adviser)
    answers = [adviser.post(ADDRESS, json=CALL, headers={"Idempotency-Key": "k"}) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert answers[0].data == answers[1].data
    assert len(adviser.get(ADDRESS).json["items"]) == 1
