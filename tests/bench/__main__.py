"""Measure, print each figure as it is found, write `bench.json`: `python -m tests.bench [PART...]`.

`SIZE=full` measures more. Without a name every part is measured, one after the other; `bench.json` holds what is
measured so far.
"""

from __future__ import annotations

import json
import os
import platform
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.bench.claiming import measure_claiming
from tests.bench.clocks import measure_replanning, measure_sweeping
from tests.bench.completing import measure_completing
from tests.bench.crowds import measure_crowds
from tests.bench.databases import Databases
from tests.bench.deciding import measure_deciding
from tests.bench.expressions import measure_expressions
from tests.bench.firing import measure_firing
from tests.bench.growing import measure_long_models, measure_loop
from tests.bench.listing import measure_listing
from tests.bench.paging import measure_pages
from tests.bench.sizing import measure_size
from tests.bench.together import measure_two_processes

Part = Callable[[Databases], Any]

QUICK: Mapping[str, Part] = {
    "feel": lambda _: measure_expressions(count=5_000),
    "decision_table": lambda _: measure_deciding(repeats=500),
    "complete_a_user_task": lambda databases: measure_completing(databases, count=200, rounds=3),
    "two_processes": lambda databases: measure_two_processes(databases, count=400, rounds=3),
    "long_models": lambda databases: measure_long_models(databases, count=20, rounds=3),
    "loop": lambda databases: measure_loop(databases, count=2, times=1000),
    "claim_jobs": lambda databases: measure_claiming(databases, due=100_000, pending=200_000, polls=500),
    "sweep_clocks": lambda databases: measure_sweeping(databases, sizes=(1_000, 50_000)),
    "replan_clocks": lambda databases: measure_replanning(databases, clocks=20_000),
    "fire_timers": lambda databases: measure_firing(
        databases, due=50_000, count=500, once=3_000, pending=200_000, rounds=3
    ),
    "finished_case": lambda databases: measure_size(databases, count=400),
    "crowds": lambda databases: measure_crowds(databases, fewest=1_000, few=10_000, many=100_000, repeats=60, rounds=3),
    "task_list": lambda databases: [
        measure_listing(databases, open_tasks=size, repeats=200) for size in (1_000, 10_000)
    ],
    "pages": lambda databases: measure_pages(databases, cases=2_000, repeats=60),
}
FULL: Mapping[str, Part] = QUICK | {
    "feel": lambda _: measure_expressions(count=20_000),
    "decision_table": lambda _: measure_deciding(repeats=2_000),
    "complete_a_user_task": lambda databases: measure_completing(databases, count=1_000, rounds=5),
    "two_processes": lambda databases: measure_two_processes(databases, count=1_000, rounds=3),
    "long_models": lambda databases: measure_long_models(databases, count=40, rounds=3),
    "loop": lambda databases: measure_loop(databases, count=4, times=1000),
    "sweep_clocks": lambda databases: measure_sweeping(databases, sizes=(1_000, 1_000_000)),
    "replan_clocks": lambda databases: measure_replanning(databases, clocks=1_000_000),
    "fire_timers": lambda databases: measure_firing(
        databases, due=100_000, count=2_000, once=100_000, pending=200_000, rounds=3
    ),
    "finished_case": lambda databases: measure_size(databases, count=2_000),
    "crowds": lambda databases: measure_crowds(
        databases, fewest=1_000, few=100_000, many=1_000_000, repeats=200, rounds=3
    ),
    "task_list": lambda databases: [
        measure_listing(databases, open_tasks=size, repeats=200) for size in (10_000, 100_000, 1_000_000)
    ],
    "pages": lambda databases: measure_pages(databases, cases=2_000, repeats=200),
}


def main(names: list[str]) -> None:
    """Measure the named parts, or all, on one server, one after the other."""
    parts = FULL if os.environ.get("SIZE") == "full" else QUICK
    if unknown := sorted(set(names) - set(parts)):
        raise SystemExit(f"There is no part called {', '.join(unknown)}. There are: {', '.join(parts)}.")
    found: dict[str, Any] = {}
    _tell(found, "machine", {"cpus": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()})
    databases = Databases()
    try:
        for name in names or parts:
            began = time.monotonic()
            _tell(found, name, parts[name](databases))
            _tell(found, f"seconds.{name}", time.monotonic() - began)
    finally:
        databases.stop()


def _tell(found: dict[str, Any], name: str, value: Any) -> None:
    found[name] = value
    Path("bench.json").write_text(json.dumps(found, indent=2) + "\n")
    for line in _lines(value, name):
        sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def _lines(value: Any, name: str) -> list[str]:
    if isinstance(value, dict):
        return [line for key, part in value.items() for line in _lines(part, f"{name}.{key}")]
    if isinstance(value, list | tuple):
        return [line for place, part in enumerate(value) for line in _lines(part, f"{name}[{place}]")]
    return [f"{name:<64} {value:.3f}" if isinstance(value, float) else f"{name:<64} {value}"]


if __name__ == "__main__":
    main(sys.argv[1:])
