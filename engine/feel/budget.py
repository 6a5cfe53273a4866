"""How much work and room one evaluation may take, and the counters that hold it to that.

Work is counted where it can grow: each turn of a loop and each call costs the size of its body, each produced
string or list its length. A tree without loops is bounded by the length of its text.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NoReturn

from engine.feel.errors import BudgetExceeded
from engine.feel.values import Value


@dataclass(frozen=True, slots=True)
class Budget:
    """Limits of one evaluation. `steps`: nodes of work; `depth`: nested frames of function calls, of all stacks;
    `characters`: longest string; `items`: longest list or context; `room`: characters and items produced in all;
    `regex_seconds`: time spent in regular expressions in all; `about`: what a sentence says spends too much.
    """

    steps: int = 250_000
    depth: int = 12_000
    characters: int = 200_000
    items: int = 50_000
    room: int = 2_000_000
    regex_seconds: float = 0.4
    about: str = "expression"


DEFAULT = Budget()
STACK = 600
"""Nested frames that one stack takes: Python allows a thread 1,000, of which whoever evaluates has used some."""


class Run:
    """The state of one evaluation: counters, the moment it is about, functions passed in, and what went to null."""

    __slots__ = (
        "base",
        "budget",
        "converted",
        "depth",
        "drawn",
        "functions",
        "notes",
        "now",
        "regex_left",
        "room",
        "steps",
        "text",
        "types",
    )

    def __init__(
        self,
        text: str,
        budget: Budget,
        now: datetime | None,
        functions: Mapping[str, Callable[..., Value]],
        types: Mapping[str, Callable[[Value], bool]],
    ) -> None:
        self.text = text
        self.types = types
        self.budget = budget
        self.now = now
        self.functions = functions
        self.steps = budget.steps
        self.room = budget.room
        self.depth = self.base = budget.depth
        self.drawn = 0
        self.regex_left = budget.regex_seconds
        self.converted: dict[str, Value] = {}
        self.notes: list[str] = []

    def work(self, steps: int) -> None:
        """Charge `steps` of work."""
        self.steps -= steps
        if self.steps < 0:
            self.exceeded("takes too many steps: make its lists or loops smaller")

    def enter(self, frames: int) -> bool:
        """Charge `frames` of nesting for a call; give them back with `leave`. Tells whether this stack has room."""
        self.depth -= frames
        if self.depth < 0:
            self.too_deep()
        return self.base - self.depth <= STACK

    def too_deep(self) -> NoReturn:
        """End the evaluation, as calls are nested too deeply."""
        self.exceeded("calls functions inside functions too deeply")

    def leave(self, frames: int) -> None:
        """Give back what `enter` took."""
        self.depth += frames

    def string(self, length: int) -> None:
        """Charge a string about to be produced."""
        if length > self.budget.characters:
            self.exceeded(f"makes a text longer than {self.budget.characters} characters")
        self.take(length)

    def list(self, length: int) -> None:
        """Charge a list or context about to be produced."""
        if length > self.budget.items:
            self.exceeded(f"makes a list longer than {self.budget.items} items")
        self.take(length)
        self.work(length >> 3)

    def take(self, amount: int) -> None:
        """Charge room."""
        self.room -= amount
        if self.room < 0:
            self.exceeded("makes too much data in all")

    def note(self, message: str, *values: Value) -> None:
        """Remember why a part became null (at most twenty notes).

        `values` are those it was made of: where one of them is null, what was noted before says why already.
        """
        if len(self.notes) < 20 and not (self.notes and any(value is None for value in values)):
            self.notes.append(message)

    def exceeded(self, what: str) -> NoReturn:
        """End the evaluation."""
        raise BudgetExceeded(f"The {self.budget.about} {what}.", 0, self.text)


class Scope:
    """Names in sight: the innermost first, the caller's context as the root (whose values are plain Python)."""

    __slots__ = ("names", "parent", "run")

    def __init__(self, names: Mapping[str, Value], parent: Scope | None, run: Run) -> None:
        self.names = names
        self.parent = parent
        self.run = run
