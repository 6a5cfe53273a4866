"""Service standards over the API: kept in versions, attained by the clocks' own events, and judged again."""

from __future__ import annotations

import pytest

from tests.api.checking import assert_matches_schema, assert_problem
from tests.measures.history import History

NEW = {
    "key": "cases-in-time",
    "name": "Cases in time",
    "kind": "case",
    "share": "80",
    "target": "1 calendar days",
    "valid_from": "2026-01-01",
}


@pytest.fixture
def history(store, council) -> History:
    """Two cases finished in their contact and one of two days."""
    history = History(store, council)
    history.shallow()
    history.shallow()
    history.repaired()
    return history


@pytest.fixture
def admin(history, as_user):
    return as_user("administrator")


@pytest.fixture
def head(history, as_user):
    return as_user("head_of_service")


def test_a_standard_is_added_read_and_changed_by_a_version(app, admin, head):
    made = admin.post("/api/v1/standards", json=NEW)
    assert made.status_code == 201
    assert [version["share"] for version in made.json["versions"]] == ["80.00"]
    change = {"share": "90", "target": "2 calendar days", "valid_from": "2026-11-20", "reason": "The committee asks"}
    etag = {"If-Match": made.headers["ETag"]}
    changed = admin.post("/api/v1/standards/cases-in-time/versions", json=change, headers=etag)
    assert [(one["number"], one["target"]) for one in changed.json["versions"]] == [
        (2, "2 calendar days"),
        (1, "1 calendar days"),
    ]
    assert_problem(admin.post("/api/v1/standards/cases-in-time/versions", json=change, headers=etag), 412)
    listed = head.get("/api/v1/standards")
    assert listed.json["items"] == [head.get("/api/v1/standards/cases-in-time").json]
    for answer in (made, changed, listed):
        assert_matches_schema(app, answer)


def test_attainment_says_how_many_of_how_many_by_month_and_team(app, admin, head):
    admin.post("/api/v1/standards", json=NEW)
    found = head.get("/api/v1/standards/cases-in-time/attainment?months=2")
    assert_matches_schema(app, found)
    assert found.json["whole"] == {"cases": 3, "in_time": 2, "agreed": 0, "late": 1, "share": 2 / 3}
    assert [(month["month"], month["cases"], month["kept"]) for month in found.json["months"]] == [
        ("2026-10", 0, None),
        ("2026-11", 3, False),
    ]
    assert [team["cases"] for team in found.json["teams"]] == [3]
    assert found.json["overdue_case_ids"] == []


def test_what_if_judges_the_same_work_by_another_target(app, head):
    found = head.get("/api/v1/standards/what-if?kind=case&target=1 calendar days&months=1")
    assert_matches_schema(app, found)
    assert (found.json["then"]["in_time"], found.json["would"]["in_time"]) == (3, 2)
    assert (found.json["better"], found.json["worse"]) == (0, 1)
    assert_problem(head.get("/api/v1/standards/what-if?target=soon"), 422, "cannot be read")
    assert_problem(head.get("/api/v1/standards/what-if?calendar=moon"), 404, "no calendar")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"share": "0"}, "share"),
        ({"share": "NaN"}, "share"),
        ({"share": "100.5"}, "share"),
        ({"target": "soon"}, "cannot be"),
        ({"kind": "letter"}, "kind"),
        ({"key": "Not a key"}, "key"),
    ],
)
def test_what_cannot_be_a_standard_is_refused_by_name(admin, change, words):
    assert_problem(admin.post("/api/v1/standards", json=NEW | change), 422, words)


def test_only_those_who_manage_service_levels_set_them(history, as_user):
    adviser = as_user("adviser")
    assert_problem(adviser.post("/api/v1/standards", json=NEW), 403, "sla:manage")
    assert_problem(adviser.get("/api/v1/standards/nothing"), 404)
