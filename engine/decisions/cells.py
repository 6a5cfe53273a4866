"""What the cell of a decision table holds for: exactly, as a set of regions of a line of values.

The literals in the cells of a column cut the line of its values into regions: each literal, and the open stretches
between them. Inside one region every cell gives one answer, so sets of values are sets of regions: bits of a number.
A cell that asks more than literals answer (names, functions, sums) has no such set: it is None here.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from engine.decisions.examples import between
from engine.feel import UnaryTests, Value, YearsMonths, parse, tree
from engine.feel.printer import to_source

MOST_MARKS = 5_000
LINEAR = frozenset({Decimal, str, date, datetime, time, timedelta, YearsMonths})
KINDS = {
    "number": Decimal,
    "string": str,
    "boolean": bool,
    "date": date,
    "time": time,
    "date and time": datetime,
    "days and time duration": timedelta,
    "years and months duration": YearsMonths,
}
_MAKERS = frozenset({"date", "time", "date and time", "duration"})
_COMPLEX = object()
_HELD = LINEAR | {bool, type(None)}


@dataclass(frozen=True, slots=True)
class Line:
    """The values of one kind, cut by `marks` in their order; `all` are the regions that hold any value.

    Region 2i+1 is the mark i, region 2i the open stretch before it, 2n the stretch after the last; 2n+1 is null.
    `kind` is None where nothing is known of the values: then there is one stretch.
    """

    kind: type | None
    marks: tuple[Value, ...]
    all: int

    @property
    def null(self) -> int:
        """The region of a missing value."""
        return 2 * len(self.marks) + 1

    def region(self, value: Value) -> int | None:
        """Where a value lies; None for one of another kind."""
        if value is None:
            return self.null
        if type(value) is not self.kind:
            return None
        place = bisect_left(self.marks, value)
        return 2 * place + (place < len(self.marks) and self.marks[place] == value)

    def example(self, region: int) -> Value:
        """A value in a region; null where there is none."""
        place, is_mark = divmod(region, 2)
        if is_mark:
            return None if region == self.null else self.marks[place]
        low = self.marks[place - 1] if place else None
        high = self.marks[place] if place < len(self.marks) else None
        return between(self.kind, low, high)


@dataclass(frozen=True, slots=True)
class Answer:
    """Where a test holds, and where it says neither yes nor no (so that its contrary does not hold either)."""

    holds: int
    unsure: int = 0


def line_of(cells: Iterable[UnaryTests | None], kind: type | None = None) -> Line:
    """The line that the literals of some cells cut. Its kind is the one given, else that of most literals.

    Times with and without a zone have no line together, and more than 5,000 marks are too many for one: then it has
    no kind, and nothing is said of the cells that hold them.
    """
    found = [value for cell in cells if cell is not None for value in literals(cell) or ()]
    kinds = [type(value) for value in found if value is not None]
    kind = kind or (max(sorted(set(kinds), key=str), key=kinds.count) if kinds else None)
    marks = {False, True} if kind is bool else {value for value in found if type(value) is kind}
    if len({_zoned(value) for value in marks}) > 1 or len(marks) > MOST_MARKS:
        kind, marks = None, set()
    line = Line(kind, tuple(sorted(marks)), 0)
    nobody = sum(1 << place for place in range(0, line.null, 2) if marks and line.example(place) is None)
    return replace(line, all=((1 << (line.null + 1)) - 1) & ~nobody)


def literals(cell: UnaryTests) -> list[Value] | None:
    """The literals that a cell compares with; None when it asks more than that."""
    found: list[Value] = []
    for test in cell.tree.tests:
        for node in _operands(test):
            value = constant(node)
            if value is _COMPLEX:
                return None
            found.append(value)
    return found


def regions(cell: UnaryTests | None, line: Line) -> int | None:
    """Where a cell holds; None when that cannot be said exactly."""
    if cell is None or not cell.tree.tests:
        return line.all
    answers = [_answer(test, line) for test in cell.tree.tests]
    holds = unsure = 0
    for answer in answers:
        if answer is None:
            return None
        holds, unsure = holds | answer.holds, unsure | answer.unsure
    if cell.tree.negated:
        holds = line.all & ~holds & ~unsure
    return holds & line.all


def constant(node: tree.Node) -> Value:
    """The value of a literal, also of a negative one or of date("2026-04-01"); a mark of its own for anything else.

    Dates beyond the years 1 to 9999 and nanoseconds are something else too: no line holds them.
    """
    found = _constant(node)
    return found if type(found) in _HELD else _COMPLEX


def _constant(node: tree.Node) -> Value:
    if isinstance(node, tree.Literal):
        return node.value
    if isinstance(node, tree.At) or (isinstance(node, tree.Negate) and isinstance(node.operand, tree.Literal)):
        return parse(to_source(node)).evaluate({})
    if isinstance(node, tree.Call) and isinstance(node.function, tree.Name) and node.function.name in _MAKERS:
        given = [constant(argument) for argument in node.arguments]
        return parse(to_source(node)).evaluate({}) if _COMPLEX not in given else _COMPLEX
    return _COMPLEX


def is_constant(value: Value) -> bool:
    """Whether `constant` found a value."""
    return value is not _COMPLEX


def runs(mask: int) -> Iterator[tuple[int, int]]:
    """The unbroken stretches of a set of regions, each from its first to its last."""
    place = 0
    while mask:
        skip = (mask & -mask).bit_length() - 1
        place, mask = place + skip, mask >> skip
        length = (~mask & (mask + 1)).bit_length() - 1
        yield place, place + length - 1
        place, mask = place + length, mask >> length


def _operands(test: tree.Node) -> tuple[tree.Node, ...]:
    """What a test compares the value with."""
    if isinstance(test, tree.UnaryCompare):
        return (test.operand,)
    if isinstance(test, tree.Interval):
        return (test.low, test.high)
    if isinstance(test, tree.Compare) and test.left == tree.Name("?"):
        return (test.right,)
    return test.items if isinstance(test, tree.ListOf) else (test,)


def _answer(test: tree.Node, line: Line) -> Answer | None:
    """The answer of one test on a line; None when it is not to be had from literals of its kind."""
    values = [constant(node) for node in _operands(test)]
    if any(value is not None and type(value) is not line.kind for value in values):
        return None
    if isinstance(test, tree.UnaryCompare | tree.Compare):
        return _compared(test.operator, values[0], line)
    if isinstance(test, tree.Interval):
        return _between(test, values[0], values[1], line)
    if isinstance(test, tree.ListOf):
        return None if None in values else Answer(sum(1 << _place(value, line) for value in set(values)))
    if type(values[0]) is bool:  # beside other tests, true and false are answers rather than values
        return Answer(1 << _place(values[0], line) | (1 << line.null if values[0] else 0))
    return Answer(1 << _place(values[0], line))


def _place(value: Value, line: Line) -> int:
    found = line.region(value)
    return line.null if found is None else found


def _compared(operator: str, value: Value, line: Line) -> Answer:
    point, null = 1 << _place(value, line), 1 << line.null
    if operator == "=":
        return Answer(point)
    if operator == "!=":
        return Answer(line.all & ~point)
    if value is None or line.kind not in LINEAR:
        return Answer(0, line.all)
    below = point - 1
    above = line.all & ~(below | point | null)
    return Answer({"<": below, "<=": below | point, ">": above, ">=": above | point}[operator], null)


def _between(test: tree.Interval, low: Value, high: Value, line: Line) -> Answer:
    if low is None or high is None or line.kind not in LINEAR or high < low:
        return Answer(0, line.all)
    first, last = _place(low, line), _place(high, line)
    first += 0 if test.low_included else 1
    last -= 0 if test.high_included else 1
    holds = (1 << (last + 1)) - (1 << first) if first <= last else 0
    return Answer(holds, 1 << line.null)


def _zoned(value: Value) -> bool:
    return isinstance(value, datetime | time) and value.utcoffset() is not None
