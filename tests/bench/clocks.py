"""Clocks: what a sweep costs beside ever more open clocks, and how long re-planning them takes after an edit."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import text

from engine import cases, sla
from engine.people import SYSTEM
from engine.sla import SpecialDay
from engine.store import Store, reading, unit_of_work
from tests.bench.databases import Databases
from tests.bench.measuring import timed
from tests.bench.multiplying import multiply
from tests.bench.reference import prepare

_KEY = "england-mon-fri-9-17"
_DUE = 100
_TURNS = 9
_OPEN = text("""
    INSERT INTO sla_clock (kind, name, service_id, team_id, case_id, target, calendar_id, calendar_version, status,
        started_at, first_due_at, due_at, at_risk_at, at_risk, extended, look_at)
    SELECT 'case', 'Report a defect', 1 + n % 7, 1 + n % 40, n, (CAST(:targets AS text[]))[1 + n % 4], calendar.id, 1,
        'running', began, began + interval '30 days', began + interval '30 days', began + interval '20 days',
        false, false, began + interval '20 days'
    FROM generate_series(1, :count) AS n, sla_calendar AS calendar,
        LATERAL (
            SELECT CAST(:now AS timestamptz) - make_interval(secs => (CAST(n AS bigint) * 7919) % 864000) AS began
        ) AS begun
    WHERE calendar.key = :key
""")
_RUN_OUT = text("""
    UPDATE sla_clock SET due_at = CAST(:now AS timestamptz) - interval '1 second', look_at = :now,
        at_risk_at = CAST(:now AS timestamptz) - interval '2 seconds'
    WHERE id > :first AND id <= :last
""")
_BEGUN = text("""
    INSERT INTO sla_clock_event (clock_id, kind, at, recorded_at, reason)
    SELECT id, 'started', started_at, started_at, '' FROM sla_clock
""")
_TARGETS = ["10 working days", "40 working hours", "20 working days", "15 working days"]


def measure_sweeping(databases: Databases, *, sizes: Sequence[int]) -> list[dict[str, Any]]:
    """Milliseconds of one sweep that finds 100 clocks overdue, and of one that finds none, among so many open ones."""
    return [_measure_sweep(databases, clocks) for clocks in sizes]


def _measure_sweep(databases: Databases, clocks: int) -> dict[str, Any]:
    with databases.fresh() as url:
        store = databases.open(url)
        _fill(store, clocks)
        _sweep(store, 0)  # so that every statement is compiled
        with timed(store.engine) as due:
            for turn in range(_TURNS):
                with unit_of_work(store) as work:
                    work.execute(_RUN_OUT, {"now": work.now, "first": turn * _DUE, "last": (turn + 1) * _DUE})
                with due.action():
                    _sweep(store, _DUE)
        with timed(store.engine) as idle:
            for _ in range(_TURNS):
                with idle.action():
                    _sweep(store, 0)
        databases.close()
        return {"open_clocks": clocks, "due": _DUE, "sweep_ms": due.wall_ms, "sweep_of_nothing_ms": idle.wall_ms}


def _sweep(store: Store, wanted: int) -> None:
    with unit_of_work(store) as work:
        found = sla.sweep(work)
    if found.breached != wanted:
        raise RuntimeError(f"{found.breached} clocks were found overdue, not {wanted}")


def measure_replanning(databases: Databases, *, clocks: int) -> dict[str, Any]:
    """Seconds until every open clock is re-planned, by one worker, after an edit that moves most of them.

    Half of the clocks are of whole cases, half of open tasks, whose due dates move with them.
    """
    with databases.fresh() as url:
        bench = prepare(databases.open(url))
        store = bench.store
        (first,) = bench.start_cases(1)
        multiply(store, first, clocks // 2 - 1)
        _fill(store, clocks - _open_clocks(store))
        with unit_of_work(store) as work:
            hours = sla.calendar_detail(work, _KEY).hours
            today = work.now.date()
            closed = {today + timedelta(days=ahead): SpecialDay((), "Closed") for ahead in range(1, 4)}
            edit = sla.Hours(hours.week, closed, hours.bank_holidays)
            run = sla.add_version(work, _KEY, edit, valid_from=today, reason="Storm", by=SYSTEM)
        with timed(None) as replanned, replanned.action():
            sla.replan_clocks(store, cases.REPLANNED_TASKS)
        with reading(store) as work:
            done = sla.replan(work, run.id, of=run.calendar, by=SYSTEM)
        if (done.status, done.replanned) != ("applied", clocks):
            raise RuntimeError(f"{done.replanned} of {clocks} clocks were re-planned: {done.status}")
        databases.close()
        return {
            "clocks": clocks,
            "moved": done.moved,
            "seconds": replanned.wall[0],
            "client_cpu_seconds": replanned.client,
        }


def _open_clocks(store: Store) -> int:
    with reading(store) as work:
        return int(work.value(text("SELECT count(*) FROM sla_clock WHERE status = 'running'")))


def _fill(store: Store, clocks: int) -> None:
    with unit_of_work(store) as work:
        work.execute(_OPEN, {"count": clocks, "targets": _TARGETS, "now": work.now, "key": _KEY})
        work.execute(_BEGUN)
    with store.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE sla_clock"))
        connection.execute(text("VACUUM ANALYZE sla_clock_event"))
