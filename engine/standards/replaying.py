"""Last year's work judged again by targets or calendars that nobody has set yet. Nothing is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from engine import sla
from engine.measures import Month
from engine.people import Actor
from engine.sla import IN_TIME, Rule
from engine.standards.attaining import Attained, Piece, attained, by_month
from engine.standards.cohort import Period, ended_in
from engine.standards.keeping import Subject
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Replayed:
    """One piece of work as it was judged, and as it would have been."""

    clock: RowMapping
    then: str
    would: str

    @property
    def change(self) -> str:
        """`better` when it would have been in time and was not, `worse` the other way round, else empty."""
        if (self.then == IN_TIME) == (self.would == IN_TIME):
            return ""
        return "better" if self.would == IN_TIME else "worse"


@dataclass(frozen=True, slots=True)
class Difference:
    """What a month, or the whole, attained, and what it would have."""

    then: Attained
    would: Attained


def replay(work: Work, subject: Subject, months: Sequence[Month], rule: Rule, *, by: Actor) -> list[Replayed]:
    """Every piece of work of these months (in order, without gaps), judged by its own rule and by `rule`.

    Few statements, none of which writes. Raises Refused for too much work, UnclearTarget, NotFound (no such calendar),
    NeverOpen.
    """
    if rule.target:
        sla.parse_target(rule.target)
    rows = ended_in(work, subject, Period(months[0].since, months[-1].until), by=by)
    then = sla.outcomes(work, rows, Rule())
    would = sla.outcomes(work, rows, rule)
    return [Replayed(*found) for found in zip(rows, then, would, strict=True)]


def difference(found: Sequence[Replayed]) -> Difference:
    """Both outcomes counted."""
    return Difference(attained(_then(found)), attained(_would(found)))


def difference_by_month(found: Sequence[Replayed], months: Sequence[Month]) -> list[tuple[Month, Difference]]:
    """Both outcomes of each month counted."""
    pairs = zip(by_month(_then(found), months), by_month(_would(found), months), strict=True)
    return [(month, Difference(then, would)) for (month, then), (_, would) in pairs]


def changes(found: Iterable[Replayed]) -> Counter[str]:
    """How many would have done `better` and how many `worse`."""
    return Counter(one.change for one in found if one.change)


def _then(found: Iterable[Replayed]) -> list[Piece]:
    return [Piece(one.clock, one.then) for one in found]


def _would(found: Iterable[Replayed]) -> list[Piece]:
    return [Piece(one.clock, one.would) for one in found]
