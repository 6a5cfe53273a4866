"""What is not to grow with the number of open tasks: a page of a worklist, in SQL and over HTTP, and a completion."""

from __future__ import annotations

import http.client
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import select

from engine import cases
from engine.cases import Position, TaskFilter, tables
from engine.store import Work, reading, unit_of_work
from tests.bench.databases import Databases
from tests.bench.measuring import Timed, recording, timed, together
from tests.bench.multiplying import multiply
from tests.bench.reference import Bench, answers, open_tasks, prepare
from tests.bench.serving import connect, get, web_server

TEAMS, SERVICES = 40, 12
"""One task in 40 is of the team that is looked at, and of these one in 12 of the service; of all of them one in 4 is
of high priority, one in 50 of low."""
_ROUNDS = 3
_SPREAD = "one.due_at + (copy::bigint * 7919 % {count}) * interval '10 days' / {count} - interval '6 days'"
_ADDRESSES = {
    "team": "/api/v1/tasks",
    "service": "/api/v1/tasks?service_id={service}",
    "service_overdue": "/api/v1/tasks?service_id={service}&overdue=true",
    "service_at_risk": "/api/v1/tasks?service_id={service}&at_risk=true",
    "service_high": "/api/v1/tasks?service_id={service}&priority=high",
}


@dataclass(frozen=True, slots=True)
class Crowd:
    """A council with very many open tasks. `first` are the cases whose state is there: they can be worked on."""

    bench: Bench
    url: str
    service_id: int
    first: Sequence[int]


def measure_crowds(
    databases: Databases, *, fewest: int, few: int, many: int, repeats: int, rounds: int
) -> dict[str, Any]:
    """Milliseconds among few open tasks and among very many, and the ratio of the many to the few.

    A worklist is compared at `few` and `many`, a completion at `fewest` and `many`.
    """
    with ExitStack() as stack:
        sizes = (fewest, few, many)
        least, some, most = (stack.enter_context(_crowd(databases, size, rounds * repeats)) for size in sizes)
        found = {
            "open_tasks": {"worklist": [few, many], "complete": [fewest, many]},
            "worklist_sql": _listed(some, most, repeats),
            "complete": _completed(least, most, repeats, rounds),
        }
        databases.close()
        found["worklist_http"] = [_over_http(crowd, repeats) for crowd in (some, most)]
    return found


@contextmanager
def _crowd(databases: Databases, size: int, workable: int) -> Iterator[Crowd]:
    with databases.fresh() as url:
        bench = prepare(databases.open(url))
        first = bench.start_cases(workable)
        with reading(bench.store) as work:
            service_id = work.sure_value(select(tables.case.c.service_id).where(tables.case.c.id == first[0]))
        count = size - workable
        spread = {
            "team_id": f"CASE WHEN copy % {TEAMS} = 0 THEN one.team_id ELSE 1000 + copy % {TEAMS} END",
            "service_id": f"CASE WHEN copy / {TEAMS} % {SERVICES} = 0 THEN one.service_id ELSE 1000 + copy % 7 END",
            "due_at": _SPREAD.format(count=count),
            "priority": "CASE WHEN copy / 480 % 4 = 0 THEN 80 WHEN copy / 480 % 50 = 1 THEN 20 ELSE 50 END",
        }
        multiply(bench.store, first[0], count, task=spread)
        yield Crowd(bench, url, service_id, first)


def _listed(few: Crowd, many: Crowd, repeats: int) -> dict[str, Any]:
    """The statement of a page of 50, with each of the filters, on one connection; medians of rounds that take turns."""
    found: dict[str, Any] = {}
    for name in _filters(few, _now(few)):
        rounds = [(_list(few, name, repeats), _list(many, name, repeats)) for _ in range(_ROUNDS)]
        sides = [
            (median(one.p95_ms for one in side), median(one.cpu_ms for one in side))
            for side in zip(*rounds, strict=True)
        ]
        (few_p95, few_cpu), (many_p95, many_cpu) = sides
        found[name] = {
            "p95_ms": [few_p95, many_p95],
            "cpu_ms": [few_cpu, many_cpu],
            "p95_many_to_few": many_p95 / few_p95,
            "cpu_many_to_few": many_cpu / few_cpu,
        }
    found["row_by_its_key_p95_ms"] = [_by_key(crowd, repeats).p95_ms for crowd in (few, many)]
    return found


