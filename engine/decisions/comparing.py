"""What two versions of a decision file differ in: rules of tables, columns, other expressions, inputs."""

from __future__ import annotations

from bisect import bisect_left
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.decisions.model import DecisionModel, ItemType, Knowledge, Rule, Table
from engine.decisions.policies import HIT_POLICIES
from engine.decisions.walking import PlacedTable, Text, called, tables, texts


@dataclass(frozen=True, slots=True)
class CellChange:
    """A cell, by the label of its column, as it was written and as it is; a new or lost column has an empty side."""

    column: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule that is new (`before` None), gone (`after` None) or changed, by its numbers, with the cells that differ.

    A rule that only stands elsewhere has no cells.
    """

    before: int | None
    after: int | None
    cells: tuple[CellChange, ...]


@dataclass(frozen=True, slots=True)
class TableChange:
    """What differs in one table, by the decision it belongs to and the entries on the way to it.

    `columns` are inputs, outputs and their allowed values and defaults; a table that is new or gone has all its rules.
    """

    decision: str
    path: tuple[str, ...]
    policy: CellChange | None
    columns: tuple[CellChange, ...]
    rules: tuple[RuleChange, ...]


@dataclass(frozen=True, slots=True)
class PartChange:
    """A decision, an input, a type or an expression that is new, gone or written differently."""

    kind: str
    name: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """What a file differs in from an earlier one."""

    tables: tuple[TableChange, ...]
    parts: tuple[PartChange, ...]

    @property
    def same(self) -> bool:
        """Whether nothing differs that decides anything."""
        return not self.tables and not self.parts


def compare(before: DecisionModel, after: DecisionModel) -> Comparison:
    """What differs between two models. Tables are the same when they stand at the same place of the same decision."""
    was, now = ({(one.owner, one.path): one for one in tables(found)} for found in (before, after))
    changes = (_table(was.get(place), now.get(place)) for place in dict.fromkeys((*was, *now)))
    return Comparison(tuple(change for change in changes if change is not None), tuple(_parts(before, after)))


def _table(was: PlacedTable | None, now: PlacedTable | None) -> TableChange | None:
    """What differs in a table; None when nothing does."""
    placed = now or was
    if placed is None:
        return None
    old, new = was.table if was else None, now.table if now else None
    policies = [HIT_POLICIES[table.policy].name if table else "" for table in (old, new)]
    policy = None if policies[0] == policies[1] else CellChange("hit policy", *policies)
    columns = tuple(_differing(_columns(old), _columns(new)))
    rules = tuple(_rules(old, new))
    if policy is None and not columns and not rules:
        return None
    return TableChange(placed.name, placed.path, policy, columns, rules)


def _columns(table: Table | None) -> dict[str, str]:
    """The columns of a table as texts, by what they are."""
    if table is None:
        return {}
    found = {}
    for place, column in enumerate(table.inputs, 1):
        allowed = f" ({column.allowed.text})" if column.allowed else ""
        found[f"input {place}"] = f"{column.label}: {column.expression.text}{allowed}"
    for place, output in enumerate(table.outputs, 1):
        values = f" ({output.values.text})" if output.values else ""
        default = f", else {output.default.text}" if output.default else ""
        found[f"output {place}"] = f"{called(output)}{values}{default}"
    return found


def _rules(old: Table | None, new: Table | None) -> Iterator[RuleChange]:
    was, now = _cells(old), _cells(new)
    pairs = list(_pairs(old.rules if old else (), new.rules if new else (), was, now))
    kept = [(one, other) for one, other in pairs if one is not None and other is not None]
    moved = _moved(kept)
    for one, other in pairs:
        cells = tuple(_differing(was[one] if one is not None else {}, now[other] if other is not None else {}))
        if cells or (one, other) in moved:
            yield RuleChange(_number(one), _number(other), cells)


def _moved(kept: Sequence[tuple[int, int]]) -> set[tuple[int | None, int | None]]:
    """The pairs of rules that do not stand in the same order as before."""
    order = sorted(kept)
    staying = _rising([pair[1] for pair in order])
    return {pair for place, pair in enumerate(order) if place not in staying}


def _rising(numbers: Sequence[int]) -> set[int]:
    """The places of as many numbers as rise from each to the next (of different ones; n log n)."""
    ends: list[int] = []  # for each length, the least number that a row of that length ends with
    at: list[int] = []  # the place of that number
    before: list[int | None] = []
    for place, number in enumerate(numbers):
        length = bisect_left(ends, number)
        before.append(at[length - 1] if length else None)
        ends[length : length + 1] = [number]
        at[length : length + 1] = [place]
    found: set[int] = set()
    last = at[-1] if at else None
    while last is not None:
        found.add(last)
        last = before[last]
    return found


def _number(place: int | None) -> int | None:
    return None if place is None else place + 1


def _cells(table: Table | None) -> list[dict[str, str]]:
    """Each rule's cells by the label of their column (a number after a label that stands twice), and its note."""
    if table is None:
        return []
    labels: list[str] = []
    for label in (*(column.label for column in table.inputs), *(called(output) for output in table.outputs)):
        labels.append(f"{label} ({labels.count(label) + 1})" if label in labels else label)
    return [dict(zip((*labels, "note"), (*_texts(rule), rule.note), strict=True)) for rule in table.rules]


