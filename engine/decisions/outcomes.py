"""What may come out of a decision: the values that are written in its rules and expressions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from engine.decisions import model
from engine.decisions.cells import constant, is_constant
from engine.decisions.walking import Placed, boxes, called
from engine.feel import Expression, Value, tree


@dataclass(frozen=True, slots=True)
class Part:
    """One part of an outcome: what it is called, and the values that may come out of it, as far as they are written."""

    label: str
    values: tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes out together: the row of a table (`rule` from 1, 0 for the default), or the entries of a context.

    `where` is the id of the table, else of the decision or function; `rule` is None outside tables.
    """

    where: str
    name: str
    rule: int | None
    parts: tuple[Part, ...]


def outcomes(found: model.DecisionModel) -> Iterator[Outcome]:
    """The outcomes of all decisions and functions of a file, less what is worked out rather than written."""
    for placed in boxes(found):
        match placed.box:
            case model.Table() as table:
                yield from _of_table(placed, table)
            case model.ContextBox(entries):
                yield Outcome(placed.owner, placed.name, None, tuple(_entries(entries)))
            case model.Literal(code) if not placed.path:
                yield Outcome(placed.owner, placed.name, None, (_part(placed.name, code),))


def _of_table(placed: Placed, table: model.Table) -> Iterator[Outcome]:
    labels = [called(column) for column in table.outputs]
    for rule in table.rules:
        parts = tuple(_part(label, code) for label, code in zip(labels, rule.outputs, strict=True))
        yield Outcome(table.id, placed.name, rule.index, parts)
    defaults = [(label, column.default) for label, column in zip(labels, table.outputs, strict=True)]
    parts = tuple(_part(label, code) for label, code in defaults if code is not None)
    if parts:
        yield Outcome(table.id, placed.name, 0, parts)


def _entries(entries: tuple[model.Entry, ...]) -> Iterator[Part]:
    for entry in entries:
        if isinstance(entry.box, model.Literal):
            yield _part(entry.name, entry.box.code)


def _part(label: str, code: Expression) -> Part:
    return Part(label, tuple(_values(code.tree)))


def _values(node: tree.Node) -> Iterator[Value]:
    """The values that an expression may give: those of both ways of an if, of the items of a list, of entries."""
    match node:
        case tree.If(_, yes, no):
            yield from (*_values(yes), *_values(no))
        case tree.ListOf(items):
            yield from (value for item in items for value in _values(item))
        case tree.Context(_, entries):
            yield from (value for entry in entries for value in _values(entry))
        case tree.Arithmetic(first, _, operands):  # texts that are put together
            yield from (value for part in (first, *operands) for value in _values(part) if isinstance(value, str))
        case _:
            value = constant(node)
            if is_constant(value):
                yield value
