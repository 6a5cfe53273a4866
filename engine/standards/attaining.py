"""How far a standard was attained: of the work that ended in a month, the share done within the time it asks.

Attainment counts work by the month in which it ended, as statistics of planning decisions do. What is still open and
already past the time is told beside it: it will count against a later month. What was done within a date agreed later
is not in time; it is counted apart.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache, partial
from typing import TypeVar

from sqlalchemy import RowMapping

from engine import sla
from engine.clock import day_of
from engine.measures import Month
from engine.people import Actor
from engine.sla import AGREED, IN_TIME, LATE, Rule
from engine.standards.cohort import Period, ended_in, still_open
from engine.standards.keeping import Promise, Standard
from engine.store import Work

Key = TypeVar("Key")


@dataclass(frozen=True, slots=True)
class Attained:
    """What was attained by the work of a group: how many `cases` there were, and how many of them were in time.

    `agreed` are those that kept a date agreed later, `late` the rest.
    """

    cases: int = 0
    in_time: int = 0
    agreed: int = 0

    @property
    def late(self) -> int:
        """How many kept neither the time nor an agreed date."""
        return self.cases - self.in_time - self.agreed

    @property
    def share(self) -> float | None:
        """The part done in time, 0 to 1; None where there was nothing to do."""
        return self.in_time / self.cases if self.cases else None

    def keeps(self, promise: Promise) -> bool | None:
        """Whether that is the share asked for, exactly and never by a rounded figure; None where nothing was done."""
        return Decimal(self.in_time) * 100 >= promise.share * self.cases if self.cases else None


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work and how it did by the standard: `in-time`, `in-agreed-time` or `late`."""

    clock: RowMapping
    outcome: str

    @property
    def month(self) -> str:
        """The month in which it ended, as 2026-11."""
        day = day_of(self.clock["stopped_at"])
        return f"{day.year}-{day.month:02}"


def pieces(work: Work, standard: Standard, months: Sequence[Month], *, by: Actor) -> list[Piece]:
    """Every piece of work behind the attainment of these months (in order, without gaps), the earliest first.

    Each is judged by the version of the standard that held on the day it ended; work that ended before the first
    version is judged by that one, so that the months before show what it would have meant.
    Raises Refused for too much of it.
    """
    if not months:
        return []
    rows = ended_in(work, standard.subject, Period(months[0].since, months[-1].until), by=by)
    by_version: dict[int, list[int]] = {}
    version_on = cache(partial(_version_on, standard))
    for place, row in enumerate(rows):
        by_version.setdefault(version_on(day_of(row["stopped_at"])), []).append(place)
    found: dict[int, str] = {}
    for number, places in by_version.items():
        rule = _rule(next(version.promise for version in standard.versions if version.number == number))
        found |= zip(places, sla.outcomes(work, [rows[place] for place in places], rule), strict=True)
    return [Piece(row, found[place]) for place, row in enumerate(rows)]


def overdue_now(work: Work, standard: Standard, *, by: Actor) -> list[RowMapping]:
    """The open work that is past what the standard asks today, the longest open first."""
    version = standard.on(day_of(work.now)) or standard.versions[-1]
    rows = still_open(work, standard.subject, by=by)
    judged = sla.outcomes(work, rows, _rule(version.promise))
    return [row for row, outcome in zip(rows, judged, strict=True) if outcome == LATE]


def attained(found: Iterable[Piece]) -> Attained:
    """What pieces of work attained together."""
    counts = Counter(piece.outcome for piece in found)
    return Attained(counts.total(), counts[IN_TIME], counts[AGREED])


def by_month(found: Iterable[Piece], months: Sequence[Month]) -> list[tuple[Month, Attained]]:
    """What was attained in each month."""
    groups = _grouped((piece.month, piece) for piece in found)
    return [(month, attained(groups.get(month.key, ()))) for month in months]


def kept(standard: Standard, month: Month, found: Attained) -> bool | None:
    """Whether a month attained what the standard asked on its last day; None where nothing ended."""
    return found.keeps((standard.on(month.last) or standard.versions[-1]).promise)


def by_column(found: Iterable[Piece], column: str) -> dict[int | None, Attained]:
    """What was attained by each team (`team_id`), service (`service_id`) or site (`site_id`)."""
    return {key: attained(group) for key, group in _grouped((piece.clock[column], piece) for piece in found).items()}


def _grouped(keyed: Iterable[tuple[Key, Piece]]) -> dict[Key, list[Piece]]:
    groups: dict[Key, list[Piece]] = {}
    for key, piece in keyed:
        groups.setdefault(key, []).append(piece)
    return groups


def _version_on(standard: Standard, day: date) -> int:
    return (standard.on(day) or standard.versions[-1]).number


def _rule(promise: Promise) -> Rule:
    return Rule(promise.target, promise.calendar)
