"""The catalogue of processes over the API."""

from __future__ import annotations

from flask import Flask

from engine.people import SYSTEM, create_service
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem
from tests.api.sending import upload
from tests.council import found_council
from tests.definitions.models import SOUND, model


def test_processes_are_listed_by_name_with_their_newest_and_their_live_version(app: Flask, as_user, store: Store):
    council = found_council(store)
    analyst = as_user("analyst", service=council.service_id)
    made = upload(analyst, model(SOUND), council.service_id).json
    answer = analyst.get("/api/v1/processes")
    assert_matches_schema(app, answer)
    assert [(row["name"], row["latest_version_id"], row["live_version_id"]) for row in answer.json["items"]] == [
        ("Report a defect", council.version_id, council.version_id),
        ("Test", made["id"], None),
    ]
    assert answer.json["next_cursor"] is None


def test_the_live_version_stays_live_while_a_newer_one_waits_for_approval(as_user, store: Store):
    council = found_council(store)
    analyst, head = as_user("analyst"), as_user("head_of_service")
    first = upload(analyst, model(SOUND), council.service_id).json["id"]
    assert head.post(f"/api/v1/definitions/{first}/approve", json={}).status_code == 200
    second = upload(analyst, model(SOUND.replace("Check it", "Check it well")), council.service_id).json["id"]
    row = next(row for row in analyst.get("/api/v1/processes").json["items"] if row["key"] == "process")
    assert (row["latest_version_id"], row["live_version_id"], row["versions"]) == (second, first, 2)


def test_other_services_are_not_listed_for_those_who_belong_to_one(as_user, store: Store):
    council = found_council(store)
    with unit_of_work(store) as work:
        other = create_service(work, "tax", "Tax", by=SYSTEM)
    assert as_user("head_of_service", service=other.id).get("/api/v1/processes").json["items"] == []
    assert len(as_user("scrutiny").get("/api/v1/processes").json["items"]) == 1
    assert len(as_user("head_of_service", service=council.service_id).get("/api/v1/processes").json["items"]) == 1


def test_an_account_of_a_program_has_no_business_here(as_user):
    assert_problem(as_user("service_account").get("/api/v1/processes"), 403, "definition:read")


def test_everyday_words_find_a_process_of_those_who_may_see_it(app: Flask, as_user, store: Store):
    council = found_council(store)
    with unit_of_work(store) as work:
        other = create_service(work, "tax", "Tax", by=SYSTEM)
    address = f"/api/v1/processes/find?words=defects&site_id={council.site_id}"
    answer = as_user("adviser").get(address)
    assert_matches_schema(app, answer)
    assert [(row["key"], row["why"]) for row in answer.json["items"]] == [("report", "Its name has what was said.")]
    assert as_user("head_of_service", service=other.id).get(address).json["items"] == []
