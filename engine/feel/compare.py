"""Equality, order and membership of values; None where the language says null."""

from __future__ import annotations

from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.temporal import place_of
from engine.feel.values import KINDS, Range, Value, YearsMonths, kind
from engine.feel.wide import nanos_of

_PLACED = frozenset({"date", "time", "date and time"})
_ZONED = frozenset({"time", "date and time"})
_LENGTH = "days and time duration"
_DIRECT = frozenset({Decimal, str, YearsMonths})
ORDERED = _DIRECT | {one for one, name in KINDS.items() if name in _PLACED or name == _LENGTH}
"""The types whose values have an order."""


def equal(run: Run, left: Value, right: Value) -> bool | None:
    """Compare two values; null when they are of different kinds (null itself is only equal to null)."""
    if left is None or right is None:
        return left is right
    same = type(left)
    if same is not type(right):
        return _equal_moments(left, right) if kind(left) == kind(right) else None
    if same is list or same is dict or same is Range:
        return _equal_parts(run, left, right)
    if same is str:
        run.work(min(len(left), len(right)) >> 6)
    return _equal_moments(left, right) if KINDS.get(same) in _ZONED else bool(left == right)


def _equal_moments(left: Value, right: Value) -> bool:
    """Compare as moments: an hour that the clocks go through twice is two hours."""
    return order(left, right) == 0


def _equal_parts(run: Run, left: Value, right: Value) -> bool:
    """Compare containers part by part, without recursion; parts of different kinds are not equal."""
    stack = [(left, right)]
    while stack:
        one, other = stack.pop()
        run.work(1)
        if kind(one) != kind(other):
            return False
        pairs = _pairs(one, other)
        if pairs is None:
            return False
        run.work(len(pairs) >> 2)
        stack += pairs
    return True


def _pairs(one: Value, other: Value) -> list[tuple[Value, Value]] | None:
    """The parts to compare of two values of one kind; None when the values differ already."""
    if type(one) is list:
        return list(zip(one, other, strict=True)) if len(one) == len(other) else None
    if type(one) is dict:
        return [(one[key], other[key]) for key in one] if one.keys() == other.keys() else None
    if type(one) is Range:
        ends = (one.low_included, one.high_included) == (other.low_included, other.high_included)
        return [(one.low, other.low), (one.high, other.high)] if ends else None
    if kind(one) in _ZONED:
        return [] if _equal_moments(one, other) else None
    return [] if one == other else None


def order(left: Value, right: Value) -> int | None:
    """-1, 0 or 1; null when the values have no order (different kinds, one with a zone and one without)."""
    name = kind(left)
    if name != kind(right) or type(left) not in ORDERED:
        return None
    if name in _PLACED:
        (zone, left), (other_zone, right) = place_of(left), place_of(right)
        if zone != other_zone:
            return None
    elif name == _LENGTH:
        left, right = nanos_of(left), nanos_of(right)
    if left < right:
        return -1
    return 1 if right < left else 0


def within(value: Value, interval: Range) -> bool | None:
    """Tell whether a value lies in a range; null when they cannot be compared."""
    if interval.low is not None:
        low = order(value, interval.low)
        if low is None:
            return None
        if low < 0 or (low == 0 and not interval.low_included):
            return False
    if interval.high is not None:
        high = order(value, interval.high)
        if high is None:
            return None
        if high > 0 or (high == 0 and not interval.high_included):
            return False
    return True


def member(run: Run, value: Value, group: Value) -> bool | None:
    """`value in group`: a range holds it, a list has it (or a range of the list does), or it is equal."""
    if type(group) is Range:
        return within(value, group)
    if type(group) is not list:
        return equal(run, value, group)
    run.work(len(group))
    for item in group:
        hit = within(value, item) if type(item) is Range and type(value) is not Range else equal(run, value, item)
        if hit:
            return True
    return type(value) is list and bool(equal(run, value, group))