def _texts(rule: Rule) -> tuple[str, ...]:
    return (*(test.text if test else "-" for test in rule.tests), *(code.text for code in rule.outputs))


def _pairs(
    old: Sequence[Rule], new: Sequence[Rule], was: Sequence[Mapping[str, str]], now: Sequence[Mapping[str, str]]
) -> Iterator[tuple[int | None, int | None]]:
    """Which rule became which: by id, then by equal cells, then by their order; in the order of the newer table."""
    found = _by_id(old, new)
    paired = set(found.values())
    left = {place: cells for place, cells in enumerate(was) if place not in paired}
    alike: dict[frozenset[tuple[str, str]], deque[int]] = {}
    for place, cells in left.items():
        alike.setdefault(frozenset(cells.items()), deque()).append(place)
    for place, cells in enumerate(now):
        if place not in found and (same := alike.get(frozenset(cells.items()))):
            found[place] = same.popleft()
            del left[found[place]]
    for place, rule in enumerate(new):
        if place not in found and rule.id == f"rule {rule.index}" and place in left:
            found[place] = place
            del left[place]
    yield from ((found.get(place), place) for place in range(len(new)))
    yield from ((place, None) for place in left)


def _by_id(old: Sequence[Rule], new: Sequence[Rule]) -> dict[int, int]:
    """For the place of each newer rule, that of the older one with its id; what has no id of its own is left out."""
    ids: dict[str, deque[int]] = {}
    for place, rule in enumerate(old):
        if rule.id != f"rule {rule.index}":
            ids.setdefault(rule.id, deque()).append(place)
    return {place: same.popleft() for place, rule in enumerate(new) if (same := ids.get(rule.id))}


def _differing(was: Mapping[str, str], now: Mapping[str, str]) -> Iterator[CellChange]:
    for name in dict.fromkeys((*was, *now)):
        if was.get(name, "") != now.get(name, ""):
            yield CellChange(name, was.get(name, ""), now.get(name, ""))


def _parts(before: DecisionModel, after: DecisionModel) -> Iterator[PartChange]:
    was, now = _written(before), _written(after)
    for kind in was:
        for change in _differing(was[kind], now[kind]):
            yield PartChange(kind, change.column, change.before, change.after)


def _written(found: DecisionModel) -> dict[str, dict[str, str]]:
    """The parts of a file outside its tables, by kind and name, as they are written."""
    return {
        "decision": {one.id: one.name for one in found.decisions.values()},
        "input": {one.id: f"{one.name}: {one.type_ref}" for one in found.inputs.values()},
        "type": {name: _type(item) for name, item in found.types.items()},
        "function": {one.id: _signature(one) for one in found.knowledge.values()},
        "expression": {f"{one.name}, {one.what}": one.text for one in _outside_tables(found)},
    }


def _type(item: ItemType) -> str:
    """A type as it is written, with its parts."""
    tests = "".join(f" ({test.text})" for test in (item.allowed, item.constraint) if test)
    parts = ", ".join(_typed(part.name, _type(part)) for part in item.components)
    return f"{'list of ' if item.is_list else ''}{item.base or parts}{tests}"


def _signature(item: Knowledge) -> str:
    """What a function is called, is given and gives."""
    if item.function is None:
        return item.name
    given = ", ".join(_typed(one.name, one.type_ref) for one in item.function.parameters)
    return _typed(f"{item.name}({given})", item.function.type_ref)


def _typed(name: str, type_ref: str) -> str:
    return f"{name}: {type_ref}" if type_ref else name


def _outside_tables(model: DecisionModel) -> Iterator[Text]:
    inside = {one.table.id for one in tables(model)}
    yield from (one for one in texts(model) if not (one.where in inside and _of_table(one)))


def _of_table(text: Text) -> bool:
    return text.is_cell or text.what.startswith(("input ", "rule ", "default "))
