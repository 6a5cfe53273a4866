"""Editing a calendar: new hours are proposed, what they would do to the open clocks is counted, then they are applied.

Versions hold by date, so an edit that begins today leaves every day before today as it was, also for clocks that run
since then; one that is dated back changes these days too, for open clocks alone. What has stopped is never touched.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import RowMapping, insert, select, update

from engine.errors import Conflict
from engine.people import Actor, require
from engine.sla import tables
from engine.sla.calendar import Calendar, Version
from engine.sla.calendars import calendar_for, with_version
from engine.sla.editing import checked_reason, held_calendar, write_hours
from engine.sla.edits.previewing import count_open, look_at_once
from engine.sla.edits.redating import Redated, open_clocks, redate
from engine.sla.edits.replans import Replan, read_replan
from engine.sla.hours import Hours, kept_hours
from engine.sla.showing import bank_holidays
from engine.store import Work

AT_ONCE = 10_000
_RUN = tables.replan.c
_CLOCK = tables.clock.c


def propose_version(
    work: Work, key: str, hours: Hours, *, valid_from: date, reason: str, by: Actor, if_newest: int | None = None
) -> Replan:
    """Propose new hours from a date on, and count what they would do; nothing changes yet.

    Up to `AT_ONCE` open clocks are counted at once; of more the worker counts the rest. Raises `NotFound`,
    `NotPermitted`, `Refused`, `StaleVersion` (another newest version than `if_newest`, the one that was looked at).
    """
    number, calendar_id = _propose(work, key, hours, valid_from, reason, by, if_newest)
    look_at_once(work, number, open_clocks(calendar_id), foresee_hours, at_most=AT_ONCE)
    return read_replan(work, number)


def apply_version(work: Work, number: int, *, by: Actor) -> Replan:
    """Apply an edit that was proposed: its version is written, and the worker re-plans the clocks that are open.

    Raises `NotFound`, `NotPermitted`, `StaleVersion` (the calendar was edited since), `Conflict` (applied before, not
    counted to the end, or the clocks are still being re-planned after the edit before).
    """
    require(by, "calendar:manage")
    run = read_replan(work, number)
    held_calendar(work, run.calendar, if_newest=None if run.to_version else run.from_version)
    run = read_replan(work, number)
    if run.to_version is not None:
        raise Conflict("These hours are applied already.")
    if run.status == "previewing":
        raise Conflict("What these hours would change is still being counted. Wait until that is done.")
    _begin(work, run, by)
    return read_replan(work, number)


def add_version(
    work: Work, key: str, hours: Hours, *, valid_from: date, reason: str, by: Actor, if_newest: int | None = None
) -> Replan:
    """Give a calendar new hours from a date on without a preview; the open clocks are re-planned by the worker.

    Raises as `propose_version` and `apply_version` do.
    """
    number, _ = _propose(work, key, hours, valid_from, reason, by, if_newest)
    run = read_replan(work, number)
    _begin(work, run, by)
    return read_replan(work, run.id)


def foresee_hours(work: Work, run: RowMapping, clocks: Sequence[RowMapping]) -> Iterable[Redated]:
    """The dates of open clocks of a calendar as they would be by an edit of it."""
    return redate(work, clocks, _as_proposed(work, run))


def _propose(
    work: Work, key: str, hours: Hours, valid_from: date, reason: str, by: Actor, if_newest: int | None
) -> tuple[int, int]:
    """Write the edit down; answers its id and that of the calendar."""
    require(by, "calendar:manage")
    why = checked_reason(hours, reason)
    calendar_id, newest = held_calendar(work, key, if_newest=if_newest)
    values = {
        "kind": "calendar",
        "calendar_id": calendar_id,
        "from_version": newest,
        "valid_from": valid_from,
        **kept_hours(hours),
        "reason": why,
        "status": "previewing",
        "proposed_by": by.user_id,
        "proposed_at": work.now,
        "clocks": count_open(work, _CLOCK.calendar_id == calendar_id),
    }
    return work.sure_value(insert(tables.replan).values(values).returning(_RUN.id)), calendar_id


def _begin(work: Work, run: Replan, by: Actor) -> None:
    calendar_id = work.sure_value(select(_RUN.calendar_id).where(_RUN.id == run.id))
    if work.value(select(_RUN.id).where(_RUN.calendar_id == calendar_id, _RUN.status == "applying")):
        raise Conflict("The clocks are still being re-planned after the edit before. Wait until that is done.")
    number = run.from_version + 1
    valid_from, reason = run.valid_from, run.reason
    write_hours(work, run.calendar, calendar_id, number, run.hours, valid_from=valid_from, reason=reason, by=by)
    begun = {"status": "applying", "applied_by": by.user_id, "applied_at": work.now, "to_version": number}
    open_now = count_open(work, _CLOCK.calendar_id == calendar_id)
    work.execute(update(tables.replan).where(_RUN.id == run.id).values(**begun, clocks=open_now))


def _as_proposed(work: Work, run: RowMapping) -> Calendar:
    proposed = read_replan(work, run["id"])
    division = proposed.hours.bank_holidays
    version = Version(
        proposed.from_version + 1,
        proposed.valid_from,
        proposed.hours.week,
        proposed.hours.days,
        bank_holidays(work, division) if division else {},
    )
    return with_version(calendar_for(work, proposed.calendar), version)
