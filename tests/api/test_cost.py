"""What an answer costs the database: statements and commits, counted where they go to the driver."""

from __future__ import annotations

from collections.abc import Callable
from cProfile import Profile
from pathlib import Path
from types import CodeType

import pytest
from flask import Flask
from flask.testing import FlaskClient

from engine import cases, people
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from tests.bench.measuring import recording
from tests.bench.reference import Bench, answers, open_tasks, prepare

ROOT = Path(__file__).parents[2]
MOST_STATEMENTS = 7
READS = {"engine/xml.py", "engine/bpmn/read.py", "engine/bpmn/describe.py", "engine/feel/parser.py"}
"""Where models and expressions are read."""


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


def test_what_a_model_says_is_read_parsed_and_compiled_once(bench: Bench):
    warm, case_id = bench.start_cases(2)
    _to_its_end(bench, warm)

    profile = Profile()
    with profile:
        _to_its_end(bench, case_id)

    called = _called(profile)
    assert ("engine/bpmn/compile.py", "compile_spec") in called, "the compiled model is asked for"
    assert [one for one in sorted(called) if one[0] in READS or one[1] == "compile_model"] == []


def _to_its_end(bench: Bench, case_id: int) -> None:
    for name in ("first", "second", "third"):
        (task,) = open_tasks(bench, [case_id])
        with unit_of_work(bench.store) as work:
            cases.complete(work, task, answers=answers(name), by=bench.adviser)


def _called(profile: Profile) -> set[tuple[str, str]]:
    """The functions of the engine that ran: file and name."""
    codes = [entry.code for entry in profile.getstats() if isinstance(entry.code, CodeType)]
    ours = [code for code in codes if Path(code.co_filename).is_relative_to(ROOT / "engine")]
    return {(Path(code.co_filename).relative_to(ROOT).as_posix(), code.co_name) for code in ours}


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
