"""What a decision table leaves open and says twice: overlaps, gaps, rules that never count. Exact, with bounded work.

A rule is a box of regions (see `engine.decisions.axes`). Two rules overlap when their boxes meet on every axis. What no
rule covers is found by walking the axes with the set of rules still alive; sets that were covered once are not walked
again.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.decisions.axes import Axis, Boxes, Unchecked, boxes_of
from engine.decisions.cells import runs
from engine.decisions.columns import by_region, places
from engine.decisions.model import DecisionModel, Table
from engine.feel import Value

MOST_PAIRS = 2_000_000
MOST_STEPS = 100_000
MOST_WORK = 1_000_000
MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two rules (by their numbers) that hold for the same input, and an input: what is not in it may be anything."""

    first: int
    second: int
    example: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Gap:
    """An input for which no rule holds: what is not in it may be anything."""

    example: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Hidden:
    """A rule that never counts: by its cells (`by` is empty), or since the rules `by` come first wherever it holds."""

    rule: int
    by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Analysis:
    """What was found in a table. `complete` is false when the table was too large to finish.

    `duplicates` are pairs of rules with the same cells. `independent` is false when the columns share a name: then an
    example may be of values that do not occur together.
    """

    overlaps: tuple[Overlap, ...]
    gaps: tuple[Gap, ...]
    hidden: tuple[Hidden, ...]
    duplicates: tuple[tuple[int, int], ...]
    unchecked: tuple[Unchecked, ...]
    complete: bool
    independent: bool


def analyse(table: Table, model: DecisionModel) -> Analysis:
    """Look at all rules of a table at once. At most twenty findings of a kind are told."""
    boxes = boxes_of(table, model)
    overlaps, complete = _overlaps(table, boxes.axes)
    gaps, walked = _gaps(table, boxes.axes)
    hidden, seen = _hidden(table, boxes.axes)
    return Analysis(
        overlaps=overlaps,
        gaps=gaps,
        hidden=hidden,
        duplicates=tuple(_duplicates(table, boxes)),
        unchecked=boxes.unchecked,
        complete=complete and walked and seen,
        independent=boxes.independent,
    )


def _overlaps(table: Table, axes: Sequence[Axis]) -> tuple[tuple[Overlap, ...], bool]:
    if sum(len(set(axis.surely)) ** 2 for axis in axes) > MOST_PAIRS:
        return (), False
    meeting = [_meeting(axis.surely) for axis in axes]
    found: list[Overlap] = []
    later = (1 << len(table.rules)) - 1
    for place in range(len(table.rules)):
        later &= ~(1 << place)
        others = later
        for axis, meets in zip(axes, meeting, strict=True):
            others &= meets[axis.surely[place]]
        for other in places(others):
            found.append(Overlap(place + 1, other + 1, _shared(axes, place, other)))
            if len(found) == MOST_FOUND:
                return tuple(found), True
    return tuple(found), True


def _meeting(sets: Sequence[int]) -> dict[int, int]:
    """For each set of regions, the rules whose set meets it."""
    rules: dict[int, int] = {}
    for place, one in enumerate(sets):
        rules[one] = rules.get(one, 0) | 1 << place
    return {one: sum(bits for other, bits in rules.items() if one & other) for one in rules}


def _shared(axes: Sequence[Axis], one: int, other: int) -> dict[str, Value]:
    """An input for which two rules hold, as far as it matters."""
    both = [(axis, axis.surely[one] & axis.surely[other]) for axis in axes]
    return {axis.label: axis.example(where) for axis, where in both if where != axis.possible}


class _Walk:
    """Looks for inputs that none of some rules holds for, axis by axis."""

    def __init__(self, axes: Sequence[Axis], within: Sequence[int], sets: Sequence[Sequence[int]], steps: int) -> None:
        self.axes = axes
        self.left = steps
        self.groups = [_groups(axis, part, one) for axis, part, one in zip(axes, within, sets, strict=True)]
        self.free = _free(within, sets)
        self.covered: set[tuple[int, int]] = set()

    def gaps(self, alive: int, most: int) -> list[tuple[int, ...]]:
        """Regions, one for each axis as far as it matters, that no rule of `alive` covers."""
        found: list[tuple[int, ...]] = []
        self._look(0, alive, (), found, most)
        return found

    def _look(self, depth: int, alive: int, path: tuple[int, ...], found: list[tuple[int, ...]], most: int) -> None:
        if not alive:
            found.append(path)
            return
        if alive & self.free[depth] or (depth, alive) in self.covered:
            return
        before = len(found)
        for rules, where in self.groups[depth]:
            self.left -= 1
            if len(found) >= most or self.left < 0:
                return
            self._look(depth + 1, alive & rules, (*path, where), found, most)
        if len(found) == before:
            self.covered.add((depth, alive))


