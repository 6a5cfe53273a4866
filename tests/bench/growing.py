"""What a step costs in a model of many steps, and in the thousandth round of a loop."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median
from typing import Any

from sqlalchemy import func, select

from engine import cases
from engine.cases import tables
from engine.store import reading, unit_of_work
from tests.bench.databases import Databases
from tests.bench.measuring import Timed, timed, together
from tests.bench.reference import Bench, answers, loop_model, open_tasks, prepare, sequence_model

SHORT, LONG = 5, 60
WINDOW = 3
"""So many steps from the middle of a sequence on are measured."""
ROUNDS_IN_WINDOW = 25
"""So many rounds of a loop are measured, its first ones and its last ones."""


def measure_long_models(databases: Databases, *, count: int, rounds: int) -> dict[str, Any]:
    """CPU milliseconds of a step half way through a short and a long sequence of user tasks; the median of rounds."""
    found: dict[int, list[Timed]] = {SHORT: [], LONG: []}
    for _ in range(rounds):
        for tasks, timings in found.items():
            with databases.fresh() as url:
                bench = prepare(databases.open(url), sequence_model(tasks))
                timings.append(_half_way(bench, bench.start_cases(count), tasks))
                databases.close()
    cpu = {tasks: median(timing.cpu_ms for timing in timings) for tasks, timings in found.items()}
    wall = {tasks: median(timing.wall_ms for timing in timings) for tasks, timings in found.items()}
    return {
        "cpu_ms": {f"of_{tasks}": value for tasks, value in cpu.items()},
        "wall_ms": {f"of_{tasks}": value for tasks, value in wall.items()},
        "cpu_long_over_short": cpu[LONG] / cpu[SHORT],
    }


def measure_loop(databases: Databases, *, count: int, times: int) -> dict[str, Any]:
    """CPU milliseconds of the first rounds of a loop and of the last of `times`, in turn; bytes of a state document."""
    with databases.fresh() as url:
        bench = prepare(databases.open(url), loop_model())
        old = bench.start_cases(count)
        for _ in range(times - ROUNDS_IN_WINDOW):
            _complete(bench, old, "again")
        new = bench.start_cases(count)
        size = _state_bytes(bench, new)
        turns = [(_complete(bench, new, "again"), _complete(bench, old, "again")) for _ in range(ROUNDS_IN_WINDOW)]
        grown = _state_bytes(bench, old)
        databases.close()
    first, last = (together(series) for series in zip(*turns, strict=True))
    return {
        "rounds": times,
        "cpu_ms": {"first": first.cpu_ms, "last": last.cpu_ms},
        "wall_ms": {"first": first.wall_ms, "last": last.wall_ms},
        "cpu_last_over_first": last.cpu_ms / first.cpu_ms,
        "wall_last_over_first": last.wall_ms / first.wall_ms,
        "state_bytes": {"first": size, "last": grown},
    }


def _half_way(bench: Bench, begun: Sequence[int], tasks: int) -> Timed:
    """The steps around the middle of the model, all cases in turn."""
    middle = tasks // 2
    for number in range(1, middle):
        _complete(bench, begun, f"task{number}")
    return together(_complete(bench, begun, f"task{number}") for number in range(middle, middle + WINDOW))


def _complete(bench: Bench, begun: Sequence[int], name: str) -> Timed:
    """Complete the open task of each of these cases."""
    tasks, given = open_tasks(bench, begun), answers(name)
    with timed(bench.store.engine) as found:
        for task in tasks:
            with found.action(), unit_of_work(bench.store) as work:
                cases.complete(work, task, answers=given, by=bench.adviser)
    return found


def _state_bytes(bench: Bench, begun: Sequence[int]) -> int:
    columns = tables.state.c
    largest = select(func.max(func.length(columns.state))).where(columns.case_id.in_(begun))
    with reading(bench.store) as work:
        return work.value(largest) or 0
