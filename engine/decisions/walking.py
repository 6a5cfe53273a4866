"""Going over everything in a decision model: its boxes, its tables, and each FEEL text with the names it may use."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, replace
from typing import TypeVar

from engine.decisions import model
from engine.feel import Expression, UnaryTests

Item = TypeVar("Item")


class Names(Set[str]):
    """The names in sight at a place: some of its own, and those in sight around it, which are shared, not copied.

    `own` gives each name its place in an order, of which those before `upto` are in sight.
    """

    __slots__ = ("_around", "_own", "_upto")

    def __init__(self, own: Mapping[str, int], upto: int, around: Names | None = None) -> None:
        self._own = own
        self._upto = upto
        self._around = around

    @classmethod
    def of(cls, names: Iterable[str], around: Names | None = None) -> Names:
        """Names without an order."""
        return cls(dict.fromkeys(names, 0), 1, around)

    @classmethod
    def _from_iterable(cls, it: Iterable[Item]) -> frozenset[Item]:
        return frozenset(it)

    def __contains__(self, name: object) -> bool:
        if isinstance(name, str) and self._own.get(name, self._upto) < self._upto:
            return True
        return self._around is not None and name in self._around

    def __iter__(self) -> Iterator[str]:
        own = (name for name, place in self._own.items() if place < self._upto)
        yield from dict.fromkeys((*own, *(self._around or ())))

    def __len__(self) -> int:
        return sum(1 for _ in self)


@dataclass(frozen=True, slots=True)
class Placed:
    """A box, and where it stands: the decision or function it belongs to (by id and name), and the entries on the way.

    `names` are in sight there. `is_open` where data is in sight whose names nobody can know (the items of a filter).
    """

    owner: str
    name: str
    path: tuple[str, ...]
    box: model.Box
    names: Names
    type_ref: str = ""
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class PlacedTable:
    """A decision table, the decision or function it belongs to, and the type of what it gives."""

    owner: str
    name: str
    path: tuple[str, ...]
    table: model.Table
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A FEEL text of a model. `where` is the id of the table or owner it stands in, `what` says which part of it.

    `rule` is the number of the rule of a table that it is a cell of, 0 for all else.
    `code` is what was read from it, with all names of the file known.
    """

    where: str
    name: str
    what: str
    text: str
    is_cell: bool
    names: Names
    is_open: bool
    code: Expression | UnaryTests
    rule: int = 0


def boxes(found: model.DecisionModel) -> Iterator[Placed]:
    """Every box of the decisions and functions of a file (not of those it imports), the outer before the inner."""
    given = Names.of(item.name for item in found.inputs.values())
    for decision in found.decisions.values():
        if decision.box is not None:
            names = Names.of(_known(found, (*decision.needs, *decision.knows)), given)
            yield from _within(Placed(decision.id, decision.name, (), decision.box, names, decision.type_ref))
    for knowledge in found.knowledge.values():
        if knowledge.function is not None:
            names = Names.of(_known(found, (knowledge.id, *knowledge.knows)))
            yield from _within(Placed(knowledge.id, knowledge.name, (), knowledge.function, names))


def tables(found: model.DecisionModel) -> Iterator[PlacedTable]:
    """Every decision table of a file, in the order of the file."""
    for placed in boxes(found):
        if isinstance(placed.box, model.Table):
            yield PlacedTable(placed.owner, placed.name, placed.path, placed.box, placed.type_ref)


def texts(found: model.DecisionModel) -> Iterator[Text]:
    """Every FEEL text of a file that is written in a box."""
    for placed in boxes(found):
        if isinstance(placed.box, model.Literal):
            what = f"entry {' / '.join(placed.path)}" if placed.path else "expression"
            yield _text(placed, placed.owner, what, placed.box.code)
        elif isinstance(placed.box, model.Table):
            yield from _of_table(placed, placed.box)


def _of_table(placed: Placed, table: model.Table) -> Iterator[Text]:
    for column in table.inputs:
        yield _text(placed, table.id, f"input “{column.label}”", column.expression)
    for rule in table.rules:
        for column, test in zip(table.inputs, rule.tests, strict=True):
            if test is not None:
                yield _text(placed, table.id, f"rule {rule.index}, “{column.label}”", test, rule.index)
        for output, code in zip(table.outputs, rule.outputs, strict=True):
            yield _text(placed, table.id, f"rule {rule.index}, “{called(output)}”", code, rule.index)
    for output in table.outputs:
        if output.default is not None:
            yield _text(placed, table.id, f"default of “{called(output)}”", output.default)


def called(output: model.TableOutput) -> str:
    """How to speak of an output column."""
    return output.label or output.name or "result"


def _text(placed: Placed, where: str, what: str, code: Expression | UnaryTests, rule: int = 0) -> Text:
    is_cell = isinstance(code, UnaryTests)
    return Text(where, placed.name, what, code.text, is_cell, placed.names, placed.is_open, code, rule)


def _known(found: model.DecisionModel, needs: tuple[str, ...]) -> frozenset[str]:
    """The names under which required things are in sight."""
    groups = (found.decisions, found.inputs, found.knowledge, found.services)
    names = {group[need].name for need in needs for group in groups if need in group}
    for name, other in found.imports.items():
        wanted = [need.rpartition("#")[2] for need in needs if need.rpartition("#")[0] == other.namespace]
        if wanted and name.startswith(model.UNNAMED):
            names |= _known(other, tuple(wanted))
        elif wanted:
            names.add(name)
    return frozenset(names)


def _within(placed: Placed) -> Iterator[Placed]:
    """A box, and the boxes in it with the names that it puts in sight."""
    yield placed
    for name, box, more, is_open, type_ref in _inner(placed.box):
        path = (*placed.path, name) if name else placed.path
        names = Names(*more, placed.names) if more[0] else placed.names
        yield from _within(
            replace(placed, path=path, box=box, names=names, is_open=placed.is_open or is_open, type_ref=type_ref)
        )


Inner = tuple[str, model.Box, tuple[Mapping[str, int], int], bool, str]
_NONE: tuple[Mapping[str, int], int] = ({}, 0)


def _inner(box: model.Box) -> Iterator[Inner]:
    match box:
        case model.ContextBox(entries):
            places = {entry.name: place for place, entry in reversed(tuple(enumerate(entries)))}
            for place, entry in enumerate(entries):
                upto = place + isinstance(entry.box, model.FunctionBox)
                yield entry.name, entry.box, (places, upto), False, entry.type_ref
        case model.FunctionBox(parameters, body, type_ref):
            yield "", body, _added(one.name for one in parameters), False, type_ref
        case model.Invocation(_, function, arguments):
            yield "", function, _NONE, False, ""
            yield from ((entry.name, entry.box, _NONE, False, "") for entry in arguments)
        case model.FilterBox(source, match):
            yield "", source, _NONE, False, ""
            yield "", match, _added(("item",)), True, ""
        case model.Loop(kind, variable, source, body):
            yield "", source, _NONE, False, ""
            yield "", body, _added((variable, *(("partial",) if kind == "for" else ()))), False, ""
        case _:
            yield from (("", one, _NONE, False, "") for one in _parts(box))


def _added(names: Iterable[str]) -> tuple[Mapping[str, int], int]:
    return dict.fromkeys(names, 0), 1


def _parts(box: model.Box) -> tuple[model.Box, ...]:
    match box:
        case model.ListBox(items):
            return items
        case model.Relation(_, rows):
            return tuple(cell for row in rows for cell in row)
        case model.Conditional(condition, yes, no):
            return (condition, yes, no)
        case _:
            return ()
