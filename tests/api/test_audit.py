"""The audit record over the API."""

from __future__ import annotations

from flask import Flask

from engine.audit import record
from engine.people import SYSTEM, create_service
from engine.store import Store, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem


def test_what_was_done_is_listed_with_who_did_it(app: Flask, as_user):
    admin = as_user("administrator")
    site = admin.post("/api/v1/sites", json={"key": "kendal", "name": "Kendal"}).json
    answer = admin.get("/api/v1/audit?limit=1")
    assert_matches_schema(app, answer)
    (entry,) = answer.json["items"]
    assert entry["action"] == "people:site:created"
    assert (entry["by"], entry["by_name"]) == (admin.user_id, "Administrator")
    assert (entry["subject_kind"], entry["subject_id"]) == ("site", site["id"])
    assert entry["facts"] == {"key": "kendal"}


def test_filters_and_cursor_narrow_and_continue(store: Store, as_user):
    admin = as_user("administrator")
    with unit_of_work(store) as work:
        for number in (1, 2, 3):
            record(work, "case:task:completed", by=None, subject=("task", number), case_id=number % 2)

    def found(**query: object) -> list[int]:
        return [item["subject_id"] for item in admin.get("/api/v1/audit", query_string=query).json["items"]]

    assert found(action="case:task:completed") == [3, 2, 1]
    assert found(case_id=1) == [3, 1]
    assert found(subject_kind="task", subject_id=2) == [2]
    assert found(action="case:", by=admin.user_id) == []
    first = admin.get("/api/v1/audit", query_string={"action": "case:", "limit": 2}).json
    assert found(action="case:", limit=2, cursor=first["next_cursor"]) == [1]


def test_half_a_subject_is_refused(as_user):
    assert_problem(as_user("administrator").get("/api/v1/audit?subject_id=1"), 422, "together", where="subject_kind")


def test_the_record_of_the_whole_council_is_not_open_to_the_head_of_one_service(store: Store, as_user):
    with unit_of_work(store) as work:
        tax = create_service(work, "tax", "Tax", by=SYSTEM)
    assert_problem(as_user("head_of_service", service=tax.id).get("/api/v1/audit"), 403, "timeline of the case")
    assert_problem(as_user("adviser").get("/api/v1/audit"), 403, "audit:read")
    assert as_user("head_of_service").get("/api/v1/audit").status_code == 200
