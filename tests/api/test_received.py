"""What was received earlier than it was recorded: targets count from then, and so may pauses."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from flask.testing import FlaskClient

from engine import sla
from engine.people import SYSTEM
from engine.sla import Goal, Scope, Terms
from engine.store import Store, unit_of_work
from tests.api import casework
from tests.api.checking import assert_problem
from tests.council import Council

MONDAY = datetime(2026, 11, 16, 10, tzinfo=UTC).isoformat()


@pytest.fixture
def adviser(store: Store, as_actor, council: Council) -> FlaskClient:
    """An adviser of a council that promises 10 working days from receipt."""
    scope = Scope("case", council.service_id, "report")
    terms = Terms((Goal("10 working days"),), {"start": ("received",)})
    with unit_of_work(store) as work:
        sla.add_target(work, "promise", "Promise", scope, terms, valid_from=date(2026, 1, 1), published=True, by=SYSTEM)
    return as_actor(council.adviser)


def clock(client: FlaskClient, case_id: int) -> dict:
    """The one clock of the whole case."""
    listed = client.get(f"/api/v1/cases/{case_id}/clocks").json["items"]
    (found,) = [one for one in listed if one["kind"] == "case"]
    return found


def start(client: FlaskClient, council: Council, received_at: str | None) -> int:
    body = {"process": "report", "site_id": council.site_id, "received_at": received_at}
    answer = client.post("/api/v1/cases", json={name: value for name, value in body.items() if value})
    assert answer.status_code == 201, answer.text
    return int(answer.json["id"])


def test_a_case_counts_from_when_it_was_received(adviser, council: Council):
    now, earlier = (clock(adviser, start(adviser, council, at)) for at in (None, MONDAY))
    assert (now["started_at"][:10], now["due_at"][:10]) == ("2026-11-18", "2026-12-02")
    assert (earlier["started_at"][:10], earlier["due_at"][:10]) == ("2026-11-16", "2026-11-30")


def test_a_case_of_a_contact_counts_from_when_the_contact_began(adviser, council: Council):
    found = clock(adviser, casework.begin(adviser, council, started_at=MONDAY, channel="letter"))
    assert (found["started_at"][:10], found["due_at"][:10]) == ("2026-11-16", "2026-11-30")


def test_time_may_have_stood_still_since_it_was_received(adviser, council: Council):
    case_id = start(adviser, council, MONDAY)
    until = datetime(2026, 12, 1, tzinfo=UTC).isoformat()
    body = {"reason": "customer", "until": until, "clock_id": clock(adviser, case_id)["id"]}
    before = {**body, "at": datetime(2026, 11, 16, 9, tzinfo=UTC).isoformat()}
    assert_problem(adviser.post(f"/api/v1/cases/{case_id}/clocks/pause", json=before), 422, where="at")
    paused = adviser.post(f"/api/v1/cases/{case_id}/clocks/pause", json={**body, "at": MONDAY})
    assert paused.status_code == 200, paused.text
    went_on = {"at": datetime(2026, 11, 18, 8, tzinfo=UTC).isoformat()}
    adviser.post(f"/api/v1/cases/{case_id}/clocks/resume", json=went_on)
    assert clock(adviser, case_id)["due_at"][:10] == "2026-12-01", "Tuesday did not count"


def test_nothing_is_received_in_the_future(adviser, council: Council):
    body = {"process": "report", "site_id": council.site_id, "received_at": "2026-11-19T10:00:00Z"}
    assert_problem(adviser.post("/api/v1/cases", json=body), 422, where="received_at")
