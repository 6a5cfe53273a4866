"""A decision table as boxes: for each thing it looks at, where each rule surely holds and where it may hold."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.decisions.cells import KINDS, Line, line_of, regions
from engine.decisions.model import DecisionModel, Table
from engine.decisions.soundness import input_type
from engine.feel import Value, names

NOT_SIMPLE = frozenset({"list", "context"})


@dataclass(frozen=True, slots=True)
class Axis:
    """One expression that a table tests, in one column or several. Sets are regions of the `line`, one for each rule.

    `possible` are the regions of values that may occur. A rule holds `surely` in the first, and nowhere but in
    `perhaps`; the two differ only where a cell asks more than literals answer.
    """

    label: str
    line: Line
    possible: int
    surely: tuple[int, ...]
    perhaps: tuple[int, ...]

    @property
    def given(self) -> int:
        """The regions of the values that may occur, a missing one apart."""
        return self.possible & ~(1 << self.line.null)

    def example(self, where: int) -> Value:
        """A value in a set of regions: a missing one only where there is no other."""
        found = where & self.given or where
        return self.line.example((found & -found).bit_length() - 1)


@dataclass(frozen=True, slots=True)
class Unchecked:
    """A cell that asks more than literals answer: nothing exact can be said of its rule there."""

    rule: int
    label: str
    text: str


@dataclass(frozen=True, slots=True)
class Boxes:
    """A table as boxes. `independent` is false where two axes look at the same name: then not all boxes may occur."""

    axes: tuple[Axis, ...]
    unchecked: tuple[Unchecked, ...]
    independent: bool


def boxes_of(table: Table, model: DecisionModel) -> Boxes:
    """Read a table as boxes; columns with the same expression are one axis."""
    groups: dict[str, list[int]] = {}
    for place, column in enumerate(table.inputs):
        groups.setdefault(column.expression.text, []).append(place)
    axes, unchecked = [], []
    for group in groups.values():
        axis, left = _axis(table, group, model)
        axes.append(axis)
        unchecked.extend(left)
    used = [name for group in groups.values() for name in names(table.inputs[group[0]].expression.text)]
    return Boxes(tuple(axes), tuple(unchecked), len(used) == len(set(used)))


def _axis(table: Table, group: Sequence[int], model: DecisionModel) -> tuple[Axis, list[Unchecked]]:
    first = table.inputs[group[0]]
    kind, allowed = input_type(first, model)
    cells = [[rule.tests[place] for rule in table.rules] for place in group]
    different = [cell for column in cells for cell in dict.fromkeys(column)]
    line = line_of([*different, allowed], KINDS.get(kind))
    where = {cell: regions(cell, line) if kind not in NOT_SIMPLE or cell is None else None for cell in different}
    within = regions(allowed, line)
    possible = line.all if within is None or allowed is None else within | 1 << line.null
    surely, perhaps = [], []
    unchecked = []
    for rule in table.rules:
        sure = maybe = possible
        for place in group:
            cell = rule.tests[place]
            found = where[cell]
            if found is None and cell is not None:
                unchecked.append(Unchecked(rule.index, table.inputs[place].label, cell.text))
            sure &= found or 0
            maybe &= possible if found is None else found
        surely.append(sure)
        perhaps.append(maybe)
    return Axis(first.label, line, possible, tuple(surely), tuple(perhaps)), unchecked
