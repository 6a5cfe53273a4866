"""for, some, every and filters: the places where work multiplies, so each turn is charged."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from engine.feel import tree
from engine.feel.budget import Scope
from engine.feel.compiled.core import Code, compiled
from engine.feel.compiled.membership import mentions
from engine.feel.numbers import CONTEXT, to_text
from engine.feel.values import Range, Value, kind
from engine.feel.wide import day_of, to_date

_ONE = Decimal(1)


class _Turn:
    """One compiled `name in source` or `name in source..end`."""

    __slots__ = ("end", "name", "source")

    def __init__(self, turn: tree.Turn) -> None:
        self.name = turn.name
        self.source = compiled(turn.source)
        self.end = compiled(turn.end) if turn.end is not None else None

    def values(self, scope: Scope) -> Iterator[Value] | None:
        """The values to go through, or None when there is no list."""
        start = self.source(scope)
        if self.end is not None:
            return steps(start, self.end(scope))
        if type(start) is Range:
            return range_steps(start)
        if start is None:
            return None
        return iter(start) if type(start) is list else iter((start,))


def steps(start: Value, end: Value) -> Iterator[Value] | None:
    """Whole steps (or days) from `start` to `end`, up or down; None when these are no ends."""
    if type(start) is Decimal and type(end) is Decimal:
        if start != start.to_integral_value() or end != end.to_integral_value():
            return None
        return _number_steps(start, end)
    if kind(start) == kind(end) == "date":
        return _day_steps(day_of(start), day_of(end))
    return None


def _number_steps(start: Decimal, end: Decimal) -> Iterator[Value]:
    change = _ONE if start <= end else -_ONE
    while start <= end if change > 0 else start >= end:
        yield start
        start = CONTEXT.add(start, change)


def _day_steps(start: int, end: int) -> Iterator[Value]:
    change = 1 if start <= end else -1
    return (to_date(day) for day in range(start, end + change, change))


def range_steps(whole: Range) -> Iterator[Value] | None:
    """The whole numbers, or days, of a range."""
    if whole.low is None or whole.high is None:
        return None
    found = steps(whole.low, whole.high)
    if found is None:
        return None
    return (
        value
        for value in found
        if (whole.low_included or value != whole.low) and (whole.high_included or value != whole.high)
    )


def _scopes(turns: tuple[_Turn, ...], scope: Scope, cost: int) -> Iterator[Scope | None]:
    """Every combination of the turns, as names in sight; None once when one of the lists is null."""
    values = turns[0].values(scope)
    if values is None:
        scope.run.note(f"there is nothing to go through for {turns[0].name}")
        yield None
        return
    for value in values:
        scope.run.work(cost)
        inner = Scope({turns[0].name: value}, scope, scope.run)
        if len(turns) == 1:
            yield inner
        else:
            yield from _scopes(turns[1:], inner, cost)


def _cost(turns: tuple[tree.Turn, ...], body: tree.Node) -> int:
    return tree.measure(body)[0] + len(turns) + 2


@compiled.register
def _for(node: tree.For) -> Code:
    turns = tuple(_Turn(turn) for turn in node.turns)
    body, cost = compiled(node.body), _cost(node.turns, node.body)
    partial = mentions(node.body, "partial")

    def run(scope: Scope) -> Value:
        result: list[Value] = []
        for inner in _scopes(turns, scope, cost):
            if inner is None:
                return None
            if partial:
                scope.run.list(len(result))
                inner = Scope({"partial": list(result)}, inner, scope.run)
            result.append(body(inner))
            scope.run.take(1)
        scope.run.list(len(result))
        return result

    return run


@compiled.register
def _quantified(node: tree.Quantified) -> Code:
    turns = tuple(_Turn(turn) for turn in node.turns)
    condition, cost = compiled(node.condition), _cost(node.turns, node.condition)
    decisive = not node.every

    def run(scope: Scope) -> Value:
        result: bool | None = not decisive
        for inner in _scopes(turns, scope, cost):
            if inner is None:
                return None
            value = condition(inner)
            if value is decisive:
                return decisive
            if value is not (not decisive):
                result = None
                scope.run.note(f"{kind(value)} is neither true nor false", value)
        return result

    return run


@compiled.register
def _filter(node: tree.Filter) -> Code:
    base, condition = compiled(node.base), compiled(node.condition)
    cost = tree.measure(node.condition)[0] + 2
    fixed = isinstance(node.condition, tree.Literal | tree.Negate)

    def run(scope: Scope) -> Value:
        value = base(scope)
        if value is None:
            scope.run.note("null has no items", value)
            return None
        items = value if type(value) is list else [value]
        first = condition(scope) if fixed or not items else condition(_item_scope(scope, items[0]))
        if type(first) is Decimal:
            return _noted(scope, items, first)
        scope.run.work(cost * len(items))
        kept = []
        for item in items:
            holds = condition(_item_scope(scope, item))
            if holds is True:
                kept.append(item)
            elif holds is not False and holds is not None:
                scope.run.note(f"{kind(holds)} is neither true nor false")
                return None
        scope.run.list(len(kept))
        return kept

    return run


def _noted(scope: Scope, items: list[Value], position: Decimal) -> Value:
    if not 1 <= abs(position) <= len(items):
        scope.run.note(f"a list of {len(items)} has no item {to_text(position)[:20]}")
    return item_at(items, position)


def _item_scope(scope: Scope, item: Value) -> Scope:
    inner = Scope({"item": item}, scope, scope.run)
    return Scope(item, inner, scope.run) if type(item) is dict else inner


def item_at(items: list[Value], position: Decimal) -> Value:
    """The item at a position counted from 1, or from -1 at the end; null outside."""
    if position != position.to_integral_value() or abs(position) > len(items) or position == 0:
        return None
    index = int(position)
    return items[index - 1 if index > 0 else index]
