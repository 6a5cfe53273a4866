"""Adding calendars, and writing versions of them. What was there before stays as it was."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from sqlalchemy import func, insert, select

from engine import audit
from engine.errors import NotFound, Problem, Refused, StaleVersion
from engine.forms import written
from engine.people import Actor, require
from engine.sla import tables
from engine.sla.calendar import MIDNIGHT, Calendar, Spans, SpecialDay
from engine.sla.calendars import calendar_for
from engine.store import Work

DIVISIONS = ("", "ENG", "SCT", "WLS", "NIR")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours: the spans of Monday to Sunday in minutes after midnight, the dates that differ (closures, half
    days, one-off openings), and the division whose bank holidays are observed (`ENG`, `SCT`, `WLS`, `NIR` or none).
    """

    week: tuple[Spans, ...]
    days: Mapping[date, SpecialDay] = field(default_factory=dict)
    bank_holidays: str = ""


def add_calendar(work: Work, key: str, name: str, zone: str, hours: Hours, *, valid_from: date, by: Actor) -> Calendar:
    """Add a calendar with its first version. Raises `NotPermitted`, `Refused` with a problem for all that is wrong."""
    require(by, "calendar:manage")
    problems = list(_problems(hours))
    if not KEY.fullmatch(key):
        problems.append(Problem("key", "Enter a key of small letters, digits and hyphens."))
    elif work.value(select(tables.calendar.c.id).where(tables.calendar.c.key == key)):
        problems.append(Problem("key", f"There is a calendar {key!r} already. Enter another key."))
    if not name.strip():
        problems.append(Problem("name", "Enter a name."))
    if zone not in available_timezones():
        problems.append(Problem("zone", "Enter the name of a time zone, like Europe/London."))
    if problems:
        raise Refused("This calendar cannot be added.", tuple(problems))
    made = insert(tables.calendar).values(key=key, name=name.strip(), zone=ZoneInfo(zone).key)
    calendar_id = work.sure_value(made.returning(tables.calendar.c.id))
    return write_version(work, key, calendar_id, 1, hours, valid_from=valid_from, reason="", by=by)


def checked_reason(hours: Hours, reason: str) -> str:
    """The reason for an edit as it is kept. Raises `Refused` with a problem for all that is wrong with the edit."""
    why = written("reason", "The reason", reason)
    problems = list(_problems(hours))
    if not why:
        problems.append(Problem("reason", "Enter why the hours change."))
    if problems:
        raise Refused("These hours cannot be used.", tuple(problems))
    return why


def held_calendar(work: Work, key: str, *, if_newest: int | None = None) -> tuple[int, int]:
    """The id of a calendar and the number of its newest version, held against other edits. Raises `NotFound`.

    `if_newest` is the number of the newest version that was looked at: raises `StaleVersion` when there is another.
    """
    columns = tables.calendar.c
    # Clocks that begin on the calendar meanwhile refer to its row: they are not to wait.
    calendar_id = work.value(select(columns.id).where(columns.key == key).with_for_update(key_share=True))
    if calendar_id is None:
        raise NotFound(f"There is no calendar {key!r}.")
    version = tables.calendar_version.c
    newest = work.sure_value(select(func.max(version.number)).where(version.calendar_id == calendar_id))
    if if_newest not in (None, newest):
        raise StaleVersion
    return calendar_id, newest


def kept_days(hours: Hours) -> dict[str, Any]:
    """The days that differ as a row keeps them."""
    return {day.isoformat(): {"spans": special.spans, "name": special.name} for day, special in hours.days.items()}


def write_version(
    work: Work, key: str, calendar_id: int, number: int, hours: Hours, *, valid_from: date, reason: str, by: Actor
) -> Calendar:
    """Write a version that was checked, and audit it; answers the calendar with it."""
    work.execute(
        insert(tables.calendar_version).values(
            calendar_id=calendar_id,
            number=number,
            valid_from=valid_from,
            week=hours.week,
            days=kept_days(hours),
            bank_holidays=hours.bank_holidays,
            reason=reason,
            created_by=by.user_id,
            created_at=work.now,
        )
    )
    facts = {"calendar": key, "version": number, "valid_from": valid_from.isoformat()}
    audit.record(
        work,
        "sla:calendar:changed",
        by=by.user_id,
        subject=("calendar", calendar_id),
        reason=reason,
        facts=facts,
    )
    return calendar_for(work, key)


def _problems(hours: Hours) -> Iterator[Problem]:
    if len(hours.week) != len(DAYS):
        yield Problem("week", "Give the hours of all seven days, Monday first; a day without hours is closed.")
    for name, spans in zip(DAYS, hours.week, strict=False):
        if not _are_spans(spans):
            yield Problem("week", f"The hours of {name} must lie between 0:00 and 24:00, in order and apart.")
    for day, special in hours.days.items():
        if not _are_spans(special.spans):
            yield Problem("days", f"The hours of {day} must lie between 0:00 and 24:00, in order and apart.")
        if not special.name.strip():
            yield Problem("days", f"Say why {day} differs.")
    if hours.bank_holidays not in DIVISIONS:
        yield Problem("bank_holidays", "Select ENG, SCT, WLS or NIR, or none.")


def _are_spans(spans: Spans) -> bool:
    edges = [0, *(edge for span in spans for edge in span), MIDNIGHT]
    apart = all(before <= after for before, after in pairwise(edges))
    return apart and all(opens < closes for opens, closes in spans)
