"""Clocks that are open or newly stopped, held for a change, and the change itself: one statement for all of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import RowMapping, Select, select, text

from engine.errors import EngineError
from engine.sla import tables
from engine.sla.calendars import KeptCalendar, calendars_for
from engine.sla.clock import ClockEvent, ClockState, judge
from engine.sla.warning import at_risk_of
from engine.store import Work
from engine.targets import parse_target

INSTANT = timedelta(microseconds=1)
_STANDS = ("id", "status", "due_at", "at_risk_at", "at_risk", "breached_at", "extended")

_CHANGE = text("""
WITH changed AS (
    UPDATE sla_clock AS clock
    SET status = new.status, due_at = new.due_at,
        told_due_at = COALESCE(CASE WHEN :tells THEN new.due_at END, clock.told_due_at),
        at_risk_at = new.at_risk_at, at_risk = new.at_risk,
        breached_at = new.breached_at, extended = new.extended, worked_seconds = new.worked_seconds,
        unextended_due_at = COALESCE(new.unextended_due_at, clock.unextended_due_at),
        look_at = CASE
            WHEN :planned OR new.due_at IS NULL OR NOT (clock.published OR EXISTS (SELECT FROM sla_ladder))
                THEN new.look_at
            ELSE LEAST(new.look_at, :now)
        END
    FROM jsonb_to_recordset(CAST(:changes AS jsonb)) AS new (
        id bigint, status text, due_at timestamptz, at_risk_at timestamptz, at_risk boolean, breached_at timestamptz,
        extended boolean, unextended_due_at timestamptz, worked_seconds float, look_at timestamptz
    )
    WHERE clock.id = new.id
)
INSERT INTO sla_clock_event (
    clock_id, kind, at, recorded_at, by_user_id, reason, until, cap, party, words, agreed_with, contact_id
)
SELECT clock_id, kind, at, :now, CAST(:by AS bigint), reason, until, cap, party, words, agreed_with, contact_id
FROM jsonb_to_recordset(CAST(:events AS jsonb)) AS happened (
    place int, clock_id bigint, kind text, at timestamptz, reason text, until timestamptz, cap timestamptz,
    party text, words text, agreed_with text, contact_id bigint
)
ORDER BY place
""")


@dataclass(frozen=True, slots=True)
class Change:
    """What is to stand in the row of a clock. Without an `unextended_due_at` it keeps the one it has."""

    id: int
    status: str
    due_at: datetime | None
    at_risk_at: datetime | None
    at_risk: bool
    breached_at: datetime | None
    extended: bool
    worked_seconds: float | None
    look_at: datetime | None = None
    unextended_due_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What is kept of an event besides what judges by: who the time of a pause belongs to, somebody's own words, with
    whom more time was agreed, and the contact of the customer that ended a pause. `why` is what the reason is called
    now, for the record alone.
    """

    party: str = ""
    why: str = ""
    words: str = ""
    agreed_with: str = ""
    contact_id: int | None = None


NOTHING_SAID = Said()


@dataclass(frozen=True, slots=True)
class Noted:
    """An event to be written for a clock."""

    clock: RowMapping
    event: ClockEvent
    said: Said = NOTHING_SAID


def seen() -> Select[Any]:
    """Clocks with their calendar's key."""
    key = tables.calendar.c.key.label("calendar")
    return select(tables.clock, key).join(tables.calendar, tables.calendar.c.id == tables.clock.c.calendar_id)


def held() -> Select[Any]:
    """Clocks with their calendar's key, held against others until the transaction ends."""
    return seen().with_for_update(of=tables.clock)


def events_of(
    work: Work, clock_ids: Iterable[int], kinds: Collection[str] | None = None
) -> dict[int, list[ClockEvent]]:
    """What happened to each clock, as it was written down: all of it, or what is of some kinds; one statement."""
    columns = tables.clock_event.c
    query = select(columns.clock_id, *(columns[name] for name in ClockEvent.__slots__))
    if kinds is not None:
        query = query.where(columns.kind.in_(kinds))
    found: dict[int, list[ClockEvent]] = defaultdict(list)
    for row in work.rows(query.where(columns.clock_id.in_(clock_ids)).order_by(columns.id)):
        found[row["clock_id"]].append(event_of(row))
    return found


