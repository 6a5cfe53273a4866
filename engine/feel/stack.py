"""Going on in a thread of its own when the stack of this one is used up: functions may then call one another deeply."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextvars import copy_context
from typing import TypeVar

from engine.feel.budget import Run

Result = TypeVar("Result")
WORK = 1_000
"""Steps that another stack costs: going to and fro between two of them is not to take longer than counting."""


def on_another_stack(run: Run, do: Callable[[], Result]) -> Result:
    """What `do` gives or raises, done in another thread while this one waits. Raises BudgetExceeded.

    Python counts nested calls for each thread, so there they begin anew.
    """
    run.work(WORK)
    around, run.base = run.base, run.depth
    try:
        with ThreadPoolExecutor(1) as other:
            try:
                coming = other.submit(copy_context().run, do)
            except RuntimeError:  # no more threads are to be had
                run.too_deep()
            return coming.result()
    finally:
        run.base = around
