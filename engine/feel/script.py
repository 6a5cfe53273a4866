"""Script tasks: a context whose entries become case data, in order, each seeing those before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from engine.feel.budget import DEFAULT, Budget
from engine.feel.errors import FeelError
from engine.feel.expression import Expression, Functions, parse
from engine.feel.tokens import require_text
from engine.feel.tree import Context
from engine.feel.values import Value


def run_script(
    text: str,
    context: Mapping[str, Value],
    *,
    now: datetime | None = None,
    functions: Functions | None = None,
    budget: Budget = DEFAULT,
    result: str = "",
) -> dict[str, Value]:
    """Evaluate a script and return the entries to merge into the data.

    With a `result` name, any expression will do, and its value is that entry. Without one the script must be a
    context, with or without its braces. Raises `FeelError`.
    """
    require_text(text)
    source = text.strip().rstrip(",;")
    if result:
        expression = parse(source, context)
    elif source.startswith("{"):
        expression = parse(source, context)
        if not isinstance(expression.tree, Context):
            raise FeelError("A script is a list of entries: { total: a + b, paid: true }.", 0, text)
    else:
        expression = _entries(source, context)
    value = expression.evaluate(context, now=now, functions=functions, budget=budget)
    return {result: value} if result else dict(value)


def _entries(source: str, context: Mapping[str, Value]) -> Expression:
    try:
        return parse("{" + source + "}", context)
    except FeelError as error:
        message = f"{error.message} A script is a list of entries: {{ total: a + b, paid: true }}."
        raise FeelError(message, max(error.position - 1, 0), source) from None
