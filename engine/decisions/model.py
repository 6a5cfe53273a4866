"""A decision model as it was read: decisions, what they need, and the boxed expressions that make them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from engine.decisions.columns import Column
from engine.feel import Expression, UnaryTests

UNNAMED = "#"
"""What the key of an import without a name begins with; its namespace follows."""


@dataclass(frozen=True, slots=True)
class Literal:
    """A FEEL expression."""

    code: Expression


@dataclass(frozen=True, slots=True)
class Entry:
    """A named expression of a context, or an argument of an invocation; a context's result has no name."""

    name: str
    type_ref: str
    box: Box


@dataclass(frozen=True, slots=True)
class ContextBox:
    """Entries that see those before them; an entry without a name is the result."""

    entries: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class Invocation:
    """A call of a function with named arguments."""

    where: str
    function: Box
    arguments: tuple[Entry, ...]


@dataclass(frozen=True, slots=True)
class ListBox:
    """A list of expressions."""

    items: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class Relation:
    """A list of contexts with the same entries."""

    columns: tuple[str, ...]
    rows: tuple[tuple[Box, ...], ...]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One parameter of a function."""

    name: str
    type_ref: str


@dataclass(frozen=True, slots=True)
class FunctionBox:
    """A function of the model. `type_ref` is what it gives."""

    parameters: tuple[Parameter, ...]
    body: Box
    type_ref: str


@dataclass(frozen=True, slots=True)
class Conditional:
    """if, then, else."""

    condition: Box
    yes: Box
    no: Box


@dataclass(frozen=True, slots=True)
class FilterBox:
    """The items of a list for which an expression over `item` holds."""

    source: Box
    match: Box


@dataclass(frozen=True, slots=True)
class Loop:
    """`for`, `some` or `every` (the `kind`) over a list. `partial`: the body may ask for the results so far."""

    kind: str
    variable: str
    source: Box
    body: Box
    partial: bool = True


@dataclass(frozen=True, slots=True)
class TableInput:
    """One input column."""

    label: str
    expression: Expression
    allowed: UnaryTests | None
    type_ref: str = ""


@dataclass(frozen=True, slots=True)
class TableOutput:
    """One output column. `values` is the order of priority, as the file lists it."""

    name: str
    label: str
    type_ref: str
    values: Expression | None
    default: Expression | None


@dataclass(frozen=True, slots=True)
class Rule:
    """One row. A test of None holds for anything. `index` counts from 1."""

    id: str
    index: int
    note: str
    tests: tuple[UnaryTests | None, ...]
    outputs: tuple[Expression, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A decision table. `policy` is one of U A P F R O C C+ C< C> C#; `columns` are its inputs' cells, prepared."""

    id: str
    policy: str
    inputs: tuple[TableInput, ...]
    outputs: tuple[TableOutput, ...]
    rules: tuple[Rule, ...]
    columns: tuple[Column, ...] = field(repr=False, compare=False)


Box: TypeAlias = (
    Literal | ContextBox | Invocation | ListBox | Relation | FunctionBox | Conditional | FilterBox | Loop | Table
)


@dataclass(frozen=True, slots=True)
class InputData:
    """Something the caller gives."""

    id: str
    name: str
    type_ref: str


@dataclass(frozen=True, slots=True)
class Decision:
    """Something the model decides. `needs` are ids of decisions and inputs, `knows` of functions."""

    id: str
    name: str
    type_ref: str
    needs: tuple[str, ...]
    knows: tuple[str, ...]
    box: Box | None
    question: str = ""
    description: str = ""


@dataclass(frozen=True, slots=True)
class Knowledge:
    """A business knowledge model: a named function that decisions may call."""

    id: str
    name: str
    knows: tuple[str, ...]
    function: FunctionBox | None


@dataclass(frozen=True, slots=True)
class Service:
    """A decision service: decisions offered as a function. All members are ids."""

    id: str
    name: str
    type_ref: str
    outputs: tuple[str, ...]
    inputs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ItemType:
    """A named type. A type has a base, components or (for a function) neither.

    `allowed` narrows each of its items, `constraint` the whole; `listed` are the allowed values in their order.
    `gives` is the type of what a function of this type gives.
    """

    name: str
    base: str = ""
    is_list: bool = False
    components: tuple[ItemType, ...] = ()
    allowed: UnaryTests | None = None
    listed: Expression | None = None
    is_function: bool = False
    constraint: UnaryTests | None = None
    gives: str = ""


@dataclass(frozen=True, slots=True)
class DecisionModel:
    """One DMN file. Everything is keyed by id (types by name), in the order of the file.

    `imports` are other models by the name this file gives them (see `UNNAMED`). `broken` says by id what cannot be
    evaluated, and why. `lines` are the lines of the file on which elements with an id begin. `type_refs` are the types
    of decisions and inputs by name.
    """

    id: str
    name: str
    namespace: str
    decisions: Mapping[str, Decision]
    inputs: Mapping[str, InputData]
    knowledge: Mapping[str, Knowledge]
    services: Mapping[str, Service]
    types: Mapping[str, ItemType]
    imports: Mapping[str, DecisionModel] = field(default_factory=dict)
    broken: Mapping[str, str] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict, repr=False)
    type_refs: Mapping[str, str] = field(init=False, repr=False, compare=False)

    @property
    def own_types(self) -> dict[str, ItemType]:
        """The types that the file itself defines, by name."""
        brought = imported_types(self.imports)
        return {name: item for name, item in self.types.items() if brought.get(name) != item}

    @property
    def is_library(self) -> bool:
        """Whether the file decides nothing, but has functions, types or inputs for other files to import."""
        return not self.decisions and bool(self.knowledge or self.inputs or self.own_types)

    def __post_init__(self) -> None:
        refs = {found.name: found.type_ref for found in self.decisions.values()}
        refs.update((found.name, found.type_ref) for found in self.inputs.values())
        object.__setattr__(self, "type_refs", refs)


def imported_types(imports: Mapping[str, DecisionModel]) -> dict[str, ItemType]:
    """The types that imported models bring, by the name that the importing file has for each; so they name each other.

    Those of an import without a name are the very ones of its file.
    """
    found: dict[str, ItemType] = {}
    for name, other in imports.items():
        found |= other.types if name.startswith(UNNAMED) else _qualified(other.types, name)
    return found


def _qualified(types: Mapping[str, ItemType], name: str) -> dict[str, ItemType]:
    def renamed(type_ref: str) -> str:
        return f"{name}.{type_ref}" if type_ref in types else type_ref

    def item_of(item: ItemType) -> ItemType:
        parts = tuple(item_of(part) for part in item.components)
        return replace(item, base=renamed(item.base), gives=renamed(item.gives), components=parts)

    return {f"{name}.{key}": item_of(item) for key, item in types.items()}
