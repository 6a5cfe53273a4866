"""The cells of an input column, prepared so that one look finds all the rules whose cell holds for a value.

Rules are bits of a number, the first rule the lowest. Cells that compare with literals are looked up by the region in
which the value lies; the others, and all of them for a value of another kind, are tried one by one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time
from typing import TypeAlias

from engine.decisions.cells import Line, line_of, regions, runs
from engine.feel import UnaryTests, Value

MOST_BITS = 4_000_000
Holds: TypeAlias = Callable[[UnaryTests, Value], bool]


@dataclass(frozen=True, slots=True)
class Column:
    """One input column. `by_region` are the rules that hold in each region of the line, less those of `others`.

    `cells` and `others` are the different cells with the rules they stand in; `anything` the rules without a test.
    """

    line: Line
    by_region: tuple[int, ...]
    others: tuple[tuple[UnaryTests, int], ...]
    cells: tuple[tuple[UnaryTests, int], ...]
    anything: int

    def possible(self, value: Value) -> int:
        """The rules whose cell may hold for a value, without trying any: all bits where nothing is known."""
        region = self.line.region(value) if self.by_region else None
        if region is None:
            return -1
        return self.by_region[region] | sum(rules for _, rules in self.others)

    def holding(self, value: Value, among: int, holds: Holds) -> int:
        """Of the rules in `among`, those whose cell holds for a value; `holds` tries one cell."""
        region = self.line.region(value) if self.by_region else None
        found, rest = (self.anything, self.cells) if region is None else (self.by_region[region], self.others)
        for tests, rules in rest:
            if among & rules and holds(tests, value):
                found |= rules
        return among & found


def column(tests: Sequence[UnaryTests | None]) -> Column:
    """Prepare the cells of a column, one for each rule."""
    different: dict[UnaryTests, int] = {}
    anything = 0
    for place, cell in enumerate(tests):
        if cell is None:
            anything |= 1 << place
        else:
            different[cell] = different.get(cell, 0) | 1 << place
    line = line_of(different)
    cells = tuple(different.items())
    if line.kind is None or line.kind in (datetime, time) or (line.null + 1) * len(tests) > MOST_BITS:
        return Column(line, (), cells, cells, anything)
    sets = [(rules, tests, regions(tests, line)) for tests, rules in cells]
    others = tuple((tests, rules) for rules, tests, where in sets if where is None)
    simple = [(rules, where) for rules, _, where in sets if where is not None]
    return Column(line, by_region(line, simple, anything), others, cells, anything)


def places(rules: int) -> Iterator[int]:
    """The places of the bits that are set, the lowest first."""
    while rules:
        lowest = rules & -rules
        yield lowest.bit_length() - 1
        rules ^= lowest


def by_region(line: Line, cells: Sequence[tuple[int, int]], anything: int) -> tuple[int, ...]:
    """For each region the rules that hold there: each cell is switched on where a run begins, off where it ends."""
    switched = [0] * (line.null + 2)
    for rules, where in cells:
        for first, last in runs(where):
            switched[first] ^= rules
            switched[last + 1] ^= rules
    found, holding = [], anything
    for place in range(line.null + 1):
        holding ^= switched[place]
        found.append(holding)
    return tuple(found)
