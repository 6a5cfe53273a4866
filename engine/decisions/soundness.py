"""What can be told of a decision model before it decides: values that do not fit, names and requirements not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from engine.decisions.cells import KINDS, constant, is_constant, literals
from engine.decisions.model import Decision, DecisionModel, InputData, ItemType, Table, TableInput, TableOutput
from engine.decisions.types import listed_values, plain_type, type_is_known
from engine.decisions.walking import PlacedTable, Text, called
from engine.feel import Evaluation, Expression, UnaryTests, Value, parse
from engine.feel.builtins import builtin_names
from engine.feel.free import free_names

_IN = parse("it in values")


@dataclass(frozen=True, slots=True)
class Stray:
    """An outcome that its column does not allow. `rule` counts from 1; 0 is the default."""

    rule: int
    column: TableOutput
    value: Value


@dataclass(frozen=True, slots=True)
class Misfit:
    """A cell, as it is written, with a value of another kind than its column's. `is_outcome`: in an output column."""

    rule: int
    label: str
    text: str
    kind: str
    is_outcome: bool


def needed_names(text: Text) -> frozenset[str]:
    """The names a text asks for that are not in sight there."""
    asked = {name.name for name in free_names(text.code.tree)} - builtin_names() - {"?"}
    return frozenset(name for name in asked if name not in text.names)


def listed_outputs(
    table: Table, column: TableOutput, type_ref: str, types: Mapping[str, ItemType]
) -> Expression | None:
    """The values of an output column, the most important first: as the column lists them, else as its type does.

    `type_ref` is the type of what the table gives. None when nothing lists them.
    """
    if column.values is not None:
        return column.values
    refs = (column.type_ref, type_ref if len(table.outputs) == 1 else "")
    found = (listed_values(ref, types) for ref in refs if ref)
    return next((values for values in found if values is not None), None)


def stray_outputs(placed: PlacedTable, model: DecisionModel, run: Evaluation) -> Iterator[Stray]:
    """The outcomes, written as values, that their column or the type of the decision does not allow.

    What they allow is worked out in `run`; raises BudgetExceeded.
    """
    table = placed.table
    if table.policy in ("C+", "C#"):
        return
    for place, column in enumerate(table.outputs):
        permits = _permits(_allowed(placed, column, model), column.values, run)
        cells = [(rule.index, rule.outputs[place]) for rule in table.rules]
        cells += [(0, column.default)] if column.default is not None else []
        for number, code in cells:
            value = constant(code.tree)
            if value is not None and is_constant(value) and not permits(value):
                yield Stray(number, column, value)


def misfits(placed: PlacedTable, model: DecisionModel) -> Iterator[Misfit]:
    """Cells with a literal of another kind than the one their column is said to have."""
    table = placed.table
    for place, column in enumerate(table.inputs):
        kind = input_type(column, model)[0]
        for rule in table.rules:
            test = rule.tests[place]
            if test is not None and any(not _is(value, kind) for value in literals(test) or ()):
                yield Misfit(rule.index, column.label, test.text, kind, is_outcome=False)
    for place, output in enumerate(table.outputs if table.policy != "C#" else ()):
        kind = plain_type(output.type_ref, model.types)[0]
        for rule in table.rules:
            value = constant(rule.outputs[place].tree)
            if is_constant(value) and not _is(value, kind):
                yield Misfit(rule.index, called(output), rule.outputs[place].text, kind, is_outcome=True)


def input_type(column: TableInput, model: DecisionModel) -> tuple[str, UnaryTests | None]:
    """The type of what a column tests and what narrows it: as the column says, else the input data of that name."""
    kind, allowed = plain_type(column.type_ref, model.types)
    own_kind, own_allowed = plain_type(model.type_refs.get(column.expression.text, ""), model.types)
    return kind or own_kind, column.allowed or allowed or own_allowed


def unknown_types(model: DecisionModel) -> Iterator[tuple[str, str, str]]:
    """Id and name of each decision, input and function with a type that nobody knows, and the type."""
    typed: list[Decision | InputData] = [*model.decisions.values(), *model.inputs.values()]
    for found in typed:
        if not type_is_known(found.type_ref, model.types):
            yield found.id, found.name, found.type_ref
    for knowledge in model.knowledge.values():
        function = knowledge.function
        refs = [*(one.type_ref for one in function.parameters), function.type_ref] if function else []
        yield from ((knowledge.id, knowledge.name, ref) for ref in refs if not type_is_known(ref, model.types))


def missing_requirements(model: DecisionModel) -> Iterator[tuple[str, str, str]]:
    """Id and name of each decision and function with a requirement that leads to nothing, and that requirement."""
    others = {other.namespace: other for other in model.imports.values()}
    needs = [(one.id, one.name, (*one.needs, *one.knows)) for one in model.decisions.values()]
    needs += [(one.id, one.name, one.knows) for one in model.knowledge.values()]
    for owner, name, required in needs:
        for need in required:
            space, _, identifier = need.rpartition("#")
            if not _has(others.get(space) if space else model, identifier):
                yield owner, name, need


def _has(model: DecisionModel | None, identifier: str) -> bool:
    if model is None:
        return False
    return any(identifier in group for group in (model.decisions, model.inputs, model.knowledge, model.services))


def _allowed(placed: PlacedTable, column: TableOutput, model: DecisionModel) -> UnaryTests | None:
    """What narrows the values of a column: its own type, else that of the decision, or of its component."""
    ref = column.type_ref
    if not ref or plain_type(ref, model.types)[1] is None:
        whole = model.types.get(placed.type_ref)
        parts = {part.name: part for part in whole.components} if whole is not None else {}
        if column.name in parts:
            part = parts[column.name]
            return part.allowed or plain_type(part.base, model.types)[1]
        ref = placed.type_ref if len(placed.table.outputs) == 1 else ref
    return plain_type(ref, model.types)[1]


def _permits(allowed: UnaryTests | None, listed: Expression | None, run: Evaluation) -> Callable[[Value], bool]:
    """Whether a value is allowed; the listed values are worked out once."""
    values = None if listed is None else run.value(listed)

    def permits(value: Value) -> bool:
        if allowed is not None and run.holds(allowed, value) is not True:
            return False
        return listed is None or run.within({"it": value, "values": values}).value(_IN) is True

    return permits


def _is(value: Value, kind: str) -> bool:
    return value is None or kind not in KINDS or type(value) is KINDS[kind]
