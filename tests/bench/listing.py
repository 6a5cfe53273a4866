"""The task list at 10,000 open tasks: through the API, beside the same query written out with nothing else."""

from __future__ import annotations

from typing import Any

import orjson
from sqlalchemy import text

from engine.settings import read_settings
from engine.store import Store, reading
from tests.bench.databases import Databases
from tests.bench.measuring import Timed, recording, timed
from tests.bench.reference import Bench, prepare
from web.app import create_app

_MULTIPLY_CASES = text("""
    INSERT INTO case_case (reference, process_id, version_id, service_id, site_id, status, owner_id, begun_by_team_id,
        started_at, next_action, next_team_id, promised_at, fulfil_by)
    SELECT 'B' || n, process_id, version_id, service_id, site_id, status, owner_id, begun_by_team_id,
        started_at, next_action, next_team_id, promised_at, fulfil_by
    FROM case_case, generate_series(1, :count) n WHERE case_case.id = :id
""")
_MULTIPLY_TASKS = text("""
    INSERT INTO case_task (case_id, engine_task, element, step_key, name, lane, process_id, service_id, site_id,
        team_id, office, route, once_and_done, stage, status, opened_at, due_at)
    SELECT c.id, 'b' || c.id, t.element, t.step_key, t.name, t.lane, t.process_id, t.service_id, t.site_id, t.team_id,
        t.office, t.route, t.once_and_done, t.stage, 'open', t.opened_at, t.due_at + c.id * interval '1 minute'
    FROM case_case c, case_task t WHERE t.case_id = :id AND c.id <> :id
""")


def measure_listing(databases: Databases, *, open_tasks: int, repeats: int) -> dict[str, Any]:
    """Milliseconds for the first page of 50 at `open_tasks` open tasks."""
    with databases.fresh() as url:
        bench = prepare(databases.open(url))
        _multiply(bench, open_tasks)
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


def _multiply(bench: Bench, open_tasks: int) -> None:
    (first,) = bench.start_cases(1)
    with bench.store.engine.begin() as connection:
        connection.execute(_MULTIPLY_CASES, {"count": open_tasks - 1, "id": first})
        connection.execute(_MULTIPLY_TASKS, {"id": first})
    with bench.store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def _floor(store: Store, statement: str, parameters: Any, repeats: int) -> Timed:
    """The same query on the same connection, its rows written as JSON."""
    with timed(store.engine) as found:
        for _ in range(repeats):
            with found.action(), reading(store) as work:
                rows = work.connection.exec_driver_sql(statement, parameters).mappings().all()
                orjson.dumps([dict(row) for row in rows])
    return found
