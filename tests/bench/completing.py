"""Completing a user task: over HTTP, through the API in this process, in the service layer, and the floor of it all."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from flask.testing import FlaskClient
from sqlalchemy import Engine

from engine import cases
from engine.settings import read_settings
from engine.store import Store, unit_of_work
from tests.bench.bare import bare_step
from tests.bench.databases import Databases
from tests.bench.measuring import Timed, recording, timed
from tests.bench.reference import Bench, answers, open_tasks, prepare
from tests.bench.serving import post, web_server
from web.app import create_app

WARM = 20
"""The first completions over HTTP, which are not counted: the web server reads the model in them."""


def measure_completing(databases: Databases, *, count: int, rounds: int) -> dict[str, Any]:
    """Milliseconds for one completion, and its ratio to the floor; medians over `rounds`, all in turn in one run."""
    found: dict[str, list[Timed]] = {"http": [], "api": [], "service": [], "floor": [], "bare": []}
    statements: list[int] = []
    for _ in range(rounds):
        with databases.fresh() as url:
            bench = prepare(databases.open(url))
            begun = bench.start_cases(count)
            tasks = open_tasks(bench, begun)
            bench.store.engine.dispose()
            with databases.clone(url) as twin, databases.clone(url) as other, databases.clone(url) as third:
                found["http"].append(_over_http(bench, third, tasks))
                through_api, recorded = _through_api(databases.reopen(bench, url), tasks)
                found["api"].append(through_api)
                found["service"].append(_in_service(databases.reopen(bench, twin), tasks))
                found["floor"].append(_floor(databases.open(other).engine, recorded))
                databases.close()
                statements += [len(transaction) for transaction in recorded]
        found["bare"].append(bare_step(count))
    return _table(found, statements)


def _through_api(bench: Bench, tasks: list[int]) -> tuple[Timed, list[list[tuple[str, Any]]]]:
    client = _client(bench.store)
    headers = {"Authorization": f"Bearer {bench.token}"}
    body = {"answers": answers("first")}
    _warm(bench, tasks.pop(), client, headers)
    with timed(bench.store.engine) as found, recording(bench.store.engine) as recorder:
        for task in tasks:
            with found.action():
                reply = client.post(f"/api/v1/tasks/{task}/complete", json=body, headers=headers)
            if reply.status_code != 200:
                raise RuntimeError(reply.get_data(as_text=True))
    return found, [transaction for transaction in recorder.complete if len(transaction) > 1]


def _over_http(bench: Bench, url: str, tasks: list[int]) -> Timed:
    """Through the web server, by one client that keeps its connection; the CPU of the server is not counted."""
    headers, body = {"Authorization": f"Bearer {bench.token}"}, {"answers": answers("first")}
    with web_server(url) as connection, timed(None) as found:
        for task in tasks:
            with found.action():
                post(connection, f"/api/v1/tasks/{task}/complete", body, headers)
    return replace(found, wall=found.wall[WARM:])


def _warm(bench: Bench, task: int, client: FlaskClient, headers: dict[str, str]) -> None:
    client.post(f"/api/v1/tasks/{task}/complete", json={"answers": answers("first")}, headers=headers)


def _in_service(bench: Bench, tasks: list[int]) -> Timed:
    with unit_of_work(bench.store) as work:
        cases.complete(work, tasks[0], answers=answers("first"), by=bench.adviser)
    with timed(bench.store.engine) as found:
        for task in tasks[1:]:
            with found.action(), unit_of_work(bench.store) as work:
                cases.complete(work, task, answers=answers("first"), by=bench.adviser)
    return found


def _floor(engine: Engine, recorded: list[list[tuple[str, Any]]]) -> Timed:
    """The statements that the API issued, on a clone of the same database, and nothing else."""
    with engine.begin() as connection:
        for statement, parameters in recorded[0]:
            connection.exec_driver_sql(statement, parameters)
    with timed(engine) as found:
        for transaction in recorded[1:]:
            with found.action(), engine.begin() as connection:
                for statement, parameters in transaction:
                    connection.exec_driver_sql(statement, parameters)
    return found


def _client(store: Store) -> FlaskClient:
    return create_app(store, read_settings({"BPR_DATA": "/nonexistent"})).test_client()


def _table(found: dict[str, list[Timed]], statements: list[int]) -> dict[str, Any]:
    def middle(name: str, figure: str) -> float:
        values = sorted(getattr(timing, figure) for timing in found[name])
        return float(values[len(values) // 2])

    cpu = {name: middle(name, "cpu_ms") for name in found if name != "http"}
    wall = {name: middle(name, "wall_ms") for name in found}
    return {
        "statements_with_authentication_max": max(statements),
        "commits": 1,
        "cpu_ms": cpu,
        "wall_ms": wall,
        "cpu_service_over_floor_and_bare": cpu["service"] / (cpu["floor"] + cpu["bare"]),
        "cpu_api_over_floor_and_bare": cpu["api"] / (cpu["floor"] + cpu["bare"]),
        "wall_api_over_floor": wall["api"] / wall["floor"],
        "wall_http_over_floor": wall["http"] / wall["floor"],
    }
