"""sort, min, max, and what counts or orders the numbers of a list."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import cmp_to_key

from engine.feel.arithmetic import apply
from engine.feel.budget import Run
from engine.feel.compare import order
from engine.feel.numbers import CONTEXT
from engine.feel.signature import builtin
from engine.feel.values import Function, Value, kind

_SUMMED = frozenset({"number", "days and time duration", "years and months duration"})


class _NoOrderError(Exception):
    """Two values cannot be ordered."""


def _sorted(run: Run, items: list[Value], compare: Callable[[Value, Value], int]) -> list[Value] | None:
    def counted(left: Value, right: Value) -> int:
        run.work(2)
        return compare(left, right)

    run.list(len(items))
    try:
        return sorted(items, key=cmp_to_key(counted))
    except _NoOrderError:
        return None


def _natural(left: Value, right: Value) -> int:
    found = order(left, right)
    if found is None:
        raise _NoOrderError
    return found


@builtin("sort(list: list, precedes?: function)")
def sort(run: Run, items: list[Value], precedes: Function | None = None) -> Value:
    """The list in order; `precedes(a, b)` tells whether a comes before b."""
    if precedes is None:
        return _sorted(run, items, _natural)

    def compare(left: Value, right: Value) -> int:
        before = precedes.call(run, (left, right), None)
        if type(before) is not bool:
            raise _NoOrderError
        if before:
            return -1
        return 1 if precedes.call(run, (right, left), None) is True else 0

    return _sorted(run, items, compare)


def _extreme(run: Run, items: list[Value], wanted: int) -> Value:
    best: Value = None
    for item in items:
        run.work(1)
        found = order(item, item if best is None else best)
        if found is None:
            return None
        if best is None or found == wanted:
            best = item
    return best


@builtin("min(list...: list)")
def smallest(run: Run, items: list[Value]) -> Value:
    """The smallest item; null for an empty list or items without order."""
    return _extreme(run, items, -1)


@builtin("max(list...: list)")
def largest(run: Run, items: list[Value]) -> Value:
    """The largest item; null for an empty list or items without order."""
    return _extreme(run, items, 1)


def _numbers(run: Run, items: list[Value]) -> list[Decimal] | None:
    run.work(len(items))
    return items if all(type(item) is Decimal for item in items) else None


@builtin("sum(list...: list)")
def total(run: Run, items: list[Value]) -> Value:
    """The sum of numbers, or of durations of one kind; null for an empty list."""
    if not items or kind(items[0]) not in _SUMMED:
        return None
    result = items[0]
    for item in items[1:]:
        run.work(1)
        result = apply(run, "+", result, item)
        if result is None:
            return None
    return result


@builtin("product(list...: list)")
def product(run: Run, items: list[Value]) -> Value:
    """The numbers multiplied; null for an empty list."""
    numbers = _numbers(run, items)
    if not numbers:
        return None
    result = Decimal(1)
    try:
        for number in numbers:
            result = CONTEXT.multiply(result, number)
    except ArithmeticError:
        return None
    return result


@builtin("mean(list...: list)")
def mean(run: Run, items: list[Value]) -> Value:
    """The arithmetic mean."""
    return apply(run, "/", total(run, items), Decimal(len(items)))


@builtin("median(list...: list)")
def median(run: Run, items: list[Value]) -> Value:
    """The middle number, or the mean of the two in the middle."""
    numbers = _numbers(run, items)
    if not numbers:
        return None
    run.work(len(numbers))
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    if len(ordered) % 2:
        return ordered[middle]
    return apply(run, "/", apply(run, "+", ordered[middle - 1], ordered[middle]), Decimal(2))


@builtin("stddev(list...: list)")
def stddev(run: Run, items: list[Value]) -> Value:
    """The standard deviation of a sample; null for fewer than two numbers."""
    numbers = _numbers(run, items)
    if not numbers or len(numbers) < 2:
        return None
    try:
        middle = CONTEXT.divide(total(run, items), Decimal(len(numbers)))
        squares = Decimal(0)
        for number in numbers:
            run.work(2)
            distance = CONTEXT.subtract(number, middle)
            squares = CONTEXT.add(squares, CONTEXT.multiply(distance, distance))
        return CONTEXT.sqrt(CONTEXT.divide(squares, Decimal(len(numbers) - 1)))
    except (ArithmeticError, TypeError):
        return None


@builtin("mode(list...: list)")
def mode(run: Run, items: list[Value]) -> Value:
    """The numbers that occur most often, in order."""
    numbers = _numbers(run, items)
    if numbers is None:
        return None
    counts: dict[Decimal, int] = {}
    for number in numbers:
        counts[number] = counts.get(number, 0) + 1
    most = max(counts.values(), default=0)
    run.list(len(counts))
    return sorted(number for number, times in counts.items() if times == most)
