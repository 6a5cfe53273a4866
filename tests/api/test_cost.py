"""What an answer costs the database: statements and commits, counted where they go to the driver."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import people
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.bench.measuring import recording
from tests.bench.reference import Bench, answers, prepare

MOST_STATEMENTS = 7


@pytest.fixture
def bench(app: Flask, store: Store) -> Bench:
    """The reference model, deployed, and an adviser with a token."""
    return prepare(store)


@pytest.fixture
def client(app: Flask, bench: Bench) -> FlaskClient:
    """The adviser's client."""
    client = app.test_client()
    client.environ_base["HTTP_AUTHORIZATION"] = f"Bearer {bench.token}"
    return client


@pytest.fixture
def complete(bench: Bench, client: FlaskClient) -> Callable[[int, str], None]:
    """Complete the open task of a case."""

    def one(case_id: int, name: str) -> None:
        (task,) = [task for task in client.get(f"/api/v1/cases/{case_id}").json["tasks"] if task["status"] == "open"]
        address = f"/api/v1/tasks/{task['id']}/complete"
        with recording(bench.store.engine) as recorder:
            assert client.post(address, json={"answers": answers(name)}).status_code == 200
        committed, left = recorder.transactions
        assert left == [], "nothing happens after the one commit"
        assert len(committed) <= MOST_STATEMENTS, [statement for statement, _ in committed]

    return one


def test_completing_a_task_takes_one_commit_and_seven_statements_with_authentication(
    bench: Bench, complete: Callable[[int, str], None]
):
    warm, case_id = bench.start_cases(2)
    complete(warm, "first")

    for name in ("first", "second", "third"):
        complete(case_id, name)


def test_a_worklist_takes_two_statements_with_authentication(bench: Bench, client: FlaskClient):
    bench.start_cases(3)

    with recording(bench.store.engine) as recorder:
        assert len(client.get("/api/v1/tasks").json["items"]) == 3

    assert sum(len(transaction) for transaction in recorder.transactions) == 2


def test_a_token_is_known_in_one_statement(bench: Bench):
    with unit_of_work(bench.store) as work, recording(bench.store.engine) as recorder:
        token = people.issue_token(work, bench.adviser.user_id or 0, "again", SYSTEM)
        recorder.transactions[-1].clear()
        people.actor_for_token(work, token)

    assert len(recorder.transactions[0]) == 1
