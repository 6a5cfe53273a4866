"""Whose time a clock's time was, as it is kept: its pauses with their parties, and what was divided once it stopped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlalchemy import RowMapping, insert, select, update

from engine.sla import tables
from engine.sla.calendar import Calendar
from engine.sla.calendars import calendars_for
from engine.sla.changing import event_of
from engine.sla.clock import ClockEvent
from engine.sla.clock import pauses_of as pauses_in
from engine.sla.sharing import PartyTime, Span
from engine.store import Work

_CLOCK = tables.clock.c


def pauses_of(work: Work, clock_ids: Collection[int], until: datetime) -> dict[int, list[Span]]:
    """The pauses of each clock with the party of each; what has not ended lasts `until`. One statement."""
    columns = tables.clock_event.c
    query = select(columns.clock_id, columns.party, *(columns[name] for name in ClockEvent.__slots__))
    of_clocks = (columns.clock_id.in_(clock_ids), columns.kind.in_(("started", "paused", "resumed")))
    by_clock: dict[int, list[RowMapping]] = defaultdict(list)
    for row in work.rows(query.where(*of_clocks).order_by(columns.id)):
        by_clock[row["clock_id"]].append(row)
    return {number: _spans(happened, until) for number, happened in by_clock.items()}


def calendars_as_of(work: Work, wanted: Collection[tuple[str, int]]) -> dict[tuple[str, int], Calendar]:
    """Calendars by key and the number of the version that was their newest then; one statement. Raises NotFound."""
    kept = calendars_for(work, {key for key, _ in wanted})
    return {(key, number): kept[key].as_of(number) for key, number in wanted}


def undivided_clocks(work: Work, limit: int) -> Sequence[RowMapping]:
    """Clocks of whole cases that were met and whose time was not divided yet, held; another worker's are passed over.

    Each has id, case_id, calendar (its key), calendar_version, started_at, stopped_at.
    """
    names = (_CLOCK.id, _CLOCK.case_id, _CLOCK.calendar_version, _CLOCK.started_at, _CLOCK.stopped_at)
    return work.rows(
        select(*names, tables.calendar.c.key.label("calendar"))
        .join(tables.calendar, tables.calendar.c.id == _CLOCK.calendar_id)
        .where(_CLOCK.kind == "case", _CLOCK.status == "met", _CLOCK.divided.is_(False), _CLOCK.case_id.is_not(None))
        .order_by(_CLOCK.id)
        .limit(limit)
        .with_for_update(of=tables.clock, skip_locked=True)
    )


def keep_division(work: Work, divided: Mapping[int, Sequence[PartyTime]]) -> None:
    """Keep whose time the time of these clocks was; two statements, none without any."""
    if not divided:
        return
    rows = [
        {
            "clock_id": number,
            "party": part.party,
            "seconds": int(part.elapsed.total_seconds()),
            "working_seconds": int(part.working.total_seconds()),
        }
        for number, parts in divided.items()
        for part in parts
    ]
    work.execute(insert(tables.clock_share), rows)
    work.execute(update(tables.clock).where(_CLOCK.id.in_(divided)).values(divided=True))


def _spans(rows: Sequence[RowMapping], until: datetime) -> list[Span]:
    party = {(row["reason"], row["at"]): row["party"] for row in reversed(rows) if row["kind"] == "paused"}
    pauses = pauses_in(map(event_of, rows), until)
    return [Span(begin, end, party[reason, begin]) for reason, begin, end in pauses]
