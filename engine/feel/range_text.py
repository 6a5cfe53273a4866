"""A range written as text: `[18..21)`, `(..5]`, `[@"2026-01-01"..@"2026-12-31"]`. Its ends are literals."""

from __future__ import annotations

from engine.feel import tree
from engine.feel.arithmetic import negate
from engine.feel.compare import ORDERED, order
from engine.feel.errors import FeelError
from engine.feel.parser import parse_expression
from engine.feel.temporal_text import read_date, read_duration, read_literal, read_moment, read_time
from engine.feel.values import Range, Value

READERS = {"date": read_date, "time": read_time, "date and time": read_moment, "duration": read_duration}
"""The functions whose call with a text is a literal."""


def read_range(text: str) -> Range | None:
    """The range that a text writes; None when it writes none. An end that is left out has a round bracket."""
    text = text.strip()
    if len(text) < 4 or text[0] not in "[(]" or text[-1] not in "])[":
        return None
    inner = text[1:-1].strip()
    if inner.startswith("..") or inner.endswith(".."):
        return _half(text, inner)
    try:
        node = parse_expression(text)
    except FeelError:
        return None
    if not isinstance(node, tree.Interval):
        return None
    low, high = _end(node.low), _end(node.high)
    if type(low) not in ORDERED or (order(low, high) or 0) > 0 or order(low, high) is None:
        return None
    return Range(low, high, node.low_included, node.high_included)


def _half(text: str, inner: str) -> Range | None:
    """A range with one end."""
    starts = inner.endswith("..")
    if (text[-1] if starts else text[0]) in ("]" if starts else "["):
        return None
    try:
        end = _end(parse_expression(inner[:-2] if starts else inner[2:]))
    except FeelError:
        return None
    if type(end) not in ORDERED:
        return None
    if starts:
        return Range(end, None, text[0] == "[", high_included=False)
    return Range(None, end, low_included=False, high_included=text[-1] == "]")


def _end(node: tree.Node) -> Value:
    """The value of a literal; None for anything else."""
    if isinstance(node, tree.Literal):
        return node.value
    if isinstance(node, tree.At):
        return read_literal(node.text)
    if isinstance(node, tree.Negate):
        return negate(_end(node.operand))
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and len(node.arguments) == 1:
        reader, argument = READERS.get(node.function.name), node.arguments[0]
        if reader and isinstance(argument, tree.Literal) and isinstance(argument.value, str):
            return reader(argument.value)
    return None