def event_of(row: RowMapping) -> ClockEvent:
    """What a row of `sla_clock_event` says happened."""
    return ClockEvent(row["kind"], row["at"], row["reason"], row["until"], row["cap"])


def judged(
    work: Work, clocks: Sequence[RowMapping], happened: Mapping[int, Sequence[ClockEvent]] | None = None
) -> dict[int, ClockState]:
    """Where each clock stands now, by what has `happened` to it, which is read when it is not given.

    Two statements at most. Raises as `judge` does.
    """
    happened = happened if happened is not None else events_of(work, [clock["id"] for clock in clocks])
    kept = calendars_for(work, [clock["calendar"] for clock in clocks])
    return {clock["id"]: _state(clock, happened[clock["id"]], kept, work.now) for clock in clocks}


def judged_where_possible(work: Work, clocks: Sequence[RowMapping]) -> dict[int, ClockState]:
    """Where each clock stands now, as `judged` says it. One that cannot be worked out, because its calendar or target
    was spoilt since, is left out, so that it holds up no other.
    """
    happened = events_of(work, [clock["id"] for clock in clocks])
    kept = calendars_for(work, [clock["calendar"] for clock in clocks])
    states = {}
    for clock in clocks:
        with suppress(EngineError):
            states[clock["id"]] = _state(clock, happened[clock["id"]], kept, work.now)
    return states


def _state(
    clock: RowMapping, happened: Iterable[ClockEvent], kept: Mapping[str, KeptCalendar], now: datetime
) -> ClockState:
    calendar = kept[clock["calendar"]].as_of(clock["calendar_version"])
    warns = at_risk_of(clock["at_risk_share"], clock["at_risk_left"])
    return judge(happened, calendar, parse_target(clock["target"]), now, warns=warns)


def as_it_is(clock: RowMapping) -> Change:
    """What stands in the row of a clock already."""
    return Change(worked_seconds=None, **{name: clock[name] for name in _STANDS})


def with_look(change: Change) -> Change:
    """The change with the moment at which the sweep has to look again: at its warning, at its breach, or never."""
    look = next_look(change.due_at, change.at_risk_at, change.breached_at, at_risk=change.at_risk)
    return replace(change, look_at=look)


def next_look(
    due: datetime | None, at_risk_at: datetime | None, breached_at: datetime | None, *, at_risk: bool
) -> datetime | None:
    """When the sweep has to look at an open clock of these dates again."""
    if due is None:
        return None
    if not at_risk:
        return at_risk_at
    return due + INSTANT if breached_at is None else None


def apply(
    work: Work,
    changes: Sequence[Change],
    noted: Sequence[Noted],
    *,
    by: int | None,
    planned: bool = False,
    tells: bool = True,
) -> None:
    """Write changes and events in one statement. Unless it `tells`, the dates that customers know stay.

    Where there are ladders, and of promises, the sweep looks at the clocks soon to plan anew, unless that is `planned`.
    """
    if not changes:
        return
    work.execute(
        _CHANGE,
        {
            "changes": orjson.dumps(changes).decode(),
            "events": orjson.dumps([_event(place, entry) for place, entry in enumerate(noted)]).decode(),
            "now": work.now,
            "by": by,
            "planned": planned,
            "tells": tells,
        },
    )


def _event(place: int, noted: Noted) -> dict[str, Any]:
    event = noted.event
    return {
        "place": place,
        "clock_id": noted.clock["id"],
        "kind": event.kind,
        "at": event.at,
        "reason": event.reason,
        "until": event.until,
        "cap": event.cap,
        "party": noted.said.party,
        "words": noted.said.words,
        "agreed_with": noted.said.agreed_with,
        "contact_id": noted.said.contact_id,
    }
