"""Completions a second of one process in the service layer, and of two."""

from __future__ import annotations

import threading
import time
from collections.abc import Sequence
from multiprocessing import Barrier, Process, SimpleQueue, queues
from statistics import median
from typing import Any, TypeAlias

from engine import cases
from engine.people import Actor
from engine.store import Store, open_store, unit_of_work
from tests.bench.databases import Databases
from tests.bench.reference import answers, open_tasks, prepare

Spans: TypeAlias = "queues.SimpleQueue[tuple[float, float]]"
WARM = 20


def measure_two_processes(databases: Databases, *, count: int, rounds: int) -> dict[str, Any]:
    """Complete `count` tasks, by one process and by two that share them; the median of rounds that take turns."""
    rates: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for processes, found in rates.items():
            with databases.fresh() as url:
                bench = prepare(databases.open(url))
                tasks = open_tasks(bench, bench.start_cases(count + WARM * processes))
                databases.close()
                found.append(_completions_a_second(url, bench.adviser, tasks, processes))
    ratios = [two / one for one, two in zip(rates[1], rates[2], strict=True)]
    return {
        "completions_a_second_1": median(rates[1]),
        "completions_a_second_2": median(rates[2]),
        "two_to_one": median(ratios),
    }


def _completions_a_second(url: str, adviser: Actor, tasks: Sequence[int], processes: int) -> float:
    """From the moment all processes are warm to the moment the last one is done."""
    ready = Barrier(processes)
    spans: Spans = SimpleQueue()
    shares = [tasks[number::processes] for number in range(processes)]
    started = [Process(target=_complete, args=(url, adviser, share, ready, spans)) for share in shares]
    for process in started:
        process.start()
    found = [spans.get() for _ in started]
    for process in started:
        process.join()
    measured = len(tasks) - WARM * processes
    return measured / (max(ended for _, ended in found) - min(began for began, _ in found))


def _complete(
    url: str,
    adviser: Actor,
    tasks: Sequence[int],
    ready: threading.Barrier,
    spans: Spans,
) -> None:
    """Complete these tasks, and tell when that began, once all are warm, and when it ended."""
    store = open_store(url, pool_size=1)
    _work_off(store, adviser, tasks[:WARM])
    ready.wait()
    began = time.time()
    _work_off(store, adviser, tasks[WARM:])
    spans.put((began, time.time()))
    store.engine.dispose()


def _work_off(store: Store, adviser: Actor, tasks: Sequence[int]) -> None:
    for task in tasks:
        with unit_of_work(store) as work:
            cases.complete(work, task, answers=answers("first"), by=adviser)
