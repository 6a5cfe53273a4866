"""Calendars as they are kept: read by key in one statement, and edited by adding a version."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeAlias
from uuid import UUID
from weakref import WeakKeyDictionary
from zoneinfo import ZoneInfo

import orjson
from sqlalchemy import Engine, ScalarSelect, Select, Text, bindparam, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from engine.definitions import CHANNELS
from engine.errors import NotFound, Refused
from engine.sla import tables
from engine.sla.calendar import Calendar, Version
from engine.sla.hours import hours_of
from engine.store import Work

DEFAULT_CALENDAR = "england-mon-fri-9-17"
HolidaySaid: TypeAlias = tuple[str, int, date, str]
"""What the list of bank holidays says of a day: division, edition, day, name (empty: it is none any more)."""


@dataclass(frozen=True, slots=True)
class KeptCalendar:
    """A calendar with its id and the number of its newest version."""

    id: int
    newest: int
    calendar: Calendar
    _older: dict[int, Calendar] = field(default_factory=dict, compare=False, repr=False)

    def as_of(self, number: int) -> Calendar:
        """The calendar as it was when `number` was its newest version: what a clock of then is judged by."""
        if number >= self.newest:
            return self.calendar
        if number not in self._older:
            then = tuple(version for version in self.calendar.versions if version.number <= number)
            self._older[number] = Calendar(self.calendar.key, self.calendar.zone, then)
        return self._older[number]


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """A calendar as lists show it."""

    id: int
    key: str
    name: str
    zone: str


def calendar_for(work: Work, key: str) -> Calendar:
    """The calendar with this key; one statement. Raises `NotFound`."""
    return calendars_for(work, [key])[key].calendar


def list_calendars(work: Work) -> list[CalendarRow]:
    """All calendars by key."""
    rows = work.rows(select(tables.calendar).order_by(tables.calendar.c.key))
    return [CalendarRow(**row) for row in rows]


def calendar_keys(work: Work) -> frozenset[str]:
    """The keys of the calendars there are."""
    return frozenset(row.key for row in list_calendars(work))


def check_calendar(work: Work, key: str, where: str) -> None:
    """Raise Refused at `where` unless there is a calendar with this key; an empty key passes."""
    known = calendar_keys(work) if key else frozenset()
    if key and key not in known:
        raise Refused.at(where, f"There is no calendar {key!r}. Use one of: {', '.join(sorted(known))}.")


def check_calendars_of(work: Work, values: Mapping[str, Any]) -> None:
    """Check the calendars that values of a service or a team name, its own and those by channel, as `check_calendar`.

    Raises Refused for a channel there is none of, too.
    """
    for where in ("default_calendar", "calendar"):
        check_calendar(work, values.get(where) or "", where)
    for channel, key in (values.get("channel_calendars") or {}).items():
        if channel not in CHANNELS:
            known = ", ".join(CHANNELS)
            raise Refused.at("channel_calendars", f"There is no channel {channel!r}. Use one of: {known}.")
        if not isinstance(key, str) or not key:
            raise Refused.at("channel_calendars", f"Name a calendar for the channel {channel!r}, or leave it out.")
        check_calendar(work, key, "channel_calendars")


def calendars_by_key(work: Work) -> dict[str, Calendar]:
    """Every calendar there is, by key; two statements."""
    kept = calendars_for(work, [row.key for row in list_calendars(work)])
    return {key: kept[key].calendar for key in sorted(kept)}


def calendar_revision() -> ScalarSelect[UUID]:
    """Column: a value that changes with every change of a calendar or a target and never comes again; for a statement
    that reads other things, too.
    """
    return select(tables.calendar_revision.c.revision).scalar_subquery()


def calendars_for(work: Work, keys: Iterable[str], *, revision: UUID | None = None) -> dict[str, KeptCalendar]:
    """Calendars by key, with all their versions and bank holidays.

    What has been read is kept until a calendar changes: one statement tells that, none when the caller has read the
    `revision` in this unit of work; one more reads what is not known. Raises `NotFound` for the first key there is no
    calendar for.
    """
    revision = revision or read_revision(work)
    known = _known_at(work.connection.engine, revision)
    wanted = sorted(set(keys))
    if missing := [key for key in wanted if key not in known]:
        known = {**known, **{row["key"]: _kept(**row) for row in work.rows(_READ, {"keys": missing})}}
        if revision is not None:
            _known[work.connection.engine] = (revision, known)
    for key in wanted:
        if key not in known:
            raise NotFound(f"There is no calendar {key!r}. Choose one of those that 'bpr sla calendars' lists.")
    return {key: known[key] for key in wanted}


def read_revision(work: Work) -> UUID | None:
    """The value that changes with every change of a calendar or a target; one statement."""
    return work.value(_REVISION)


_known: WeakKeyDictionary[Engine, tuple[UUID, Mapping[str, KeptCalendar]]] = WeakKeyDictionary()
"""What this process has read of each database at which revision."""


def _known_at(engine: Engine, revision: UUID | None) -> Mapping[str, KeptCalendar]:
    at, known = _known.get(engine, (None, {}))
    return known if at == revision else {}


def with_version(calendar: Calendar, version: Version) -> Calendar:
    """The calendar as it would be with one more version."""
    versions = sorted((*calendar.versions, version), key=lambda one: (one.valid_from, one.number))
    return Calendar(calendar.key, calendar.zone, tuple(versions))


def _kept(id: int, key: str, zone: str, versions: str, holidays: str) -> KeptCalendar:
    read_days = orjson.loads(holidays)
    said = [(division, edition, date.fromisoformat(day), name) for division, day, edition, name in read_days]
    read = [_version(entry, said) for entry in orjson.loads(versions)]
    read.sort(key=lambda version: (version.valid_from, version.number))
    newest = max(version.number for version in read)
    return KeptCalendar(id, newest, Calendar(key, ZoneInfo(zone), tuple(read)))


def _version(entry: Sequence[Any], holidays: Iterable[HolidaySaid]) -> Version:
    number, valid_from, *kept, edition = entry
    hours = hours_of(*kept)
    holding = observed(holidays, hours.bank_holidays, edition)
    return Version(number, date.fromisoformat(valid_from), hours.week, hours.days, holding)


def observed(said: Iterable[HolidaySaid], division: str, edition: int) -> dict[date, str]:
    """The bank holidays of a division with their names, as an edition of the list and those before it say."""
    found: dict[date, str] = {}
    for _, day, name in sorted(one[1:] for one in said if one[0] == division and one[1] <= edition):
        found[day] = holiday_name(name)
    return {day: name for day, name in sorted(found.items()) if name}


def holiday_name(kept: str) -> str:
    """A bank holiday as the government's own list calls it; what is kept is in the words of the list it came from."""
    return kept.replace("(observed)", "(substitute day)").replace("May Day", "Early May bank holiday")


def _reading() -> Select[Any]:
    of, version, holiday = tables.calendar.c, tables.calendar_version.c, tables.bank_holiday.c
    entry = func.json_build_array(
        version.number,
        version.valid_from,
        version.week,
        version.days,
        version.bank_holidays,
        version.bank_holidays_edition,
    )
    versions = select(func.json_agg(entry)).where(version.calendar_id == of.id).correlate(tables.calendar)
    divisions = select(version.bank_holidays).where(version.calendar_id == of.id).correlate(tables.calendar)
    holidays = select(
        func.json_agg(func.json_build_array(holiday.division, holiday.day, holiday.edition, holiday.name))
    )
    return select(
        of.id,
        of.key,
        of.zone,
        cast(versions.scalar_subquery(), Text).label("versions"),
        func.coalesce(
            cast(holidays.where(holiday.division.in_(divisions)).correlate(tables.calendar).scalar_subquery(), Text),
            "[]",
        ).label("holidays"),
    ).where(of.key == func.any(bindparam("keys", type_=ARRAY(Text))))


_READ = _reading()
_REVISION = select(tables.calendar_revision.c.revision)
