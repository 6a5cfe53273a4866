"""Built-in functions on ranges and points (Allen's relations), and `range(...)`."""

from __future__ import annotations

from collections.abc import Callable

from engine.feel.budget import Run
from engine.feel.compare import ORDERED, order, within
from engine.feel.signature import builtin
from engine.feel.values import Range, Value


class _UnknownError(Exception):
    """Two values have no order."""


def _order(left: Value, right: Value) -> int:
    found = order(left, right)
    if found is None:
        raise _UnknownError
    return found


def _point(value: Value) -> Range:
    if type(value) is Range:
        return value
    if type(value) not in ORDERED:
        raise _UnknownError
    return Range(value, value)


def _starts(one: Range, other: Range) -> int:
    """Which range starts first."""
    if one.low is None or other.low is None:
        return (one.low is not None) - (other.low is not None)
    return _order(one.low, other.low) or other.low_included - one.low_included


def _ends(one: Range, other: Range) -> int:
    """Which range ends first."""
    if one.high is None or other.high is None:
        return (other.high is not None) - (one.high is not None)
    return _order(one.high, other.high) or one.high_included - other.high_included


def _is_before(one: Range, other: Range) -> bool:
    if one.high is None or other.low is None:
        return False
    found = _order(one.high, other.low)
    return found < 0 or (found == 0 and not (one.high_included and other.low_included))


def _meets(one: Range, other: Range) -> bool:
    if one.high is None or other.low is None:
        return False
    return one.high_included and other.low_included and _order(one.high, other.low) == 0


def _asked(test: Callable[[Range, Range], bool], one: Value, other: Value) -> bool | None:
    try:
        return test(_point(one), _point(other))
    except _UnknownError:
        return None


@builtin("before(point: any, range: range)")
@builtin("before(range: range, point: any)")
@builtin("before(range1: range, range2: range)")
@builtin("before(point1: any, point2: any)")
def before(run: Run, one: Value, other: Value) -> Value:
    """Whether the first lies wholly before the second."""
    return _asked(_is_before, one, other)


@builtin("after(point: any, range: range)")
@builtin("after(range: range, point: any)")
@builtin("after(range1: range, range2: range)")
@builtin("after(point1: any, point2: any)")
def after(run: Run, one: Value, other: Value) -> Value:
    """Whether the first lies wholly after the second."""
    return _asked(lambda left, right: _is_before(right, left), one, other)


@builtin("meets(range1: range, range2: range)")
def meets(run: Run, one: Range, other: Range) -> Value:
    """Whether the first ends where the second starts."""
    return _asked(_meets, one, other)


@builtin("met by(range1: range, range2: range)")
def met_by(run: Run, one: Range, other: Range) -> Value:
    """Whether the first starts where the second ends."""
    return _asked(_meets, other, one)


def _overlap(one: Range, other: Range) -> bool:
    return not _is_before(one, other) and not _is_before(other, one)


def _reaches_into(one: Range, other: Range) -> bool:
    return _overlap(one, other) and _starts(one, other) < 0 and _ends(one, other) <= 0


@builtin("overlaps(range1: range, range2: range)")
def overlaps(run: Run, one: Range, other: Range) -> Value:
    """Whether the two have a point in common."""
    return _asked(_overlap, one, other)


@builtin("overlaps before(range1: range, range2: range)")
def overlaps_before(run: Run, one: Range, other: Range) -> Value:
    """Whether the first starts earlier, and ends within the second."""
    return _asked(_reaches_into, one, other)


@builtin("overlaps after(range1: range, range2: range)")
def overlaps_after(run: Run, one: Range, other: Range) -> Value:
    """Whether the second starts earlier, and ends within the first."""
    return _asked(_reaches_into, other, one)


@builtin("finishes(range1: range, range2: range)")
@builtin("finishes(point: any, range: range)")
def finishes(run: Run, one: Value, other: Range) -> Value:
    """Whether the first lies within the second and ends with it."""
    return _asked(lambda a, b: _ends(a, b) == 0 and _starts(a, b) >= 0, one, other)


@builtin("finished by(range1: range, range2: range)")
@builtin("finished by(range: range, point: any)")
def finished_by(run: Run, one: Range, other: Value) -> Value:
    """Whether the second lies within the first and ends with it."""
    return _asked(lambda a, b: _ends(a, b) == 0 and _starts(a, b) <= 0, one, other)


@builtin("includes(range1: range, range2: range)")
@builtin("includes(range: range, point: any)")
def includes(run: Run, one: Range, other: Value) -> Value:
    """Whether the second lies within the first."""
    if type(other) is not Range:
        return within(other, one)
    return _asked(lambda a, b: _starts(a, b) <= 0 and _ends(a, b) >= 0, one, other)


@builtin("during(range1: range, range2: range)")
@builtin("during(point: any, range: range)")
def during(run: Run, one: Value, other: Range) -> Value:
    """Whether the first lies within the second."""
    return includes(run, other, one)


@builtin("starts(range1: range, range2: range)")
@builtin("starts(point: any, range: range)")
def starts(run: Run, one: Value, other: Range) -> Value:
    """Whether the first lies within the second and starts with it."""
    return _asked(lambda a, b: _starts(a, b) == 0 and _ends(a, b) <= 0, one, other)


@builtin("started by(range1: range, range2: range)")
@builtin("started by(range: range, point: any)")
def started_by(run: Run, one: Range, other: Value) -> Value:
    """Whether the second lies within the first and starts with it."""
    return _asked(lambda a, b: _starts(a, b) == 0 and _ends(a, b) >= 0, one, other)


@builtin("coincides(range1: range, range2: range)")
@builtin("coincides(point1: any, point2: any)")
def coincides(run: Run, one: Value, other: Value) -> Value:
    """Whether the two start and end together."""
    return _asked(lambda a, b: _starts(a, b) == 0 and _ends(a, b) == 0, one, other)
