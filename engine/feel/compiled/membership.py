"""Ranges, `in`, and the unary tests of decision tables."""

from __future__ import annotations

import operator
from collections.abc import Callable
from decimal import Decimal
from typing import TypeAlias

from engine.feel import tree
from engine.feel.budget import Scope
from engine.feel.compare import ORDERED, equal, member, order, within
from engine.feel.compiled.core import Code, compiled
from engine.feel.values import Range, Value, kind

_ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}
Test: TypeAlias = Callable[[Scope, Value], "bool | None"]


@compiled.register
def _interval(node: tree.Interval) -> Code:
    low, high = compiled(node.low), compiled(node.high)
    low_included, high_included = node.low_included, node.high_included

    def run(scope: Scope) -> Value:
        start, end = low(scope), high(scope)
        ends = [edge for edge in (start, end) if edge is not None]
        if not ends or len({kind(edge) for edge in ends}) > 1 or not {type(edge) for edge in ends} <= ORDERED:
            scope.run.note("the two ends of a range are of the same kind, and have an order", start, end)
            return None
        if len(ends) == 2 and (order(start, end) or 0) > 0:
            scope.run.note("a range starts with its lower end")
            return None
        return Range(start, end, low_included and start is not None, high_included and end is not None)

    return run


@compiled.register
def _half(node: tree.UnaryCompare) -> Code:
    """`(> 5)` as a value: a range with one end."""
    operand, sign = compiled(node.operand), node.operator

    def run(scope: Scope) -> Value:
        value = operand(scope)
        if type(value) not in ORDERED or sign == "!=":
            scope.run.note(f"({sign} {kind(value)}) is no range", value)
            return None
        if sign == "=":
            return Range(value, value)
        if sign in (">", ">="):
            return Range(value, None, sign == ">=", high_included=False)
        return Range(None, value, low_included=False, high_included=sign == "<=")

    return run


def any_of(tests: tuple[Test, ...]) -> Test:
    """Hold when one of the tests holds; null when none does but one is null."""
    if len(tests) == 1:
        return tests[0]

    def run(scope: Scope, value: Value) -> bool | None:
        result: bool | None = False
        for test in tests:
            found = test(scope, value)
            if found:
                return True
            if found is None:
                result = None
        return result

    return run


@compiled.register
def _in(node: tree.In) -> Code:
    value = compiled(node.value)
    test = any_of(tuple(compiled_test(test, cell=False) for test in node.tests))

    def run(scope: Scope) -> Value:
        tested = value(scope)
        found = test(scope, tested)
        if found is None:
            scope.run.note(f"whether {kind(tested)} is in these values cannot be said", tested)
        return found

    return run


def compiled_test(node: tree.Node, *, cell: bool) -> Test:
    """Turn one test into a function of the names in sight and the value under test.

    In a `cell`, an expression with `?` decides by itself, and so does one that gives true or false.
    """
    if isinstance(node, tree.UnaryCompare):
        return _sign_test(node)
    if isinstance(node, tree.Literal) and type(node.value) in (str, Decimal):
        return _literal_test(node.value)
    code = compiled(node)
    if isinstance(node, tree.Interval):
        return lambda scope, value: _in_interval(scope, code(scope), value)
    if cell and mentions(node, "?"):
        return lambda scope, value: _truth(code(scope))

    def run(scope: Scope, value: Value) -> bool | None:
        result = code(scope)
        if cell and type(result) is bool and type(value) is not bool:
            return result
        return member(scope.run, value, result)

    return run


def _literal_test(wanted: Value) -> Test:
    """Equal to a text or number: what most cells are."""
    kind = type(wanted)

    def run(scope: Scope, value: Value) -> bool | None:
        if type(value) is kind:
            return bool(value == wanted)
        return member(scope.run, value, wanted)

    return run


def _truth(value: Value) -> bool | None:
    return value if type(value) is bool else None


def _in_interval(scope: Scope, interval: Value, value: Value) -> bool | None:
    """A written interval has two ends: with a null one the answer is null."""
    found = None
    if type(interval) is Range and interval.low is not None and interval.high is not None:
        found = within(value, interval)
    if found is None:
        scope.run.note(f"{kind(value)} cannot be compared with the ends of this range")
    return found


def _sign_test(node: tree.UnaryCompare) -> Test:
    operand, sign = compiled(node.operand), node.operator
    if sign in ("=", "!="):

        def same(scope: Scope, value: Value) -> bool | None:
            found = equal(scope.run, value, operand(scope))
            return found if found is None or sign == "=" else not found

        return same
    compare = _ORDERS[sign]

    def run(scope: Scope, value: Value) -> bool | None:
        limit = operand(scope)
        if type(value) is Decimal and type(limit) is Decimal:
            return bool(compare(value, limit))
        found = order(value, limit)
        if found is None:
            scope.run.note(f"{kind(value)} and {kind(limit)} cannot be compared", value, limit)
            return None
        return bool(compare(found, 0))

    return run


def mentions(node: tree.Node, name: str) -> bool:
    """Tell whether a name occurs anywhere in a tree."""
    stack = [node]
    while stack:
        current = stack.pop()
        if isinstance(current, tree.Name) and current.name == name:
            return True
        stack.extend(tree.children(current))
    return False


def compiled_cell(node: tree.Tests) -> Test:
    """Turn the tests of a cell into one function; no tests hold for anything, `not(...)` turns the answer round."""
    if not node.tests:
        return lambda scope, value: True
    test = any_of(tuple(compiled_test(test, cell=True) for test in node.tests))
    if not node.negated:
        return test

    def run(scope: Scope, value: Value) -> bool | None:
        found = test(scope, value)
        return None if found is None else not found

    return run
