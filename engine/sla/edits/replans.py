"""Edits of calendars, targets and ladders as they are kept: what they would change, and how far the clocks follow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, select

from engine.errors import NotFound
from engine.people import Actor, require
from engine.sla import tables
from engine.sla.hours import Hours, hours_of
from engine.sla.targets.shape import Terms, terms_from
from engine.store import Work

_RUN = tables.replan.c
_CALENDAR = tables.calendar.c
_TARGET = tables.target.c
_READ_APART = ("groups", "most_moved")


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
class Run:
    """An edit, and what it does to the clocks that are open by what it edits.

    `status`: `previewing` (its effect is being counted), `previewed`, `applying` (the clocks follow it, not before
    `begins_at`) or `applied`. `clocks` are the open ones there were when it began to count, or to apply. Of the
    preview: `looked_at` of them are counted so far, of which `paused` have no date to move, `later` and `sooner` move,
    `overdue` would be overdue at once and were not; `groups` and `most_moved` say whose. Of what was applied:
    `replanned` are done, and the date of `moved` was another than before. `from_version` is the newest version that
    was there, `to_version` the new one once it is applied.
    """

    id: int
    from_version: int
    to_version: int | None
    valid_from: date
    reason: str
    status: str
    proposed_by: int | None
    proposed_at: datetime
    applied_by: int | None
    applied_at: datetime | None
    begins_at: datetime | None
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


@dataclass(frozen=True, slots=True)
class Replan(Run):
    """An edit of a calendar: its hours, and the clocks that are open on it."""

    calendar: str
    name: str
    zone: str
    hours: Hours


@dataclass(frozen=True, slots=True)
class TargetMove(Run):
    """Another version of a target, and the clocks that run by it.

    `kept` of them keep their goal because none of the new version holds, `ended` are cancelled because no clock starts
    by it any more.
    """

    target: str
    name: str
    service_id: int | None
    terms: Terms
    kept: int
    ended: int

    @property
    def same(self) -> int:
        """How many of those counted are due when they were."""
        return self.looked_at - self.sooner - self.later - self.paused - self.kept - self.ended


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
    begun = _of_calendars().where(_CALENDAR.key == key, _RUN.applied_at.is_not(None))
    return [_replan(row) for row in work.rows(begun.order_by(_RUN.id.desc()).limit(limit))]


def read_replan(work: Work, number: int) -> Replan:
    """An edit of a calendar with its totals. Raises NotFound."""
    row = work.row(_of_calendars().where(_RUN.id == number))
    if row is None:
        raise NotFound(f"There is no edit {number} of a calendar.")
    return _replan(row)


def read_move(work: Work, number: int) -> TargetMove:
    """Another version of a target with its totals. Raises NotFound."""
    row = work.row(_of_targets().where(_RUN.id == number))
    if row is None:
        raise NotFound(f"There is no change {number} of a target.")
    return _move(row)


def moves(work: Work, key: str, *, limit: int = 20) -> list[TargetMove]:
    """The latest versions of a target that the clocks that run went on by, or are going on by."""
    begun = _of_targets().where(_TARGET.key == key, _RUN.applied_at.is_not(None))
    return [_move(row) for row in work.rows(begun.order_by(_RUN.id.desc()).limit(limit))]


def climbs(work: Work) -> dict[int, Run]:
    """The latest run of each ladder that was set, by the ladder's id: how many of the open clocks have its rungs."""
    latest = select(func.max(_RUN.id)).where(_RUN.ladder_id.is_not(None)).group_by(_RUN.ladder_id)
    rows = work.rows(select(tables.replan).where(_RUN.id.in_(latest)))
    return {row["ladder_id"]: Run(**_kept(row, Run)) for row in rows}


def kept_moved(moved: Sequence[Moved]) -> list[list[Any]]:
    """Moved clocks as a row keeps them."""
    return [[one.clock_id, one.case_id, one.name, one.due_at, one.new_due_at] for one in moved]


def read_moved(kept: Sequence[Sequence[Any]]) -> tuple[Moved, ...]:
    """Moved clocks that a row keeps."""
    return tuple(
        Moved(clock_id, case_id, name, datetime.fromisoformat(due), datetime.fromisoformat(new_due))
        for clock_id, case_id, name, due, new_due in kept
    )


def _of_calendars() -> Select[Any]:
    own = (tables.replan, _CALENDAR.key.label("calendar"), _CALENDAR.name, _CALENDAR.zone)
    return select(*own).join(tables.calendar, _CALENDAR.id == _RUN.calendar_id)


def _of_targets() -> Select[Any]:
    own = (tables.replan, _TARGET.key.label("target"), _TARGET.name, _TARGET.service_id)
    return select(*own).join(tables.target, _TARGET.id == _RUN.target_id)


def _replan(row: RowMapping) -> Replan:
    return Replan(**_kept(row, Replan), hours=hours_of(row["week"], row["days"], row["bank_holidays"]))


def _move(row: RowMapping) -> TargetMove:
    kept = {name: value for name, value in _kept(row, TargetMove).items() if name != "terms"}
    return TargetMove(**kept, terms=terms_from(row["terms"]))


def _kept(row: RowMapping, shape: type[Run]) -> Mapping[str, Any]:
    named = {name: row[name] for name in shape.__dataclass_fields__ if name in row and name not in _READ_APART}
    groups = tuple(Affected(*group) for group in row["groups"])
    return {**named, "groups": groups, "most_moved": read_moved(row["most_moved"])}
