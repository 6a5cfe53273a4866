"""Real worker processes that move cases to another version, one of them killed in the middle: each case moves once."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from sqlalchemy import text

from engine import cases
from engine.store import Store, reading
from tests.cases.migration.test_migrating import WITH_PHOTO, begin_run, deploy
from tests.council import Council
from tests.running import kill_hard, wait_until, workers

CASES = 40


def test_a_run_whose_worker_is_killed_goes_on_in_others_and_moves_each_case_once(
    store: Store, council: Council, database_url: str, tmp_path: Path, begin
):
    # given cases of a version, one of them held by somebody, so that the worker comes to wait in the middle of it
    numbers = sorted(begin().id for _ in range(CASES))
    newer = deploy(store, council, WITH_PHOTO)
    run = begin_run(store, council, newer)
    held = numbers[CASES // 2]
    with workers(database_url, tmp_path) as start:
        with store.engine.connect() as somebody:
            somebody.execute(text("SELECT id FROM case_case WHERE id = :id FOR UPDATE"), {"id": held})
            first = start()
            wait_until(lambda: _waits_for_a_lock(store), 60)
            # when it is killed there, and two others go on, while that case is still held, and afterwards
            kill_hard(first)
            half = _totals(store, run)
            assert half == {"done": CASES // 2, "waiting": CASES - CASES // 2}
            start(), start()
            wait_until(lambda: _totals(store, run)["done"] == CASES - 1, 60)
            somebody.rollback()
        wait_until(lambda: _finished(store, council, run), 60)
    # then every case has moved exactly once, and the totals say so
    assert _totals(store, run) == {"done": CASES}
    with reading(store) as work:
        moved = work.rows(text("SELECT case_id FROM audit_entry WHERE action = 'case:case:migrated'"))
        assert Counter(row["case_id"] for row in moved) == dict.fromkeys(numbers, 1)
        stands = work.rows(text("SELECT id, version_id, status FROM case_case"))
        assert {(row["version_id"], row["status"]) for row in stands} == {(newer, "open")}
        tasks = work.rows(text("SELECT case_id, status FROM case_task"))
        assert Counter(row["case_id"] for row in tasks if row["status"] == "open") == dict.fromkeys(numbers, 1)


def _totals(store: Store, run: int) -> Counter[str]:
    with reading(store) as work:
        rows = work.rows(
            text("SELECT status, count(*) AS cases FROM case_migrated_case WHERE migration_id = :run GROUP BY status"),
            {"run": run},
        )
    return Counter({row["status"]: row["cases"] for row in rows})


def _finished(store: Store, council: Council, run: int) -> bool:
    with reading(store) as work:
        return cases.migration(work, run, by=council.leader).finished_at is not None


def _waits_for_a_lock(store: Store) -> bool:
    asked = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with reading(store) as work:
        return bool(work.sure_value(text(asked)))
