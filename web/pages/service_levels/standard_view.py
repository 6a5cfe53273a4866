"""What the pages of standards show: attainment by month and team, what is behind it, what is still open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from engine import measures, standards
from engine.clock import day_of
from engine.measures import Month
from engine.standards import Attained, Piece, Promise, Standard
from web.figures import FEWEST, TOO_FEW
from web.lists import address, word
from web.names import Names
from web.page import actor, work
from web.wording import percent

OUTCOMES = {"in-time": "In time", "in-agreed-time": "In a time agreed later", "late": "Late"}
MOST_LISTED = 100


@dataclass(frozen=True, slots=True)
class Column:
    """What was attained in a month. `value` is None where there was too little to show a share."""

    month: Month
    attained: Attained
    value: float | None
    kept: bool | None
    may_change: bool


@dataclass(frozen=True, slots=True)
class MonthlyShare:
    """A share month by month, the earliest first, as a chart draws it; `promised` is the share asked for today."""

    points: tuple[Column, ...]
    promised: float
    part: str = ""
    top: float = 1.0
    top_words: str = "100%"


@dataclass(frozen=True, slots=True)
class Row:
    """A standard in the list of them: what it asks today, the last month that is over, and the whole year."""

    standard: Standard
    promise: Promise
    last: Column
    year: Attained
    trend: MonthlyShare


def rows_of(found: Sequence[Standard]) -> list[Row]:
    """Each standard with its year."""
    months = measures.latest_months(work().now)
    return [_row(standard, months) for standard in found]


def standard_page(standard: Standard, names: Names) -> Mapping[str, Any]:
    """What the page of one standard is given: figures, and the list behind the one that the address asks for."""
    months = measures.latest_months(work().now)
    every = standards.pieces(work(), standard, months, by=actor())
    columns = _columns(every, months, standard)
    listed = _asked_for(every)
    teams = standards.by_column(every, "team_id")
    return {
        "promise": promise_today(standard),
        "trend": MonthlyShare(columns, _promised(standard)),
        "year": standards.attained(every),
        "teams": sorted(teams.items(), key=lambda one: names.team(one[0])),
        "listed": listed[:MOST_LISTED],
        "behind": len(listed),
        "overdue": standards.overdue_now(work(), standard, by=actor()),
        "outcomes": OUTCOMES,
        "most": MOST_LISTED,
    }


def promise_today(standard: Standard) -> Promise:
    """What the standard asks today; what it will ask first, before it begins."""
    return (standard.on(day_of(work().now)) or standard.versions[-1]).promise


def share_words(found: Attained) -> str:
    """The share of a group in words; of too few pieces of work none is shown."""
    if not found.cases:
        return "–"
    return TOO_FEW if found.cases < FEWEST else percent(found.share)


def _row(standard: Standard, months: Sequence[Month]) -> Row:
    every = standards.pieces(work(), standard, months, by=actor())
    columns = _columns(every, months, standard)
    trend = MonthlyShare(columns, _promised(standard))
    return Row(standard, promise_today(standard), columns[-2], standards.attained(every), trend)


def _columns(every: Sequence[Piece], months: Sequence[Month], standard: Standard) -> tuple[Column, ...]:
    today = day_of(work().now)
    return tuple(
        _column(month, found, standard, may_change=month.last >= today)
        for month, found in standards.by_month(every, months)
    )


def _column(month: Month, found: Attained, standard: Standard, *, may_change: bool) -> Column:
    shown = found.cases >= FEWEST
    return Column(
        month,
        found,
        found.share if shown else None,
        standards.kept(standard, month, found) if shown else None,
        may_change,
    )


def _promised(standard: Standard) -> float:
    return float(promise_today(standard).share) / 100


def _asked_for(every: Sequence[Piece]) -> list[Piece]:
    """The pieces of the month, outcome and team that the address asks for, the latest ended first."""
    month, outcome, team = word("month"), word("outcome", OUTCOMES), word("team")
    return [
        piece
        for piece in reversed(every)
        if (not month or piece.month == month)
        and (not outcome or piece.outcome == outcome)
        and (not team or str(piece.clock["team_id"] or "") == team)
    ]


def list_address(key: str, **limits: object) -> str:
    """Where the list behind a figure is."""
    empty = dict.fromkeys(("month", "outcome", "team"))
    return f"{address(f'/service-levels/standards/{key}', **{**empty, **limits})}#list"
