"""Measure, print a table, write `bench.json`. `SIZE=full` measures more."""

from __future__ import annotations

import json
import os
import platform
import sys
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

_FULL = os.environ.get("SIZE") == "full"


def main() -> None:
    """Run every measurement on one server, one after the other."""
    databases = Databases()
    try:
        found = {
            "machine": {"cpus": os.cpu_count(), "python": platform.python_version(), "load": os.getloadavg()},
            "feel": measure_expressions(count=20_000 if _FULL else 5_000),
            "decision_table": measure_deciding(repeats=2_000 if _FULL else 500),
            "complete_a_user_task": measure_completing(
                databases, count=1000 if _FULL else 200, rounds=5 if _FULL else 3
            ),
            "two_processes": measure_two_processes(databases, count=1000 if _FULL else 400, rounds=3),
            "long_models": measure_long_models(databases, count=40 if _FULL else 20, rounds=3),
            "loop": measure_loop(databases, count=4 if _FULL else 2, times=1000),
            "claim_jobs": measure_claiming(databases, due=100_000, pending=200_000, polls=500),
            "sweep_clocks": measure_sweeping(databases, sizes=(1_000, 1_000_000) if _FULL else (1_000, 50_000)),
            "replan_clocks": measure_replanning(databases, clocks=1_000_000 if _FULL else 20_000),
            "fire_timers": measure_firing(
                databases,
                due=100_000 if _FULL else 50_000,
                count=2_000 if _FULL else 500,
                once=100_000 if _FULL else 3_000,
                pending=200_000,
                rounds=3,
            ),
            "finished_case": measure_size(databases, count=2_000 if _FULL else 400),
            "crowds": measure_crowds(
                databases,
                fewest=1_000,
                few=100_000 if _FULL else 10_000,
                many=1_000_000 if _FULL else 100_000,
                repeats=200 if _FULL else 60,
                rounds=3,
            ),
            "task_list": [
                measure_listing(databases, open_tasks=size, repeats=200)
                for size in ((10_000, 100_000, 1_000_000) if _FULL else (1_000, 10_000))
            ],
            "pages": measure_pages(databases, cases=2_000, repeats=200 if _FULL else 60),
        }
    finally:
        databases.stop()
    Path("bench.json").write_text(json.dumps(found, indent=2) + "\n")
    for line in _lines(found, ""):
        sys.stdout.write(f"{line}\n")


def _lines(value: Any, name: str) -> list[str]:
    if isinstance(value, dict):
        return [line for key, part in value.items() for line in _lines(part, f"{name}.{key}" if name else key)]
    if isinstance(value, list):
        return [line for place, part in enumerate(value) for line in _lines(part, f"{name}[{place}]")]
    return [f"{name:<64} {value:.3f}" if isinstance(value, float) else f"{name:<64} {value}"]


if __name__ == "__main__":
    main()
