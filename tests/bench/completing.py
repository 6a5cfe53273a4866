"""Completing a user task: over HTTP, through the API in this process, in the service layer, and the floor of it all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from functools import partial
from http.client import HTTPConnection
from statistics import median
from typing import Any

from flask.testing import FlaskClient

from engine import cases
from engine.settings import read_settings
from engine.store import Store, unit_of_work
from tests.bench.bare import bare_step
from tests.bench.databases import Databases
from tests.bench.floors import bare_driver, through_psycopg, through_sqlalchemy
from tests.bench.measuring import Timed, recording, timed, together
from tests.bench.reference import Bench, answers, open_tasks, prepare
from tests.bench.serving import connect, post, web_server
from web.app import create_app

SLICE = 25
"""So many completions one way, then as many the next: what disturbs the machine disturbs them all. The first ones of
each are not counted, for in them the model is read and statements are prepared.
"""

Way = Callable[[Sequence[int]], Timed]
Ways = dict[str, Way]
Recorded = list[tuple[str, Any]]


def measure_completing(databases: Databases, *, count: int, rounds: int) -> dict[str, Any]:
    """Milliseconds for one completion each way, and its ratio to the floor of the same round; medians of the rounds."""
    found: list[dict[str, Timed]] = []
    statements: list[int] = []
    for _ in range(rounds):
        with databases.fresh() as url:
            bench = prepare(databases.open(url))
            tasks = open_tasks(bench, bench.start_cases(count + SLICE))
            databases.close()
            recorded: list[Recorded] = []
            timings = _by_turns(databases, bench, url, tasks, recorded)
            databases.close()
        found.append({**timings, "bare": bare_step(count)})
        statements += [len(transaction) for transaction in recorded[SLICE:]]
    return _table(found, statements)


def _by_turns(
    databases: Databases, bench: Bench, url: str, tasks: Sequence[int], recorded: list[Recorded]
) -> dict[str, Timed]:
    """Complete the same tasks each way, on a copy of the database each; `recorded` are the statements of the API."""
    with ExitStack() as opened:
        copies = [opened.enter_context(databases.clone(url)) for _ in range(4)]
        driver = opened.enter_context(bare_driver(copies[3]))
        connection = opened.enter_context(web_server(copies[0]))
        ways: Ways = {
            "http": _over_http(connection, bench.token),
            "api": _through_api(databases.reopen(bench, url), recorded),
            "service": _in_service(databases.reopen(bench, copies[1])),
            "floor": _again(partial(through_sqlalchemy, databases.open(copies[2]).engine), recorded),
            "floor_bare_driver": _again(partial(through_psycopg, driver), recorded),
        }
        slices = [tasks[begin : begin + SLICE] for begin in range(0, len(tasks), SLICE)]
        turns = [{name: way(part) for name, way in ways.items()} for part in slices]
        databases.close()
    return {name: together(turn[name] for turn in turns[1:]) for name in ways}


def _over_http(connection: HTTPConnection, token: str) -> Way:
    """Through the web server, by one client that keeps its connection; the CPU of the server is not counted."""
    headers, body = {"Authorization": f"Bearer {token}"}, {"answers": answers("first")}

    def complete(tasks: Sequence[int]) -> Timed:
        connect(connection)
        with timed(None) as found:
            for task in tasks:
                with found.action():
                    post(connection, f"/api/v1/tasks/{task}/complete", body, headers)
        return found

    return complete


def _through_api(bench: Bench, recorded: list[Recorded]) -> Way:
    client = _client(bench.store)
    headers, body = {"Authorization": f"Bearer {bench.token}"}, {"answers": answers("first")}

    def complete(tasks: Sequence[int]) -> Timed:
        with timed(bench.store.engine) as found, recording(bench.store.engine) as recorder:
            for task in tasks:
                with found.action():
                    reply = client.post(f"/api/v1/tasks/{task}/complete", json=body, headers=headers)
                if reply.status_code != 200:
                    raise RuntimeError(reply.get_data(as_text=True))
        recorded.extend(recorder.complete[-len(tasks) :])
        return found

    return complete


def _in_service(bench: Bench) -> Way:
    given = answers("first")

    def complete(tasks: Sequence[int]) -> Timed:
        with timed(bench.store.engine) as found:
            for task in tasks:
                with found.action(), unit_of_work(bench.store) as work:
                    cases.complete(work, task, answers=given, by=bench.adviser)
        return found

    return complete


def _again(floor: Callable[[list[Recorded]], Timed], recorded: list[Recorded]) -> Way:
    """The statements that the API has just issued for these tasks, and nothing else."""
    return lambda tasks: floor(recorded[-len(tasks) :])


def _client(store: Store) -> FlaskClient:
    return create_app(store, read_settings({"BPR_DATA": "/nonexistent"})).test_client()


def _table(found: Sequence[dict[str, Timed]], statements: list[int]) -> dict[str, Any]:
    def cpu_over_floor(name: str) -> float:
        return median(timings[name].cpu_ms / (timings["floor"].cpu_ms + timings["bare"].cpu_ms) for timings in found)

    def wall_over_floor(name: str) -> float:
        return median(timings[name].wall_ms / timings["floor"].wall_ms for timings in found)

    return {
        "statements_with_authentication_max": max(statements),
        "commits": 1,
        "cpu_ms": {name: median(timings[name].cpu_ms for timings in found) for name in found[0] if name != "http"},
        "wall_ms": {name: median(timings[name].wall_ms for timings in found) for name in found[0]},
        "cpu_service_over_floor_and_bare": cpu_over_floor("service"),
        "cpu_api_over_floor_and_bare": cpu_over_floor("api"),
        "wall_api_over_floor": wall_over_floor("api"),
        "wall_http_over_floor": wall_over_floor("http"),
    }
