"""Timers: how many a second are claimed, and fired end to end, by one worker and by two; whether each fires once."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from statistics import median
from typing import Any

from sqlalchemy import func, select, text

from engine import cases
from engine.clock import FixedClock
from engine.store import Store, open_store, reading, unit_of_work
from tests.bench.databases import Databases
from tests.bench.floors import Transaction, bare_driver, through_psycopg, through_sqlalchemy
from tests.bench.measuring import recording, timed
from tests.bench.multiplying import Changed, multiply
from tests.bench.processes import Span, rate
from tests.bench.reference import prepare, timer_model

BATCH = 100
WARM = 20
_FIRED = "case:timer:fired"


def measure_firing(
    databases: Databases, *, due: int, count: int, once: int, pending: int, rounds: int
) -> dict[str, Any]:
    """Claim `due` timers; fire `count` by one worker and by two in turn, beside their statements alone.

    Fire `once` timers by two workers and count in the record how often each fired; ask with `pending` timers waiting.
    """
    found: dict[str, Any] = {"due": due, "pending": pending, "batch": BATCH}
    for workers in (1, 2):
        with databases.fresh() as url:
            _fill(databases, url, due)
            found[f"claims_a_second_{workers}"] = rate(url, workers, _claim_all, expected=due)
    found["claims_a_second_of_cpu"] = _claims_a_second_of_cpu(databases, due)
    fired = [[_fires_a_second(databases, count, workers) for workers in (1, 2)] for _ in range(rounds)]
    found |= {f"fires_a_second_{place + 1}": median(rates) for place, rates in enumerate(zip(*fired, strict=True))}
    found["two_to_one"] = median(two / one for one, two in fired)
    found |= _beside_floor(databases, count)
    found["fired_once"] = _fired_once(databases, once)
    return found | _idle(databases, pending)


def _fill(databases: Databases, url: str, count: int, state: Changed | None = None) -> None:
    """Cases that have waited for their timer for hours."""
    bench = prepare(databases.open(url), timer_model())
    past = replace(bench.store, clock=FixedClock(bench.store.clock.now() - timedelta(hours=3)))
    (first,) = replace(bench, store=past).start_cases(1)
    multiply(bench.store, first, count - 1, state=state or {})
    databases.close()


def _claim_all(url: str, _number: int) -> Span:
    store, claimed = open_store(url, pool_size=1), 0
    with store.engine.connect():
        begun = time.time()
    while more := _claim(store):
        claimed += more
    ended = time.time()
    store.engine.dispose()
    return claimed, begun, ended


def _claims_a_second_of_cpu(databases: Databases, due: int) -> float:
    """What one worker and its backend need the processor for, however busy the machine is."""
    with databases.fresh() as url:
        _fill(databases, url, due)
        store = databases.open(url)
        _claim(store)
        claimed = 0
        with timed(store.engine) as found:
            while more := _claim(store):
                claimed += more
        databases.close()
    return claimed / (found.client + found.server)


def _claim(store: Store) -> int:
    with unit_of_work(store) as work:
        return len(cases.claim_timers(work, BATCH))


def _fire_all(url: str, _number: int) -> Span:
    store, fired = open_store(url, pool_size=1), 0
    with store.engine.connect():
        begun = time.time()
    while more := cases.fire_due_timers(store):
        fired += more
    ended = time.time()
    store.engine.dispose()
    return fired, begun, ended


def _fires_a_second(databases: Databases, count: int, workers: int) -> float:
    with databases.fresh() as url:
        _fill(databases, url, count)
        return rate(url, workers, _fire_all, expected=count)


def _fired_once(databases: Databases, once: int) -> dict[str, int]:
    """Fire by two workers; how many cases the record says were fired, and how many of them more than once."""
    with databases.fresh() as url:
        _fill(databases, url, once)
        rate(url, 2, _fire_all, expected=once)
        times = select(func.count().label("times")).select_from(text("audit_entry")).where(text("action = :fired"))
        by_case = times.group_by(text("case_id")).subquery()
        with reading(databases.open(url)) as work:
            often = func.count().filter(by_case.c.times > 1)
            cases_fired, more_than_once = work.execute(select(func.count(), often), {"fired": _FIRED}).one()
        databases.close()
    if (cases_fired, more_than_once) != (once, 0):
        raise RuntimeError(f"{cases_fired} of {once} cases fired, {more_than_once} of them more than once")
    return {"cases": cases_fired, "more_than_once": more_than_once}


def _beside_floor(databases: Databases, count: int) -> dict[str, Any]:
    """The very statements of one firing after the other, one commit each, with nothing of ours around them."""
    with databases.fresh() as url:
        _fill(databases, url, count)
        with databases.clone(url) as twin, databases.clone(url) as other:
            store = databases.open(url)
            cases.fire_due_timers(store, limit=WARM)
            with timed(store.engine) as fired, recording(store.engine) as recorder, fired.action():
                done = cases.fire_due_timers(store, limit=count)
            databases.close()
            recorded = _firings(recorder.complete)
            engine = databases.open(twin).engine
            through_sqlalchemy(engine, recorded[:WARM])
            floor = through_sqlalchemy(engine, recorded[WARM:])
            databases.close()
            with bare_driver(other) as driver:
                through_psycopg(driver, recorded[:WARM])
                bare = through_psycopg(driver, recorded[WARM:])
    commits = {name: len(one.wall) / sum(one.wall) for name, one in (("floor", floor), ("floor_bare_driver", bare))}
    return {
        "statements": max(map(len, recorded)),
        "floor_commits_a_second": commits,
        "fires_to_floor": done / fired.wall[0] / commits["floor"],
        "cpu_ms": {"fire": fired.cpu_ms / done, "floor": floor.cpu_ms, "floor_bare_driver": bare.cpu_ms},
    }


def _firings(transactions: Sequence[Transaction]) -> list[Transaction]:
    """Without the claims, which are one statement for a batch."""
    return [transaction for transaction in transactions if len(transaction) > 1]


def _idle(databases: Databases, pending: int) -> dict[str, float]:
    with databases.fresh() as url:
        _fill(databases, url, pending, {"due_at": "now() + interval '1 day'"})
        store = databases.open(url)
        cases.fire_due_timers(store)
        with timed(store.engine) as poll:
            for _ in range(500):
                with poll.action():
                    cases.fire_due_timers(store)
        databases.close()
    return {"idle_poll_ms": poll.wall_ms, "idle_poll_p95_ms": poll.p95_ms, "idle_poll_cpu_ms": poll.cpu_ms}
