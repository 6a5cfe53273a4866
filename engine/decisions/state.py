"""What one evaluation carries along: the moment, the caller's functions, rules that hit, and limits on calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.decisions.model import DecisionModel, ItemType
from engine.decisions.types import named_types
from engine.errors import EngineError
from engine.feel import DEFAULT, Budget, Evaluation, Expression, UnaryTests, Value

MOST_CALLS = 10_000
RULES_IN_A_TURN = 5
DEEPEST_CALLS = 40
LEAST_STEPS = 1_000


class TooMuchWork(EngineError):
    """The decision calls functions or goes round loops too often, or too deeply. Simplify its rules."""


@dataclass(frozen=True, slots=True)
class RuleHit:
    """A rule that held: of which decision and table, its place (from 1), and the values in its columns, as plain data.

    `note` is what the author wrote beside the rule.
    """

    decision: str
    table: str
    rule_id: str
    index: int
    inputs: Mapping[str, object]
    outputs: Mapping[str, object]
    note: str = ""


@dataclass(slots=True)
class State:
    """One evaluation. `hits` and `notes` (why something became null) grow as it goes on."""

    model: DecisionModel
    now: datetime | None
    functions: Mapping[str, Callable[..., Value]]
    hits: list[RuleHit] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    calls: int = 0
    depth: int = 0
    types: Mapping[str, Callable[[Value], bool]] = field(init=False)

    def __post_init__(self) -> None:
        self.types = named_types(_types(self.model))

    def value(self, expression: Expression, names: Mapping[str, Value]) -> Value:
        """The value of an expression with these names in sight."""
        return expression.evaluate(
            names,
            now=self.now,
            functions=self.functions,
            types=self.types,
            budget=self.budget(),
            notes=self.notes,
        )

    def holds(self, tests: UnaryTests, value: Value, names: Mapping[str, Value]) -> bool:
        """Whether unary tests hold for a value."""
        found = tests.matches(
            value, names, now=self.now, functions=self.functions, types=self.types, budget=self.budget()
        )
        return found is True

    def tester(self, names: Mapping[str, Value], cells: int) -> Callable[[UnaryTests, Value], bool]:
        """Whether unary tests hold for a value, for the cells of a table under one budget."""
        each = self.budget()
        whole = replace(each, steps=min(DEFAULT.steps, each.steps * max(1, cells)))
        run = Evaluation(names, now=self.now, functions=self.functions, types=self.types, budget=whole)
        return lambda tests, value: run.holds(tests, value) is True

    def budget(self) -> Budget:
        """What one expression may use: the more functions were called before, the less."""
        if self.calls < 2:
            return DEFAULT
        return replace(DEFAULT, steps=max(LEAST_STEPS, DEFAULT.steps // self.calls))

    def enter(self) -> None:
        """Count a call of a function of the model; `leave` when it is done. Raises TooMuchWork."""
        self.depth += 1
        if self.depth > DEEPEST_CALLS:
            raise TooMuchWork
        self.turn()

    def turn(self, weight: int = 1) -> None:
        """Count one more turn of a loop, or what weighs as much as several. Raises TooMuchWork."""
        self.calls += weight
        if self.calls > MOST_CALLS:
            raise TooMuchWork

    def leave(self) -> None:
        """The call counted last is done."""
        self.depth -= 1


def _types(found: DecisionModel) -> dict[str, ItemType]:
    """The types of a model; after its own those of the models it imports, which their expressions name."""
    types: dict[str, ItemType] = {}
    for other in found.imports.values():
        types.update(_types(other))
    return {**types, **found.types}


@dataclass(frozen=True, slots=True)
class Place:
    """Where an evaluation stands: the names in sight, the types of the file, and the decision being made."""

    state: State
    names: Mapping[str, Value]
    types: Mapping[str, ItemType]
    decision: str
    type_ref: str = ""

    def within(self, names: Mapping[str, Value]) -> Place:
        """The same place with more names in sight."""
        return replace(self, names={**self.names, **names}, type_ref="")