def _filters(crowd: Crowd, now: Any) -> dict[str, Mapping[str, Any]]:
    service = {"service_id": crowd.service_id}
    return {
        "team": {},
        "half_way": {},
        "service": service,
        "service_overdue": {**service, "due_before": now},
        "service_at_risk": {**service, "at_risk": True},
        "service_due_in_a_day": {**service, "due_within": timedelta(days=1)},
        "high": {"priority": "high"},
        "service_high": {**service, "priority": "high"},
        "service_low": {**service, "priority": "low"},
        "service_with_nothing": {"service_id": 999},
        "mine": {"mine": True},
    }


def _now(crowd: Crowd) -> Any:
    return crowd.bench.store.clock.now()


def _list(crowd: Crowd, name: str, repeats: int) -> Timed:
    engine = crowd.bench.store.engine
    with unit_of_work(crowd.bench.store) as work:
        wanted = TaskFilter(frozenset({crowd.bench.team_id}), **_filters(crowd, work.now)[name])
        after = _half_way(work, crowd.bench.team_id) if name == "half_way" else None
        with recording(engine) as recorder:
            cases.find_tasks(work, wanted, by=crowd.bench.adviser, after=after)
    statement, parameters = recorder.complete[0][-1]
    return _repeat(crowd, statement, parameters, repeats)


def _half_way(work: Work, team_id: int) -> Position:
    columns = tables.task.c
    due = select(columns.due_at, columns.id).where(columns.team_id == team_id, columns.status == "open")
    rows = work.rows(due.order_by(columns.due_at, columns.id))
    return Position(**rows[len(rows) // 2])


def _by_key(crowd: Crowd, repeats: int) -> Timed:
    return _repeat(crowd, "SELECT * FROM case_task WHERE id = %(id)s", {"id": 1}, repeats)


def _repeat(crowd: Crowd, statement: str, parameters: Any, repeats: int) -> Timed:
    engine = crowd.bench.store.engine
    for _ in range(10):
        with engine.begin() as connection:
            connection.exec_driver_sql(statement, parameters).all()
    with timed(engine) as found:
        for _ in range(repeats):
            with engine.begin() as connection, found.action():
                connection.exec_driver_sql(statement, parameters).all()
    return found


def _completed(few: Crowd, many: Crowd, repeats: int, rounds: int) -> dict[str, Any]:
    """Completions in the service layer, with few and with many tasks beside them, in turn."""
    tasks = [open_tasks(crowd.bench, crowd.first) for crowd in (few, many)]
    series: list[list[Timed]] = [[], []]
    for number in range(rounds):
        for crowd, own, timings in zip((few, many), tasks, series, strict=True):
            timings.append(_complete(crowd.bench, own[number * repeats : (number + 1) * repeats]))
    few_in_all, many_in_all = (together(timings) for timings in series)
    pairs = list(zip(*series, strict=True))
    return {
        "cpu_ms": [few_in_all.cpu_ms, many_in_all.cpu_ms],
        "wall_ms": [few_in_all.wall_ms, many_in_all.wall_ms],
        "cpu_many_to_few": median(b.cpu_ms / a.cpu_ms for a, b in pairs),
        "wall_many_to_few": median(b.wall_ms / a.wall_ms for a, b in pairs),
    }


def _complete(bench: Bench, tasks: Sequence[int]) -> Timed:
    with timed(bench.store.engine) as found:
        for task in tasks:
            with found.action(), unit_of_work(bench.store) as work:
                cases.complete(work, task, answers=answers("first"), by=bench.adviser)
    return found


def _over_http(crowd: Crowd, repeats: int) -> dict[str, Any]:
    """A page of 50 from the web server, by one client."""
    with web_server(crowd.url) as connection:
        return {name: _asked(crowd, connection, path, repeats) for name, path in _ADDRESSES.items()}


def _asked(crowd: Crowd, connection: http.client.HTTPConnection, path: str, repeats: int) -> dict[str, float]:
    address = path.format(service=crowd.service_id)
    headers = {"Authorization": f"Bearer {crowd.bench.token}"}
    connect(connection)
    for _ in range(10):
        get(connection, address, headers)
    with timed(None) as found:
        for _ in range(repeats):
            with found.action():
                get(connection, address, headers)
    return {"median_ms": found.wall_ms, "p95_ms": found.p95_ms}
