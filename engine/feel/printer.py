"""A syntax tree as text again, with a bracket around everything that could be read in two ways."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.feel import tree
from engine.feel.numbers import to_text
from engine.feel.writing import quoted


def to_source(node: tree.Node) -> str:
    """Write a tree so that reading it gives the same tree."""
    if isinstance(node, tree.Type):
        return _type(node)
    return _WRITERS[type(node)](node)


def _tight(node: tree.Node) -> str:
    """A part that operators and dots may stand beside."""
    text = to_source(node)
    return text if isinstance(node, _CLOSED) else f"({text})"


def _literal(node: tree.Literal) -> str:
    if node.value is None:
        return "null"
    if isinstance(node.value, bool):
        return "true" if node.value else "false"
    return quoted(node.value) if isinstance(node.value, str) else to_text(node.value)


def _call(node: tree.Call) -> str:
    values = [to_source(argument) for argument in node.arguments]
    if node.names is not None:
        values = [f"{name}: {value}" for name, value in zip(node.names, values, strict=True)]
    return f"{_tight(node.function)}({', '.join(values)})"


def _arithmetic(node: tree.Arithmetic) -> str:
    pairs = zip(node.operators, node.operands, strict=True)
    return _tight(node.first) + "".join(f" {sign} {_tight(operand)}" for sign, operand in pairs)


def _compare(node: tree.Compare) -> str:
    return f"{_tight(node.left)} {node.operator} {_tight(node.right)}"


def _interval(node: tree.Interval) -> str:
    opening, closing = "[" if node.low_included else "(", "]" if node.high_included else ")"
    high = to_source(node.high)
    if not isinstance(node.high, tree.Literal | tree.At | tree.Name):  # a [ after the end would close the range
        high = f"({high})"
    return f"{opening}{_tight(node.low)}..{high}{closing}"


def _context(node: tree.Context) -> str:
    pairs = zip(node.keys, node.values, strict=True)
    return "{" + ", ".join(f"{quoted(key)}: {to_source(value)}" for key, value in pairs) + "}"


def _turns(turns: tuple[tree.Turn, ...]) -> str:
    return ", ".join(
        f"{turn.name} in {_tight(turn.source)}" + (f"..{_tight(turn.end)}" if turn.end is not None else "")
        for turn in turns
    )


def _quantified(node: tree.Quantified) -> str:
    word = "every" if node.every else "some"
    return f"{word} {_turns(node.turns)} satisfies {_tight(node.condition)}"


def _if(node: tree.If) -> str:
    return f"if {_tight(node.condition)} then {_tight(node.yes)} else {_tight(node.no)}"


def _lambda(node: tree.Lambda) -> str:
    pairs = zip(node.parameters, node.types, strict=True)
    parameters = ", ".join(name if wanted is None else f"{name}: {_type(wanted)}" for name, wanted in pairs)
    return f"function({parameters}) {_tight(node.body)}"


def _type(node: tree.Type) -> str:
    parts, result = list(node.parts), ""
    if node.name == "function" and parts:
        result = f"->{_type(parts.pop())}"
    inner = [_type(part) for part in parts]
    if node.keys:
        inner = [f"{key}: {part}" for key, part in zip(node.keys, inner, strict=True)]
    if result:
        return f"function<{', '.join(inner)}>{result}"
    return f"{node.name}<{', '.join(inner)}>" if inner else node.name


def _tests(node: tree.Tests) -> str:
    inner = ", ".join(_tight(test) for test in node.tests) or "-"
    return f"not({inner})" if node.negated else inner


def _in(node: tree.In) -> str:
    return f"{_tight(node.value)} in ({', '.join(_tight(test) for test in node.tests)})"


_WRITERS: dict[type[tree.Node], Callable[[Any], str]] = {
    tree.Literal: _literal,
    tree.At: lambda node: f"@{quoted(node.text)}",
    tree.Name: lambda node: node.name,
    tree.Path: lambda node: f"{_tight(node.base)}.{node.name}",
    tree.Filter: lambda node: f"{_tight(node.base)}[{to_source(node.condition)}]",
    tree.Call: _call,
    tree.Negate: lambda node: f"-{_tight(node.operand)}",
    tree.Arithmetic: _arithmetic,
    tree.Compare: _compare,
    tree.And: lambda node: " and ".join(_tight(item) for item in node.items),
    tree.Or: lambda node: " or ".join(_tight(item) for item in node.items),
    tree.Between: lambda node: f"{_tight(node.value)} between {_tight(node.low)} and {_tight(node.high)}",
    tree.In: _in,
    tree.UnaryCompare: lambda node: f"{node.operator} {_tight(node.operand)}",
    tree.Interval: _interval,
    tree.ListOf: lambda node: f"[{', '.join(_tight(item) for item in node.items)}]",
    tree.Context: _context,
    tree.If: _if,
    tree.For: lambda node: f"for {_turns(node.turns)} return {_tight(node.body)}",
    tree.Quantified: _quantified,
    tree.InstanceOf: lambda node: f"{_tight(node.value)} instance of {_type(node.type)}",
    tree.Lambda: _lambda,
    tree.Tests: _tests,
}
_CLOSED = (
    tree.Literal,
    tree.At,
    tree.Name,
    tree.Path,
    tree.Filter,
    tree.Call,
    tree.Interval,
    tree.ListOf,
    tree.Context,
)
