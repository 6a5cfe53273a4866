"""How much room a finished case of the reference model takes for good, in all tables and their indexes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from sqlalchemy import text

from engine import cases, sla
from engine.clock import FixedClock
from engine.store import Store, Work, reading, unit_of_work
from tests.bench.databases import Databases
from tests.bench.multiplying import vacuum
from tests.bench.reference import Bench, answers, open_tasks, prepare

WARM = 200
"""Cases that are there before: the first pages of each table and index are not counted."""
_AT_ONCE = 100
_SIZES = text(
    "SELECT relname AS name, pg_total_relation_size(oid) - pg_indexes_size(oid) AS rows, "
    "pg_indexes_size(oid) AS indexes FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r'"
)


def measure_size(databases: Databases, *, count: int) -> dict[str, Any]:
    """Bytes of a finished case, in all and by table: rows (with what is kept apart of them) and indexes."""
    with databases.fresh() as url:
        found = room_of_cases(prepare(databases.open(url)), warm=WARM, count=count)
        databases.close()
    return found


def room_of_cases(bench: Bench, *, warm: int, count: int) -> dict[str, Any]:
    """The same of `count` cases on a council that has finished `warm` before."""
    _finish(bench, warm)
    before = _sizes(bench)
    _finish(bench, count)
    after = _sizes(bench)
    grown = {name: {part: (after[name][part] - before[name][part]) / count for part in after[name]} for name in after}
    tables = {name: parts for name, parts in grown.items() if any(parts.values())}
    return {
        "cases": count,
        "bytes": sum(sum(parts.values()) for parts in tables.values()),
        "tables": dict(sorted(tables.items(), key=lambda table: -sum(table[1].values()))),
    }


def _finish(bench: Bench, count: int) -> None:
    """Begin cases and work them off; the worker and the database clean up on the way, as they do in service."""
    for _ in range(0, count, _AT_ONCE):
        begun = bench.start_cases(_AT_ONCE)
        for step in ("first", "second", "third"):
            for task in open_tasks(bench, begun):
                with unit_of_work(bench.store) as work:
                    cases.complete(work, task, answers=answers(step), by=bench.adviser)
        _while_there_is_more(bench.store, lambda work: sla.sweep(work).more)
        vacuum(bench.store)
        day_later = replace(bench.store, clock=FixedClock(bench.store.clock.now() + cases.AT_HAND))
        _while_there_is_more(day_later, cases.put_away)
        vacuum(bench.store)


def _while_there_is_more(store: Store, do: Callable[[Work], bool]) -> None:
    more = True
    while more:
        with unit_of_work(store) as work:
            more = do(work)


def _sizes(bench: Bench) -> dict[str, dict[str, int]]:
    with reading(bench.store) as work:
        return {row["name"]: {"rows": row["rows"], "indexes": row["indexes"]} for row in work.rows(_SIZES)}
