"""Jobs: how many a second one worker claims, and two; and what it costs to ask when nothing is due."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from engine import cases
from engine.people import SYSTEM
from engine.store import Store, open_store, unit_of_work
from tests.bench.databases import Databases
from tests.bench.measuring import timed
from tests.bench.processes import Span, rate
from tests.council import found_council

BATCH = 100
_LEASE = timedelta(minutes=5)
_JOBS = text(
    "INSERT INTO case_job (case_id, engine_task, element, name, kind, topic, service_id, site_id, key, inputs, status, "
    "asked_at, due_at, retries, retries_left) SELECT :case_id, 't' || n, 'step', 'Step', 'callable', 'add-line', "
    ":service_id, :site_id, gen_random_uuid(), '{\"line\": \"Said\"}', 'due', now(), "
    "now() + :wait * interval '1 second', 5, 5 FROM generate_series(1, :count) n"
)


def measure_claiming(databases: Databases, *, due: int, pending: int, polls: int) -> dict[str, Any]:
    """Claims a second of one worker and of two (each a process), in batches; milliseconds of a poll in vain."""
    found: dict[str, Any] = {"due": due, "pending": pending, "batch": BATCH}
    for workers in (1, 2):
        with databases.fresh() as url:
            _fill(databases.open(url), count=due, wait=-1)
            databases.close()
            found[f"claims_a_second_{workers}"] = rate(url, workers, _claim_all, expected=due)
    found["two_to_one"] = found["claims_a_second_2"] / found["claims_a_second_1"]
    with databases.fresh() as url:
        store = databases.open(url)
        _fill(store, count=pending, wait=86_400)
        _claim(store, "poll")
        with timed(store.engine) as poll:
            for _ in range(polls):
                with poll.action():
                    _claim(store, "poll")
        found["idle_poll_ms"] = poll.wall_ms
        found["idle_poll_cpu_ms"] = poll.cpu_ms
        databases.close()
    return found


def _fill(store: Store, *, count: int, wait: int) -> None:
    council = found_council(store)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        given = {"case_id": started.id, "service_id": council.service_id, "site_id": council.site_id}
        work.execute(_JOBS, {**given, "count": count, "wait": wait})
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE case_job"))


def _claim_all(url: str, number: int) -> Span:
    """Claim until nothing is left: how many, from when to when."""
    store, claimed = open_store(url, pool_size=1), 0
    with store.engine.connect():
        begun = time.time()
    while more := _claim(store, f"w{number}"):
        claimed += more
    ended = time.time()
    store.engine.dispose()
    return claimed, begun, ended


def _claim(store: Store, worker: str) -> int:
    with unit_of_work(store) as work:
        return len(cases.claim_due(work, worker=worker, most=BATCH, lock_for=_LEASE, by=SYSTEM))
