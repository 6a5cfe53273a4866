"""A FEEL expression, read once, beside Python's `eval` of the source text of its twin."""

from __future__ import annotations

import timeit
from time import process_time
from typing import Any

from engine.feel import parse

FEEL = 'amount > 100 and band in ["A","B"]'
PYTHON = 'amount > 100 and band in ["A","B"]'
ROUNDS = 15


def measure_expressions(count: int) -> dict[str, Any]:
    """CPU microseconds of one evaluation, the best of several rounds of `count`, the two in turn."""
    context = {"amount": 150, "band": "B"}
    expression = parse(FEEL)
    twin = {"PYTHON": PYTHON, "context": context}
    feel, python = [], []
    for _ in range(ROUNDS):
        feel.append(timeit.timeit(lambda: expression.evaluate(context), timer=process_time, number=count))
        python.append(timeit.timeit("eval(PYTHON, {}, context)", timer=process_time, number=count, globals=twin))
    return {
        "expression": FEEL,
        "cpu_us": {"feel": min(feel) / count * 1e6, "python_eval_of_text": min(python) / count * 1e6},
        "feel_over_python_eval_of_text": min(feel) / min(python),
    }
