"""Arithmetic, comparison, and, or, between."""

from __future__ import annotations

import operator
from decimal import Decimal

from engine.feel import tree
from engine.feel.arithmetic import apply
from engine.feel.budget import Scope
from engine.feel.compare import equal, order
from engine.feel.compiled.core import Code, compiled
from engine.feel.numbers import CONTEXT
from engine.feel.values import Value, kind

_NUMBERS = {"+": CONTEXT.add, "-": CONTEXT.subtract, "*": CONTEXT.multiply}
_ORDERS = {"<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge}


@compiled.register
def _arithmetic(node: tree.Arithmetic) -> Code:
    first = compiled(node.first)
    pairs = tuple(zip(node.operators, (compiled(operand) for operand in node.operands), strict=True))
    if len(pairs) == 1 and pairs[0][0] in _NUMBERS:
        return _one(first, *pairs[0])

    def run(scope: Scope) -> Value:
        value = first(scope)
        for sign, operand in pairs:
            value = apply(scope.run, sign, value, operand(scope))
        return value

    return run


def _one(first: Code, sign: str, second: Code) -> Code:
    rule = _NUMBERS[sign]

    def run(scope: Scope) -> Value:
        left, right = first(scope), second(scope)
        if type(left) is Decimal and type(right) is Decimal:
            try:
                return rule(left, right)
            except ArithmeticError:
                pass  # said below
        return apply(scope.run, sign, left, right)

    return run


@compiled.register
def _compare(node: tree.Compare) -> Code:
    left, right = compiled(node.left), compiled(node.right)
    if node.operator == "=":
        return _equals(left, right)
    if node.operator == "!=":
        return _differs(left, right)
    test = _ORDERS[node.operator]

    def run(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        if type(one) is Decimal and type(other) is Decimal:
            return test(one, other)
        if type(one) is str:
            scope.run.work(len(one) >> 8)
        found = order(one, other)
        return _incomparable(scope, one, other) if found is None else test(found, 0)

    return run


def _equals(left: Code, right: Code) -> Code:
    def run(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        same = equal(scope.run, one, other)
        return _incomparable(scope, one, other) if same is None else same

    return run


def _differs(left: Code, right: Code) -> Code:
    def run(scope: Scope) -> Value:
        one, other = left(scope), right(scope)
        same = equal(scope.run, one, other)
        return _incomparable(scope, one, other) if same is None else not same

    return run


def _incomparable(scope: Scope, one: Value, other: Value) -> None:
    scope.run.note(f"{kind(one)} and {kind(other)} cannot be compared", one, other)


@compiled.register
def _and(node: tree.And) -> Code:
    items = tuple(compiled(item) for item in node.items)

    def run(scope: Scope) -> Value:
        result: bool | None = True
        for item in items:
            value = item(scope)
            if value is False:
                return False
            if value is not True:
                result = None
                scope.run.note(f"{kind(value)} is neither true nor false", value)
        return result

    return run


@compiled.register
def _or(node: tree.Or) -> Code:
    items = tuple(compiled(item) for item in node.items)

    def run(scope: Scope) -> Value:
        result: bool | None = False
        for item in items:
            value = item(scope)
            if value is True:
                return True
            if value is not False:
                result = None
                scope.run.note(f"{kind(value)} is neither true nor false", value)
        return result

    return run


@compiled.register
def _between(node: tree.Between) -> Code:
    value, low, high = compiled(node.value), compiled(node.low), compiled(node.high)

    def run(scope: Scope) -> Value:
        tested, start, end = value(scope), low(scope), high(scope)
        above, below = order(tested, start), order(tested, end)
        if above is None or below is None:
            return _incomparable(scope, tested, start if above is None else end)
        return above >= 0 and below <= 0

    return run
