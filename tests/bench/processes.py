"""The same work done by one process or by several at once, and how much of it a second."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from typing import TypeAlias

from engine.store import open_store

Span: TypeAlias = tuple[int, float, float]
"""How much was done, from when to when (seconds of the clock on the wall)."""


def rate(url: str, processes: int, work: Callable[[str, int], Span], *, expected: int) -> float:
    """How much of `work(url, number of the process)` was done a second; it has to be `expected` in all."""
    with ProcessPoolExecutor(processes) as pool:
        list(pool.map(_warm, [url] * processes))
        spans = list(pool.map(work, [url] * processes, range(processes)))
    done = sum(count for count, _, _ in spans)
    if done != expected:
        raise RuntimeError(f"{done} of {expected} were done")
    return done / (max(end for _, _, end in spans) - min(begin for _, begin, _ in spans))


def _warm(url: str) -> None:
    with open_store(url, pool_size=1).engine.connect():
        time.sleep(0.2)  # so that each process of the pool gets one
