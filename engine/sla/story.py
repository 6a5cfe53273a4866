"""The whole story of one clock: what happened to it, every stretch of its time, and the figures that come of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select

from engine.sla import tables
from engine.sla.calendars import calendars_for
from engine.sla.changing import event_of
from engine.sla.clock import pauses_of
from engine.sla.ledger import Entry, NamedPause, ledger
from engine.sla.pause_reasons import pause_reasons
from engine.sla.reading import ClockRow, clock
from engine.sla.telling import Told, tell
from engine.store import Work
from engine.targets import parse_target

_EVENT = tables.clock_event.c


@dataclass(frozen=True, slots=True)
class Happening:
    """One thing that happened to a clock: when, when it was written down, and by whom (None: by itself).

    `reason` is that of a pause in words. `until` is its expected end, the date that was agreed, or the new date of a
    re-plan, which was from `was_due_at` on version `was_version` of the calendar to that on `calendar_version`.
    """

    kind: str
    at: datetime
    recorded_at: datetime
    by_user_id: int | None
    reason: str
    words: str
    party: str
    until: datetime | None
    cap: datetime | None
    agreed_with: str
    was_version: int | None
    calendar_version: int | None
    was_due_at: datetime | None


@dataclass(frozen=True, slots=True)
class Story:
    """A clock with what it says now (`told`: the same figures as everywhere), and how that comes about."""

    clock: ClockRow
    told: Told
    zone: str
    happened: tuple[Happening, ...]
    entries: tuple[Entry, ...]


def story(work: Work, number: int) -> Story:
    """The story of the clock with this id; seven statements. Raises `NotFound`, `NeverOpen`."""
    found = clock(work, number)
    told = tell(work, [found])[number]
    rows = work.rows(select(tables.clock_event).where(_EVENT.clock_id == number).order_by(_EVENT.at, _EVENT.id))
    names = {reason.key: reason.name for reason in pause_reasons(work)}
    calendar = calendars_for(work, [found.calendar])[found.calendar].as_of(found.calendar_version)
    events = [event_of(row) for row in rows]
    pauses = [NamedPause(begin, end, names.get(reason, reason)) for reason, begin, end in pauses_of(events, work.now)]
    return Story(
        clock=found,
        told=told,
        zone=calendar.zone.key,
        happened=tuple(_happening(row, names) for row in rows),
        entries=ledger(calendar, parse_target(found.target), told.state, work.now, pauses),
    )


def _happening(row: RowMapping, names: dict[str, str]) -> Happening:
    kept: dict[str, Any] = {name: row[name] for name in Happening.__dataclass_fields__}
    return Happening(**{**kept, "reason": names.get(row["reason"], row["reason"])})