def _groups(axis: Axis, within: int, sets: Sequence[int]) -> list[tuple[int, int]]:
    """The regions of an axis, those in which the same rules hold together: the rules, and the regions.

    Stretches of numbers or days that do not touch are told apart; of texts, any other is as good as the next.
    """
    rules: dict[int, int] = {}
    for place, one in enumerate(sets):
        rules[one] = rules.get(one, 0) | 1 << place
    holding = by_region(axis.line, [(bits, one) for one, bits in rules.items()], 0)
    groups: dict[int, int] = {}
    for region in places(within):
        groups[holding[region]] = groups.get(holding[region], 0) | 1 << region
    if axis.line.kind is str:
        return list(groups.items())
    return [(one, (2 << last) - (1 << first)) for one, where in groups.items() for first, last in runs(where)]


def _free(within: Sequence[int], sets: Sequence[Sequence[int]]) -> list[int]:
    """For each axis, the rules that hold whatever this axis and those after it say."""
    count = len(sets[0]) if sets else 0
    free = [(1 << count) - 1] if sets else [-1]
    for part, one in zip(reversed(within), reversed(sets), strict=True):
        whole = sum(1 << place for place, where in enumerate(one) if not part & ~where)
        free.append(free[-1] & whole)
    return free[::-1]


def _gaps(table: Table, axes: Sequence[Axis]) -> tuple[tuple[Gap, ...], bool]:
    if len(axes) * len(table.rules) > MOST_STEPS:
        return (), False
    walk = _Walk(axes, [axis.given for axis in axes], [axis.perhaps for axis in axes], MOST_STEPS)
    found = walk.gaps((1 << len(table.rules)) - 1, MOST_FOUND)
    return tuple(Gap(_path(axes, path)) for path in found), walk.left >= 0


def _path(axes: Sequence[Axis], path: Sequence[int]) -> dict[str, Value]:
    pairs = zip(axes, path, strict=False)
    return {axis.label: axis.example(where) for axis, where in pairs if where != axis.given}


def _hidden(table: Table, axes: Sequence[Axis]) -> tuple[tuple[Hidden, ...], bool]:
    """Rules that hold for nothing; and where the first rule counts, those before which others always hold."""
    found: list[Hidden] = []
    left = MOST_WORK
    counting: list[int] = []
    for place in range(len(table.rules)):
        before: tuple[int, ...] = ()
        never = any(not axis.perhaps[place] for axis in axes)
        if table.policy == "F" and not never:
            before, left = _before(axes, place, counting, left)
        if never or before:
            found.append(Hidden(place + 1, before))
        else:
            counting.append(place)
        if len(found) == MOST_FOUND:
            break
    return tuple(found), left >= 0


def _before(axes: Sequence[Axis], place: int, earlier: Sequence[int], left: int) -> tuple[tuple[int, ...], int]:
    """The earlier rules that hold wherever this one may; none when it may count itself, or the work is spent."""
    box = [axis.perhaps[place] for axis in axes]
    left -= len(earlier) * len(axes)
    if left < 0:
        return (), left
    near = [other for other in earlier if all(part & axis.surely[other] for axis, part in zip(axes, box, strict=True))]
    for other in near:
        if all(not part & ~axis.surely[other] for axis, part in zip(axes, box, strict=True)):
            return (other + 1,), left
    left -= sum(part.bit_count() for part in box) + len(near) * len(axes)
    if len(near) < 2 or left < 0:
        return (), left
    walk = _Walk(axes, box, [[axis.surely[other] for other in near] for axis in axes], min(left, MOST_STEPS))
    steps = walk.left
    free = not walk.gaps((1 << len(near)) - 1, 1) and walk.left >= 0
    return (tuple(other + 1 for other in near) if free else ()), left - (steps - walk.left)


def _duplicates(table: Table, boxes: Boxes) -> Iterator[tuple[int, int]]:
    """Pairs of a rule and an earlier one with the same cells, whatever their outcome."""
    unsure = {cell.rule for cell in boxes.unchecked}
    seen: dict[tuple[object, ...], int] = {}
    for place, rule in enumerate(table.rules):
        if rule.index in unsure:
            key: tuple[object, ...] = tuple(test.text if test else "-" for test in rule.tests)
        else:
            key = tuple(axis.surely[place] for axis in boxes.axes)
        first = seen.setdefault(key, rule.index)
        if first != rule.index:
            yield first, rule.index
