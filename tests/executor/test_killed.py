"""A real worker process, killed in the middle of a job: the call is repeated with its key, the case moves once."""

from __future__ import annotations

import threading
from pathlib import Path

from sqlalchemy import text

from engine import audit, cases
from engine.clock import SystemClock
from engine.store import Store, reading
from tests.executor.conftest import calls, kept
from tests.running import kill_hard, wait_until, workers
from tests.serving import Asked, Reply, Served


def test_a_killed_worker_loses_nothing_and_does_nothing_twice_that_its_receiver_could_not_tell(
    store: Store,
    database_url: str,
    server: Served,
    tmp_path: Path,
    found,
    begin,
    look,
):
    release = threading.Event()

    def answer(_asked: Asked) -> Reply:
        if len(server.calls) == 1:
            release.wait(60)
        return Reply(200, b'{"receipt": "R-1"}')

    server.answer = answer
    live = Store(engine=store.engine, clock=SystemClock())
    council = found(calls(server.url, kept("receipt", "=body.receipt")))
    case_id = begin(council)
    _make_due(store)

    with workers(database_url, tmp_path, BPR_HTTP_HOSTS=server.url) as start:
        first = start()
        wait_until(lambda: len(server.calls) == 1, 60)
        kill_hard(first)
        release.set()
        assert look(council, case_id).status == "waiting"
        start()
        _make_due(store)  # its lease runs out
        wait_until(lambda: look(council, case_id).status == "open", 60)

    assert len(server.calls) == 2
    assert len({asked.headers["Idempotency-Key"] for asked in server.calls}) == 1
    with reading(live) as work:
        assert len(audit.entries(work, case_id=case_id, action="case:job:done")) == 1
        (job,) = cases.find_jobs(work, cases.JobFilter(case_id=case_id), by=council.administrator)
    assert (job.status, job.attempts) == ("done", 2)
    assert len(look(council, case_id).open_tasks) == 1


def _make_due(store: Store) -> None:
    """Let the moment have come, on the clock of the machine, at which open jobs may be claimed."""
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE case_job SET due_at = now() - interval '1 second' WHERE status <> 'done'"))
