"""What other rooms do when clocks of theirs follow an edit: they are asked to hold what is theirs, and to follow."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from sqlalchemy import RowMapping

from engine.store import Work

Hold: TypeAlias = Callable[[Work, Sequence[int]], Collection[int]]
"""Hold those of some rows that nobody else holds, and answer which others do."""
DataOf: TypeAlias = Callable[[Work, Collection[int]], Mapping[int, Mapping[str, object]]]
"""What cases know, by their ids."""
CalendarsOf: TypeAlias = Callable[[Work, Sequence[RowMapping]], Mapping[int, str]]
"""The keys of the calendars on which clocks of cases count where no goal names one, by the ids of the clocks."""


@dataclass(frozen=True, slots=True)
class Cases:
    """What the room of cases does when clocks are moved to another version of their target.

    `follow` lets the dates of cases and of their tasks be those of their clocks.
    """

    hold: Hold
    follow: Callable[[Work, Collection[int]], None]
    known: DataOf
    calendars: CalendarsOf


NO_CASES = Cases(
    hold=lambda _work, _ids: set(),
    follow=lambda _work, _ids: None,
    known=lambda _work, _ids: {},
    calendars=lambda _work, _clocks: {},
)


@dataclass(frozen=True, slots=True)
class Tasks:
    """What the room of the tasks does when clocks of theirs move, and that of the cases.

    `follow` lets tasks be due when their clocks say.
    """

    hold: Hold
    follow: Callable[[Work, Sequence[int]], None]
    cases: Cases = NO_CASES
