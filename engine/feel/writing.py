"""A value as text, the way that the language writes it: what `string(...)` gives."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.numbers import to_text
from engine.feel.reader import is_plain
from engine.feel.temporal_text import WRITERS
from engine.feel.values import Function, Range, Value

_WRITERS: dict[type, Callable[[Value], str]] = {
    type(None): lambda value: "null",
    bool: lambda value: "true" if value else "false",
    Decimal: to_text,
    **WRITERS,
    Function: lambda value: "function",
}


def write(run: Run, value: Value) -> str:
    """Write a value; strings within lists and contexts stand in quotes. Charges each part, so sharing costs."""
    if type(value) is str:
        return value
    pieces: list[str] = []
    stack: list[Value] = [_Value(value)]
    while stack:
        run.work(1)
        top = stack.pop()
        if type(top) is str:
            run.string(len(top))
            pieces.append(top)
        else:
            stack.extend(reversed(_pieces(top.value)))
    text = "".join(pieces)
    run.string(len(text))
    return text


class _Value:
    """A value still to be written, among pieces that are."""

    __slots__ = ("value",)

    def __init__(self, value: Value) -> None:
        self.value = value


def _pieces(value: Value) -> list[Value]:
    if type(value) is str:
        return [quoted(value)]
    if type(value) is list:
        return ["[", *_between([[_Value(item)] for item in value]), "]"]
    if type(value) is dict:
        return ["{", *_between([[f"{_key(key)}: ", _Value(item)] for key, item in value.items()]), "}"]
    if type(value) is Range:
        opening, closing = "[" if value.low_included else "(", "]" if value.high_included else ")"
        return [opening, _Value(value.low), "..", _Value(value.high), closing]
    return [_WRITERS[type(value)](value)]


def _between(parts: list[list[Value]]) -> list[Value]:
    joined: list[Value] = []
    for number, part in enumerate(parts):
        joined += [", ", *part] if number else part
    return joined


def _key(key: str) -> str:
    return key if is_plain(key) else quoted(key)


def quoted(text: str) -> str:
    """A string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n").replace("\r", "\\r").replace("\t", "\\t") + '"'
