"""Promises that will be missed: who was asked to tell the customer, when it is done without them, and what was done.

A warning is about one clock and one due date of it; when the date moves later there may be another, in the next cycle.
It is settled once: the customer is never told twice.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, Select, select, update

from engine.sla import tables
from engine.store import Work

ASKED, WRITTEN, TOLD, CALLED, KEPT, OVER = WARNING_STATES = ("asked", "written", "told", "called", "in-time", "over")
UNSETTLED = (ASKED, WRITTEN)
_WARNING = tables.warning.c
_CLOCK = tables.clock.c


@dataclass(frozen=True, slots=True)
class Warned:
    """A promise to a customer that will be missed.

    `state` is one of `WARNING_STATES`: somebody was asked to tell the customer; they were written to by itself, without
    a new date; they were told a new date in writing, or by a call; it will be done in time after all; or the case is
    over.
    `told` are the ids of those who were asked. `write_at` is when it is done without them (None: not any more),
    `proposed_on` the date that a rule proposes, `new_date` what the customer was told. `clock_status` and
    `clock_due_at` are those of the clock now.
    """

    id: int
    clock_id: int
    case_id: int
    cycle: int
    due_at: datetime
    asked_at: datetime
    write_at: datetime | None
    proposed_on: date
    told: tuple[int, ...]
    state: str
    new_date: date | None
    settled_at: datetime | None
    service_id: int | None
    calendar: str
    name: str
    clock_status: str
    clock_due_at: datetime | None

    @property
    def key(self) -> str:
        """The occasion, for inboxes and notices."""
        return occasion(self.clock_id, self.cycle)


def occasion(clock_id: int, cycle: int) -> str:
    """The key of one warning, by which inboxes and notices find what was told of it."""
    return f"promise:{clock_id}:{cycle}"


def warning_of(work: Work, case_id: int, *, hold: bool = False) -> Warned | None:
    """The latest warning of a case that is not over; with `hold` kept from others until the transaction ends."""
    query = _read().where(_WARNING.case_id == case_id, _WARNING.state != OVER).order_by(_WARNING.id.desc()).limit(1)
    row = work.row(query.with_for_update(of=tables.warning) if hold else query)
    return None if row is None else _warned(row)


def claim_warning(work: Work) -> Warned | None:
    """One warning that nobody has settled in time, held against other workers; None when there is no other."""
    due = _read().where(_WARNING.write_at <= work.now).order_by(_WARNING.write_at).limit(1)
    row = work.row(due.with_for_update(of=tables.warning, skip_locked=True))
    return None if row is None else _warned(row)


def settle_warning(work: Work, warning_id: int, state: str, *, new_date: date | None = None) -> None:
    """Say what became of a warning: nothing more is done about it by itself."""
    values = {"state": state, "write_at": None, "settled_at": work.now, "new_date": new_date}
    work.execute(update(tables.warning).where(_WARNING.id == warning_id).values(values))


def leave_warning(work: Work, warning_id: int) -> None:
    """Do nothing about a warning by itself; people still may."""
    work.execute(update(tables.warning).where(_WARNING.id == warning_id).values(write_at=None))


def end_warnings(work: Work, clock_ids: Collection[int]) -> None:
    """Close what nobody has settled of clocks that have stopped."""
    if clock_ids:
        unsettled = (_WARNING.clock_id.in_(clock_ids), _WARNING.state.in_(UNSETTLED))
        work.execute(update(tables.warning).where(*unsettled).values(state=OVER, write_at=None))


def _read() -> Select[tuple[object, ...]]:
    own = [_WARNING[name] for name in Warned.__slots__ if name in _WARNING]
    of_clock = (
        _CLOCK.service_id,
        _CLOCK.name,
        _CLOCK.status.label("clock_status"),
        _CLOCK.due_at.label("clock_due_at"),
    )
    return (
        select(*own, *of_clock, tables.calendar.c.key.label("calendar"))
        .join(tables.clock, _CLOCK.id == _WARNING.clock_id)
        .join(tables.calendar, tables.calendar.c.id == _CLOCK.calendar_id)
    )


def _warned(row: RowMapping) -> Warned:
    return Warned(**{**row, "told": tuple(row["told"])})
