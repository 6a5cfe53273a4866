"""Calendars over the API: read, added, given new hours with a preview, closed by a file."""

from __future__ import annotations

import uuid
from io import BytesIO
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import cases, sla
from engine.sla import ClockStart
from engine.store import Store, unit_of_work
from tests import running_clocks
from tests.api.checking import assert_matches_schema, assert_problem

CALENDARS = "/api/v1/calendars"
WEEK = {name: ["09:00-12:30", "13:30-17:00"] for name in ("monday", "tuesday", "wednesday", "thursday", "friday")}
STORM: dict[str, Any] = {
    "week": {**WEEK, "saturday": ["00:00-24:00"]},
    "days": [
        {"day": "2026-11-19", "open": [], "name": "Storm"},
        {"day": "2026-11-20", "open": ["10:00-12:00"], "name": "Half day"},
    ],
    "bank_holidays": "ENG",
    "valid_from": "2026-11-19",
    "reason": "Storm",
}
FILE = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Storm\r\nDTSTART;VALUE=DATE:20261119\r\nEND:VEVENT\r\n"
FILE += b"BEGIN:VEVENT\r\nSUMMARY:Talk\r\nDTSTART:20261119T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"


@pytest.fixture
def administrator(as_user) -> FlaskClient:
    return as_user("administrator")


@pytest.fixture
def kept(administrator: FlaskClient) -> str:
    """The address of a calendar of this test alone: the tests' database keeps its calendars."""
    key = f"counter-{uuid.uuid4().hex[:8]}"
    body = {"key": key, "name": "Counter", "zone": "Europe/London", "week": WEEK, "valid_from": "2026-01-01"}
    made = administrator.post(CALENDARS, json=body)
    assert (made.status_code, made.json["versions"][0]["week"]["monday"]) == (201, WEEK["monday"])
    return f"{CALENDARS}/{key}"


def start_clock(store: Store, address: str) -> None:
    key = address.rpartition("/")[2]
    with unit_of_work(store) as work:
        running_clocks.start(work, [ClockStart("contact", "x", target="10 working hours", calendar=key)])


def test_calendars_are_listed_and_shown_with_every_version(app: Flask, as_user, kept: str):
    reader = as_user("adviser")
    listed = reader.get(CALENDARS)
    assert_matches_schema(app, listed)
    assert kept.rpartition("/")[2] in [row["key"] for row in listed.json["items"]]
    shown = reader.get(kept)
    assert_matches_schema(app, shown)
    assert (shown.json["in_force"], shown.json["versions"][0]["week"]["sunday"]) == (1, [])
    assert_problem(reader.post(f"{kept}/versions", json=STORM), 403, "calendar:manage")
    assert_problem(reader.get(f"{CALENDARS}/moonlight"), 404, "no calendar")


def test_an_edit_is_previewed_applied_and_followed(app: Flask, store: Store, administrator: FlaskClient, kept: str):
    start_clock(store, kept)
    looked = administrator.post(f"{kept}/versions?preview=true", json=STORM)
    assert_matches_schema(app, looked)
    assert (looked.json["status"], looked.json["later"], looked.json["to_version"]) == ("previewed", 1, None)
    assert looked.json["most_moved"][0]["new_due_at"].startswith("2026-11-21T")
    run = f"{kept}/replans/{looked.json['id']}"
    applied = administrator.post(f"{run}/apply")
    assert (applied.status_code, applied.json["status"], applied.json["to_version"]) == (200, "applying", 2)
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    done = administrator.get(run)
    assert_matches_schema(app, done)
    assert (done.json["status"], done.json["replanned"], done.json["moved"]) == ("applied", 1, 1)
    newest = administrator.get(kept).json["versions"][0]
    assert (newest["days"], newest["week"]["saturday"]) == (STORM["days"], ["00:00-24:00"])
    assert_problem(administrator.post(f"{run}/apply"), 409, "applied already")
    assert_problem(administrator.get(f"{CALENDARS}/england-24x7/replans/{looked.json['id']}"), 404)


def test_an_edit_without_a_preview_is_applied_at_once_unless_another_came_first(administrator: FlaskClient, kept: str):
    seen = {"If-Match": administrator.get(kept).headers["ETag"]}
    made = administrator.post(f"{kept}/versions", json=STORM, headers=seen)
    assert (made.status_code, made.json["status"]) == (201, "applying")
    assert_problem(administrator.post(f"{kept}/versions", json=STORM, headers=seen), 412)


def test_a_file_closes_its_days(app: Flask, store: Store, administrator: FlaskClient, kept: str):
    start_clock(store, kept)
    sent = {"file": (BytesIO(FILE), "closures.ics"), "valid_from": "2026-11-19"}
    looked = administrator.post(f"{kept}/closures?preview=true", data=sent)
    assert_matches_schema(app, looked)
    assert looked.json["found"] == [{"day": "2026-11-19", "name": "Storm", "added": True}]
    assert looked.json["left_out"] == [{"name": "Talk", "why": "is not a whole day."}]
    assert (looked.json["status"], looked.json["later"]) == ("previewed", 1)
    wrong = administrator.post(f"{kept}/closures", data={"file": (BytesIO(b"hello"), "x.ics")})
    assert_problem(wrong, 422, where="file")


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"week": {"monday": ["9 to 5"]}}, "week.monday"),
        ({"week": {"monday": ["12:00-09:00"]}}, "week"),
        ({"days": [{"day": "2026-11-19", "open": ["x"], "name": "x"}]}, "days"),
        ({"bank_holidays": "FRA"}, "bank_holidays"),
        ({"reason": " "}, "reason"),
        ({"valid_from": "soon"}, "valid_from"),
    ],
)
def test_hours_that_cannot_be_are_refused_by_field(administrator: FlaskClient, kept: str, changes, where: str):
    assert_problem(administrator.post(f"{kept}/versions", json={**STORM, **changes}), 422, where=where)
