"""Whatever tries to take more than its share, each tried in a process of its own, and what that took."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Iterable
from resource import RUSAGE_SELF, getrusage
from time import process_time

SECONDS = 3 if sys.gettrace() is None else 10
"""Of CPU: one is meant, and a busy machine gets three; measuring coverage slows everything."""


def tell(module: str) -> list[tuple[str, str, float, int]]:
    """Run a module of attacks: for each its name, what came out, CPU seconds, megabytes more than before."""
    told = subprocess.run([sys.executable, "-m", module], capture_output=True, text=True, timeout=900, check=True)
    found = [line.rpartition(": ") for line in told.stdout.splitlines()]
    split = [(name, *outcome.split()) for name, _, outcome in found]
    return [(name, outcome, float(seconds), int(megabytes)) for name, outcome, seconds, megabytes in split]


def try_each(attempts: Iterable[tuple[str, Callable[[], object]]], *errors: type[Exception]) -> None:
    """Try each and print a line for it; `errors` are outcomes, any other is the end of the process of that attempt."""
    for name, attempt in attempts:
        sys.stdout.write(f"{name}: ")
        sys.stdout.flush()
        child = os.fork()
        if not child:
            sys.stdout.write(f"{_outcome(attempt, errors)}\n")
            sys.stdout.flush()
            os._exit(0)
        _, status = os.waitpid(child, 0)
        if status:
            sys.stdout.write("died 0 0\n")


def _outcome(attempt: Callable[[], object], errors: tuple[type[Exception], ...]) -> str:
    """What comes out, in one word, with CPU seconds and megabytes."""
    before, began = getrusage(RUSAGE_SELF).ru_maxrss, process_time()
    try:
        attempt()
        found = "value"
    except errors as error:
        found = type(error).__name__
    megabytes = (getrusage(RUSAGE_SELF).ru_maxrss - before) / 1024
    return f"{found} {process_time() - began:.2f} {megabytes:.0f}"
