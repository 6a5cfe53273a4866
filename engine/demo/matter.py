"""What a case of the invented council is about, and the chance that its people go by."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from engine.demo.plan import CasePlan
from engine.demo.town import Home, Person

Answers = dict[str, object]


@dataclass(frozen=True, slots=True)
class Matter:
    """What a case is about: who asks, the home concerned, and another (the old one of a move).

    `application` is the kind of a planning application, empty for all else; `days` are those on which something came
    about that is asked for later.
    """

    plan: CasePlan
    person: Person
    home: Home
    other: Home
    application: str = ""
    stuck: bool = False
    days: dict[str, date] = field(default_factory=dict)

    @property
    def random(self) -> Random:
        """The chance of this case."""
        return self.plan.random

    def often(self, share: float) -> bool:
        """True so often."""
        return self.random.random() < share

    def one(self, **weights: float) -> str:
        """One of these words, each as often as its weight says."""
        return self.random.choices(list(weights), list(weights.values()))[0]

    def number(self, pattern: str) -> str:
        """A reference: every # of the pattern becomes a figure."""
        return "".join(str(self.random.randrange(10)) if sign == "#" else sign for sign in pattern)


Form = Callable[[Matter, date], Answers]
"""What is typed into the form of a step, of a case on a day."""


def how(key: str, **weights: float) -> Form:
    """A form with one question, answered by one of these words, each as often as its weight says."""
    return lambda m, _day: {key: m.one(**weights)}


def said(**fixed: object) -> Form:
    """A form that is always answered so."""
    return lambda _m, _day: dict(fixed)
