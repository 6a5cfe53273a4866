"""What is overdue and at risk, the most urgent first by the time really left: on the calendar of each clock."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta

from engine.sla.calendar import elapsed
from engine.sla.calendars import calendars_for
from engine.sla.reading import ClockFilter, ClockRow, count_urgent, soonest_of_each_rule
from engine.sla.telling import Told, tell
from engine.sla.warning import counting
from engine.store import Work
from engine.targets import parse_target

URGENT = ("overdue", "at-risk")


@dataclass(frozen=True, slots=True)
class Urgent:
    """A clock that is overdue or at risk, and what it says."""

    clock: ClockRow
    told: Told


@dataclass(frozen=True, slots=True)
class Board:
    """The most urgent clocks, and how many there are of each verdict: `overdue` and `at-risk`."""

    rows: tuple[Urgent, ...]
    counts: dict[str, int]


def board(work: Work, wanted: ClockFilter) -> Board:
    """The clocks of the filter that are overdue, longest over first, then those at risk, least time left first.

    What is over and what is left is time that the clock's target counts: working time on its calendar for targets in
    working hours or working days, else elapsed time. `wanted.verdict` keeps to one of `URGENT`; at most `wanted.limit`
    clocks. Paused clocks lose no time and are not urgent. Some seven statements, however many clocks there are.
    """
    rows: list[ClockRow] = []
    for verdict in (wanted.verdict,) if wanted.verdict in URGENT else URGENT:
        found = soonest_of_each_rule(work, replace(wanted, verdict=verdict))
        rows += _most_urgent(work, found)[: wanted.limit - len(rows)]
    told = tell(work, rows)
    counts = count_urgent(work, replace(wanted, verdict="open"))
    return Board(tuple(Urgent(clock, told[clock.id]) for clock in rows), counts)


def _most_urgent(work: Work, clocks: list[ClockRow]) -> list[ClockRow]:
    left = _time_left(work, clocks)
    return sorted(clocks, key=lambda clock: (left[clock.id], clock.id))


def _time_left(work: Work, clocks: list[ClockRow]) -> dict[int, timedelta]:
    """What is left of each clock's time, less than nothing where it is over."""
    kept = calendars_for(work, {clock.calendar for clock in clocks}) if clocks else {}
    left = {}
    for clock in clocks:
        counted = counting(kept[clock.calendar].as_of(clock.calendar_version), parse_target(clock.target))
        due = clock.due_at or work.now
        left[clock.id] = elapsed(counted, work.now, due) - elapsed(counted, due, work.now)
    return left
