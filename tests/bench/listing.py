"""The task list at 10,000 open tasks: through the API, beside the same query written out with nothing else."""

from __future__ import annotations

from typing import Any

import orjson

from engine.settings import read_settings
from engine.store import Store, reading
from tests.bench.databases import Databases
from tests.bench.measuring import Timed, recording, timed
from tests.bench.multiplying import multiply
from tests.bench.reference import prepare
from web.app import create_app


def measure_listing(databases: Databases, *, open_tasks: int, repeats: int) -> dict[str, Any]:
    """Milliseconds for the first page of 50 at `open_tasks` open tasks."""
    with databases.fresh() as url:
        bench = prepare(databases.open(url))
        (first,) = bench.start_cases(1)
        multiply(bench.store, first, open_tasks - 1, task={"due_at": "one.due_at + copy * interval '1 minute'"})
        client = create_app(bench.store, read_settings({"BPR_DATA": "/nonexistent"})).test_client()
        headers = {"Authorization": f"Bearer {bench.token}"}
        with recording(bench.store.engine) as recorder:
            client.get("/api/v1/tasks", headers=headers)
        statement, parameters = recorder.transactions[0][-1]
        with timed(bench.store.engine) as listed:
            for _ in range(repeats):
                with listed.action():
                    reply = client.get("/api/v1/tasks", headers=headers)
        floor = _floor(bench.store, statement, parameters, repeats)
        databases.close()
    rows = len(reply.json["items"])
    return {
        "open_tasks": open_tasks,
        "rows": rows,
        "statements_with_authentication": len(recorder.transactions[0]),
        "wall_ms": {"api": listed.wall_ms, "floor": floor.wall_ms},
        "cpu_ms": {"api": listed.cpu_ms, "floor": floor.cpu_ms},
        "wall_api_over_floor": listed.wall_ms / floor.wall_ms,
    }


def _floor(store: Store, statement: str, parameters: Any, repeats: int) -> Timed:
    """The same query on the same connection, its rows written as JSON."""
    with timed(store.engine) as found:
        for _ in range(repeats):
            with found.action(), reading(store) as work:
                rows = work.connection.exec_driver_sql(statement, parameters).mappings().all()
                orjson.dumps([dict(row) for row in rows])
    return found
