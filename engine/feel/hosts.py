"""Functions that the caller passes in (working time, a decision), as function values."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import lru_cache

from engine.feel.budget import Run
from engine.feel.errors import FeelError
from engine.feel.plain import from_plain
from engine.feel.values import Function, Value


@lru_cache(maxsize=256)
def _signature(function: Callable[..., Value]) -> inspect.Signature:
    return inspect.signature(function)


def host_function(name: str, function: Callable[..., Value]) -> Function:
    """Wrap a Python function: it gets values, by place or by name (spaces as underscores), and gives plain data.

    What it raises reaches the caller of the expression; arguments that do not fit raise `FeelError`.
    """

    def invoke(run: Run, values: tuple[Value, ...], named: dict[str, Value] | None) -> Value:
        keywords = {key.replace(" ", "_"): value for key, value in (named or {}).items()}
        run.work(100)
        try:
            _signature(function).bind(*values, **keywords)
        except TypeError as error:
            raise FeelError(f"{name}(...) was called with arguments that it does not have: {error}.") from None
        return from_plain(function(*values, **keywords))

    return Function(name, (), invoke)
