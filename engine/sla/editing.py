"""Adding calendars, and writing versions of them. What was there before stays as it was."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import func, insert, select

from engine.errors import NotFound, Problem, Refused
from engine.forms import reason_given
from engine.people import Actor, require
from engine.sla import tables
from engine.sla.calendar import Calendar
from engine.sla.calendars import calendar_for
from engine.sla.hours import Hours, hours_problems, kept_hours
from engine.sla.versions import Versioned, naming_problems, newest_version, write_version
from engine.store import Work

CALENDAR = Versioned("calendar", tables.calendar, tables.calendar_version)
_CALENDAR = tables.calendar.c


def add_calendar(work: Work, key: str, name: str, zone: str, hours: Hours, *, valid_from: date, by: Actor) -> Calendar:
    """Add a calendar with its first version. Raises `NotPermitted`, `Refused` with a problem for all that is wrong."""
    require(by, "calendar:manage")
    problems = [*hours_problems(hours), *naming_problems(work, CALENDAR, key=key, name=name)]
    if zone not in available_timezones():
        problems.append(Problem("zone", "Enter the name of a time zone, like Europe/London."))
    if problems:
        raise Refused("This calendar cannot be added.", tuple(problems))
    made = insert(tables.calendar).values(key=key, name=name.strip(), zone=ZoneInfo(zone).key)
    calendar_id = work.sure_value(made.returning(_CALENDAR.id))
    return write_hours(work, key, calendar_id, 1, hours, valid_from=valid_from, reason="", by=by)


def checked_reason(hours: Hours, reason: str) -> str:
    """The reason for an edit as it is kept. Raises `Refused` with a problem for all that is wrong with the edit."""
    ask, problems = "Enter why the hours change.", hours_problems(hours)
    return reason_given(reason, ask=ask, problems=problems, refusal="These hours cannot be used.")


def held_calendar(work: Work, key: str, *, if_newest: int | None = None) -> tuple[int, int]:
    """The id of a calendar and the number of its newest version, held against other edits. Raises `NotFound`.

    `if_newest` is the number of the newest version that was looked at: raises `StaleVersion` when there is another.
    """
    # Clocks that begin on the calendar meanwhile refer to its row: they are not to wait.
    calendar_id = work.value(select(_CALENDAR.id).where(_CALENDAR.key == key).with_for_update(key_share=True))
    if calendar_id is None:
        raise NotFound(f"There is no calendar {key!r}.")
    return calendar_id, newest_version(work, CALENDAR, calendar_id, seen=if_newest)


def write_hours(
    work: Work, key: str, calendar_id: int, number: int, hours: Hours, *, valid_from: date, reason: str, by: Actor
) -> Calendar:
    """Write a version that was checked, and audit it; answers the calendar with it."""
    edition = func.coalesce(select(func.max(tables.bank_holiday.c.edition)).scalar_subquery(), 1)
    kept, facts = {**kept_hours(hours), "bank_holidays_edition": edition}, {"calendar": key}
    write_version(work, CALENDAR, calendar_id, number, kept, valid_from=valid_from, reason=reason, by=by, facts=facts)
    return calendar_for(work, key)
