"""From tree to closures: one Python function per node, made once, run many times.

`compiled(node)` is open: each file of this folder registers the nodes that it knows.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import singledispatch
from typing import TypeAlias

from engine.feel import plain, tree
from engine.feel.arithmetic import negate
from engine.feel.budget import Scope
from engine.feel.builtins import builtin_function
from engine.feel.errors import FeelError
from engine.feel.properties import PROPERTIES
from engine.feel.temporal_text import read_literal
from engine.feel.values import Value, kind

Code: TypeAlias = Callable[[Scope], Value]
_READY = frozenset({str, bool, type(None)})
_MISSING = object()


@singledispatch
def compiled(node: tree.Node) -> Code:
    """Turn a node into a function from the names in sight to a value."""
    raise FeelError(f"Cannot evaluate {type(node).__name__}.")


@compiled.register
def _literal(node: tree.Literal) -> Code:
    value = node.value
    return lambda scope: value


@compiled.register
def _at(node: tree.At) -> Code:
    value = read_literal(node.text)
    if value is None:
        return lambda scope: scope.run.note(f'"{node.text[:60]}" is no date, time or duration')
    return lambda scope: value


@compiled.register
def _negate(node: tree.Negate) -> Code:
    operand = compiled(node.operand)
    if isinstance(node.operand, tree.Literal) and isinstance(node.operand.value, Decimal):
        value = negate(node.operand.value)
        return lambda scope: value

    def run(scope: Scope) -> Value:
        given = operand(scope)
        result = negate(given)
        if result is None:
            scope.run.note(f"- {kind(given)} has no result", given)
        return result

    return run


def lookup(scope: Scope, name: str, missing: Value) -> Value:
    """Find a name, the innermost first; plain data of the caller becomes values here, once."""
    while scope.parent is not None:
        value = scope.names.get(name, _MISSING)
        if value is not _MISSING:
            return value
        scope = scope.parent
    value = scope.names.get(name, _MISSING)
    if type(value) in _READY:
        return value
    if value is _MISSING:
        return missing
    converted = scope.run.converted
    if name not in converted:
        converted[name] = plain.from_plain(value)
    return converted[name]


@compiled.register
def _name(node: tree.Name) -> Code:
    name = node.name
    fallback = builtin_function(name)

    def run(scope: Scope) -> Value:
        value = scope.names.get(name, _MISSING)
        if type(value) in _READY:
            return value
        value = lookup(scope, name, _MISSING)
        if value is _MISSING:
            if fallback is None:
                scope.run.note(f"there is nothing called {name}")
            return fallback
        return value

    return run


@compiled.register
def _path(node: tree.Path) -> Code:
    base, name = compiled(node.base), node.name

    def run(scope: Scope) -> Value:
        value = base(scope)
        if type(value) is dict and name in value:
            return value[name]
        return step(scope, value, name)

    return run


def step(scope: Scope, value: Value, name: str) -> Value:
    """Read `name` of a value: an entry, a property of a date or duration, or that of each item of a list."""
    if type(value) is dict and name in value:
        return value[name]
    if type(value) is list:
        scope.run.list(len(value))
        scope.run.work(len(value))
        return [step(scope, item, name) if type(item) is not list else None for item in value]
    found = PROPERTIES.get(kind(value), {}).get(name)
    if found is None:
        scope.run.note(f"{kind(value)} has no {name}", value)
        return None
    return found(value)


@compiled.register
def _if(node: tree.If) -> Code:
    condition, yes, no = compiled(node.condition), compiled(node.yes), compiled(node.no)
    return lambda scope: yes(scope) if condition(scope) is True else no(scope)


@compiled.register
def _list(node: tree.ListOf) -> Code:
    items = tuple(compiled(item) for item in node.items)
    length = len(items)

    def run(scope: Scope) -> Value:
        scope.run.list(length)
        return [item(scope) for item in items]

    return run


@compiled.register
def _context(node: tree.Context) -> Code:
    entries = tuple((key, compiled(value)) for key, value in zip(node.keys, node.values, strict=True))

    def run(scope: Scope) -> Value:
        scope.run.list(len(entries))
        result: dict[str, Value] = {}
        inner = Scope(result, scope, scope.run)
        for key, value in entries:
            result[key] = value(inner)
        return result

    return run
