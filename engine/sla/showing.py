"""A calendar in full, as whoever administers it needs to see it: every version with its hours, closures and reasons."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, select

from engine.errors import NotFound
from engine.sla import tables
from engine.sla.calendars import observed
from engine.sla.hours import Hours, hours_of
from engine.sla.versions import in_force, version_facts
from engine.store import Work


@dataclass(frozen=True, slots=True)
class CalendarVersion:
    """One version: its hours, from when they hold, and who wrote it (None for the system), when and why."""

    number: int
    valid_from: date
    hours: Hours
    reason: str
    created_by: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class CalendarDetail:
    """A calendar with all its versions, the newest first, and the bank holidays of the division observed today.

    `today` is the date in its zone, `in_force` the number of the version that holds on that date; None before the first
    one begins. Of versions that hold from the same date the one with the higher number does.
    """

    id: int
    key: str
    name: str
    zone: str
    today: date
    in_force: int | None
    versions: tuple[CalendarVersion, ...]
    bank_holidays: Mapping[date, str]

    @property
    def hours(self) -> Hours:
        """The hours in force; those of the newest version while none is."""
        found = (version for version in self.versions if version.number == self.in_force)
        return next(found, self.versions[0]).hours


def calendar_detail(work: Work, key: str) -> CalendarDetail:
    """The calendar with this key in full. Raises `NotFound`."""
    found = work.row(select(tables.calendar).where(tables.calendar.c.key == key))
    if found is None:
        raise NotFound(f"There is no calendar {key!r}.")
    columns = tables.calendar_version.c
    rows = work.rows(
        select(tables.calendar_version).where(columns.calendar_id == found["id"]).order_by(columns.number.desc())
    )
    versions = tuple(_version(row) for row in rows)
    today = work.now.astimezone(ZoneInfo(found["zone"])).date()
    current = in_force(versions, today)
    shown = current or versions[0]
    division = shown.hours.bank_holidays
    edition = next(row["bank_holidays_edition"] for row in rows if row["number"] == shown.number)
    return CalendarDetail(
        **found,
        today=today,
        in_force=current.number if current else None,
        versions=versions,
        bank_holidays=bank_holidays(work, division, edition=edition) if division else {},
    )


def bank_holidays(
    work: Work, division: str, *, since: date | None = None, until: date | None = None, edition: int | None = None
) -> dict[date, str]:
    """The kept bank holidays of a division (`ENG`, `SCT`, `WLS`, `NIR`) with their names, in order.

    They are as an `edition` of the list says, the newest when none is given.
    From `since` up to but not including `until`, where given.
    """
    columns = tables.bank_holiday.c
    query = select(columns.division, columns.edition, columns.day, columns.name).where(columns.division == division)
    if since is not None:
        query = query.where(columns.day >= since)
    if until is not None:
        query = query.where(columns.day < until)
    rows = [(row["division"], row["edition"], row["day"], row["name"]) for row in work.rows(query)]
    return observed(rows, division, max((row[1] for row in rows), default=1) if edition is None else edition)


def _version(row: RowMapping) -> CalendarVersion:
    hours = hours_of(row["week"], row["days"], row["bank_holidays"])
    return CalendarVersion(hours=hours, **version_facts(row))
