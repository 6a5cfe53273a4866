"""What one evaluation carries along: the moment, the caller's functions, rules that hit, and limits on calls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.decisions.model import DecisionModel, ItemType
from engine.decisions.types import named_types
from engine.errors import EngineError
from engine.feel import DEFAULT, Evaluation, Expression, UnaryTests, Value

MOST_CALLS = 10_000
RULES_IN_A_TURN = 5
DEEPEST_CALLS = 500
FRAMES_OF_A_CALL = 24
"""How deep a call of a function of the model, in which nothing is nested, takes Python."""
BUDGET = replace(DEFAULT, about="decision")
"""Of a decision with all that it requires: no more than that of one expression, however many there are."""


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


@dataclass(frozen=True, slots=True)
class NoRule:
    """A table, of which decision, no rule of which held. `is_default`: its default came out instead."""

    decision: str
    table: str
    is_default: bool


@dataclass(slots=True)
class State:
    """One evaluation. `hits` grow as it goes on; `run` carries the budget, which is one for everything that is done.

    `no_rules` are the tables of which no rule held, each once.
    """

    model: DecisionModel
    now: datetime | None
    functions: Mapping[str, Callable[..., Value]]
    hits: list[RuleHit] = field(default_factory=list)
    no_rules: dict[NoRule, None] = field(default_factory=dict)
    calls: int = 0
    depth: int = 0
    run: Evaluation = field(init=False)

    def __post_init__(self) -> None:
        types = named_types(_types(self.model), lambda: self.run)
        self.run = Evaluation({}, now=self.now, functions=self.functions, types=types, budget=BUDGET)

    def note(self, message: str) -> None:
        """Remember why something became null."""
        self.run.note(message)

    def hit(self, found: RuleHit, weight: int) -> None:
        """Remember a rule that held; `weight` is the room that the values it looked at take when written."""
        self.run.take(weight)
        self.hits.append(found)

    def call(self, do: Callable[[], Value]) -> Value:
        """What a function of the model gives, counted as a call. Raises TooMuchWork."""
        if self.depth == DEEPEST_CALLS:
            raise TooMuchWork
        self.turn()
        self.depth += 1
        try:
            return self.run.nested(FRAMES_OF_A_CALL, do)
        finally:
            self.depth -= 1

    def turn(self, weight: int = 1) -> None:
        """Count one more turn of a loop, or what weighs as much as several. Raises TooMuchWork."""
        self.calls += weight
        if self.calls > MOST_CALLS:
            raise TooMuchWork


def _types(found: DecisionModel) -> dict[str, ItemType]:
    """The types of a model; after its own those of the models it imports, which their expressions name."""
    types: dict[str, ItemType] = {}
    left, seen = [found], {id(found)}
    while left:
        current = left.pop(0)
        for name, item in current.types.items():
            types.setdefault(name, item)
        others = [other for other in reversed(tuple(current.imports.values())) if id(other) not in seen]
        seen.update(map(id, others))
        left += others
    return types


@dataclass(frozen=True, slots=True)
class Place:
    """Where an evaluation stands: the names in sight, the types of the file, and the decision being made."""

    state: State
    sight: Evaluation
    types: Mapping[str, ItemType]
    decision: str
    type_ref: str = ""

    def within(self, names: Mapping[str, Value]) -> Place:
        """The same place with more names in sight."""
        return replace(self, sight=self.sight.within(names), type_ref="")

    def value(self, expression: Expression) -> Value:
        """The value of an expression here."""
        return self.sight.value(expression)

    def holds(self, tests: UnaryTests, value: Value) -> bool:
        """Whether unary tests hold for a value."""
        return self.sight.holds(tests, value) is True
