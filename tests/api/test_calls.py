"""Calls over the API: a case says who called it and what it has called, and every step is done over the API."""

from __future__ import annotations

from flask.testing import FlaskClient

from engine.store import Store
from tests.api.casework import case, complete, open_task
from tests.api.checking import assert_problem
from tests.calls import begin, both
from tests.council import Council


def test_a_case_says_what_it_has_called_and_who_called_it(store: Store, council: Council, as_actor):
    both(store, council)
    adviser: FlaskClient = as_actor(council.adviser)
    started = begin(store, council, amount=12)

    caller = case(adviser, started.id)
    (child,) = caller["called"]
    assert caller["called_by"] == []
    assert child["reference"] == f"{caller['reference']}-1"
    assert {name: child[name] for name in ("status", "element", "name", "next_action")} == {
        "status": "open",
        "element": "call",
        "name": "Take the payment",
        "next_action": "Look at the account",
    }
    below = adviser.get(f"/api/v1/cases/by-reference/{child['reference'].lower().replace('-', ' ')}").json
    assert (below["id"], below["called"]) == (child["id"], [])
    assert [one["id"] for one in below["called_by"]] == [started.id]


def test_the_end_of_a_called_case_opens_the_next_task_of_its_caller(store: Store, council: Council, as_actor):
    both(store, council)
    adviser, officer = as_actor(council.adviser), as_actor(council.officer)
    started = begin(store, council, amount=12)
    (child,) = case(adviser, started.id)["called"]

    complete(officer, open_task(adviser, child["id"]))
    done = complete(adviser, open_task(adviser, child["id"]), receipt="R-1")

    assert [one["name"] for one in done["opened"]] == ["Tell the customer"]
    assert case(adviser, started.id)["called"][0]["status"] == "ended"


def test_a_called_case_is_not_closed_by_itself(store: Store, council: Council, as_actor):
    both(store, council)
    adviser = as_actor(council.adviser)
    started = begin(store, council, amount=12)
    (child,) = case(adviser, started.id)["called"]

    refused = adviser.post(f"/api/v1/cases/{child['id']}/close", json={"as": "withdrawn", "reason": "No"})

    assert_problem(refused, 409, f"called by case {started.reference}")
