"""Edits of a calendar as they are kept: what they would change, and how far the clocks are re-planned."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select

from engine.errors import NotFound
from engine.people import Actor, require
from engine.sla import tables
from engine.sla.hours import Hours, hours_of
from engine.store import Work

_RUN = tables.replan.c
_CALENDAR = tables.calendar.c


@dataclass(frozen=True, slots=True)
class Affected:
    """How many open clocks of a service and a team there are, and of how many the due date moves."""

    service_id: int | None
    team_id: int | None
    clocks: int
    moved: int


@dataclass(frozen=True, slots=True)
class Moved:
    """A clock whose due date moves, from when to when (UTC)."""

    clock_id: int
    case_id: int | None
    name: str
    due_at: datetime
    new_due_at: datetime


@dataclass(frozen=True, slots=True)
class Replan:
    """An edit of a calendar, and what it does to the clocks that are open on it.

    `status`: `previewing` (its effect is being counted), `previewed`, `applying` (the clocks are being re-planned) or
    `applied`. `clocks` are the open ones there were when it began to count, or to re-plan. Of the preview: `looked_at`
    of them are counted so far, of which `paused` have no date to move, `later` and `sooner` move, `overdue` would be
    overdue at once and were not; `groups` and `most_moved` say whose. Of the re-plan: `replanned` are done, and the
    date of `moved` was another than before. `from_version` is the newest version that was there, `to_version` the new
    one once it is applied.
    """

    id: int
    calendar: str
    name: str
    zone: str
    from_version: int
    to_version: int | None
    valid_from: date
    hours: Hours
    reason: str
    status: str
    proposed_by: int | None
    proposed_at: datetime
    applied_by: int | None
    applied_at: datetime | None
    finished_at: datetime | None
    clocks: int
    looked_at: int
    paused: int
    later: int
    sooner: int
    overdue: int
    replanned: int
    moved: int
    groups: tuple[Affected, ...]
    most_moved: tuple[Moved, ...]


def replan(work: Work, number: int, *, of: str, by: Actor) -> Replan:
    """An edit of the calendar with the key `of`, with its totals. Raises NotFound, NotPermitted."""
    require(by, "calendar:manage")
    found = read_replan(work, number)
    if found.calendar != of:
        raise NotFound(f"The calendar {of!r} has no edit {number}.")
    return found


def replans(work: Work, key: str, *, by: Actor, limit: int = 20) -> list[Replan]:
    """The latest edits of a calendar that were applied, or are being. Raises NotPermitted."""
    require(by, "calendar:manage")
    begun = _select().where(_CALENDAR.key == key, _RUN.applied_at.is_not(None))
    return [_read(row) for row in work.rows(begun.order_by(_RUN.id.desc()).limit(limit))]


def read_replan(work: Work, number: int) -> Replan:
    """An edit with its totals. Raises NotFound."""
    row = work.row(_select().where(_RUN.id == number))
    if row is None:
        raise NotFound(f"There is no edit {number} of a calendar.")
    return _read(row)


def _select() -> Select[Any]:
    own = (tables.replan, _CALENDAR.key.label("calendar"), _CALENDAR.name, _CALENDAR.zone)
    return select(*own).join(tables.calendar, _CALENDAR.id == _RUN.calendar_id)


def _read(row: RowMapping) -> Replan:
    kept = {name: row[name] for name in Replan.__dataclass_fields__ if name in row and name not in _READ_APART}
    return Replan(
        **kept,
        hours=hours_of(row["week"], row["days"], row["bank_holidays"]),
        groups=tuple(Affected(*group) for group in row["groups"]),
        most_moved=tuple(_moved(*one) for one in row["most_moved"]),
    )


_READ_APART = ("groups", "most_moved")


def _moved(clock_id: int, case_id: int | None, name: str, due: str, new_due: str) -> Moved:
    return Moved(clock_id, case_id, name, datetime.fromisoformat(due), datetime.fromisoformat(new_due))


def kept_moved(moved: Sequence[Moved]) -> list[list[Any]]:
    """Moved clocks as a row keeps them."""
    return [[one.clock_id, one.case_id, one.name, one.due_at, one.new_due_at] for one in moved]
