"""Telling a customer over the API that their date will be missed, before it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient

from engine import cases, contacts, notices, sla
from engine.cases import Begun
from engine.clock import FixedClock
from engine.store import Store, reading, unit_of_work
from tests.api.checking import assert_matches_schema, assert_problem
from tests.council import Council


@pytest.fixture
def adviser(as_actor, council: Council) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def address(store: Store, council: Council, clock: FixedClock) -> str:
    """That of a case promised by 2 December, on the day before: somebody was asked to tell its customer."""
    with unit_of_work(store) as work:
        who = contacts.add_customer(work, name="Ann", email="ann@example.com", by=council.adviser).id
        begun = Begun(customer_id=who)
        case = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser, begun=begun)
    clock.advance(datetime(2026, 12, 1, 9, tzinfo=UTC) - clock.now())
    with unit_of_work(store) as work:
        sla.sweep(work, concerns=cases.concerns)
    return f"/api/v1/cases/{case.id}/promise"


def test_a_promise_that_will_be_missed_is_shown_with_what_to_tell_the_customer(app, adviser: FlaskClient, address: str):
    answer = adviser.get(address)
    assert_matches_schema(app, answer)
    found = answer.json
    assert (found["state"], found["open"], found["new_date"]) == ("asked", True, None)
    assert (found["due_on"], found["proposed_on"]) == ("2026-12-02", "2026-12-09")
    assert "We now expect to finish it by 9 December 2026." in found["words"]


def test_the_customer_is_written_to_once_with_the_date_that_was_confirmed(store, adviser: FlaskClient, address: str):
    words = adviser.get(address).json["words"]
    told = adviser.post(f"{address}/tell", json={"new_date": "2026-12-09", "words": words})
    assert (told.json["state"], told.json["new_date"], told.json["open"]) == ("told", "2026-12-09", False)
    assert_problem(adviser.post(f"{address}/tell", json={"new_date": "2026-12-09", "words": words}), 409)
    with reading(store) as work:
        assert len(notices.list_notices(work)) == 1


def test_a_notice_that_names_another_day_is_refused_at_its_words(adviser: FlaskClient, address: str):
    answer = adviser.post(f"{address}/tell", json={"new_date": "2026-12-10", "words": "By 9 December 2026."})
    assert_problem(answer, 422, "10 December 2026", where="words")


def test_a_call_is_recorded_and_a_day_that_has_passed_is_none_to_tell(adviser: FlaskClient, address: str):
    assert_problem(adviser.post(f"{address}/call", json={"told_date": "2026-11-30"}), 422, where="told_date")
    called = adviser.post(f"{address}/call", json={"told_date": "2026-12-10"})
    assert (called.json["state"], called.json["new_date"]) == ("called", "2026-12-10")


def test_it_may_be_kept_after_all_with_a_reason(adviser: FlaskClient, address: str):
    assert_problem(adviser.post(f"{address}/keep", json={"reason": " "}), 422)
    kept = adviser.post(f"{address}/keep", json={"reason": "The crew comes tomorrow"})
    assert (kept.json["state"], kept.json["open"]) == ("in-time", False)


def test_a_case_whose_promise_stands_has_none_to_show(store, council: Council, adviser: FlaskClient):
    with unit_of_work(store) as work:
        case = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    assert_problem(adviser.get(f"/api/v1/cases/{case.id}/promise"), 404)
