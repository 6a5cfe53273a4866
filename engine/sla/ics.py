"""Closures from an iCalendar file (RFC 5545): the days of its whole-day events, repeated ones for so many years ahead.

A file is read within bounds: its size, its events, and the days they come to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta

import icalendar

from engine.errors import Refused, TooLarge
from engine.sla.calendar import Calendar, SpecialDay
from engine.sla.hours import Hours
from engine.sla.repeating import DAY, LeftOut, occurrences, read_rule

LARGEST = 300_000
MOST_EVENTS = 2_000
MOST_REPEATED = 200
MOST_DAYS = 2_000
LONGEST_EVENT = 366
YEARS_AHEAD = 5
_LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class Closures:
    """The days that a file closes, with why, in order; and the events that were left out, each with the reason."""

    days: Mapping[date, str]
    left_out: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class _Reading:
    """What has been read of a file; days before `since` and from `until` on do not matter."""

    since: date
    until: date
    repeated: int = 0
    days: dict[date, str] = field(default_factory=dict)
    left_out: list[tuple[str, str]] = field(default_factory=list)


def read_closures(data: bytes, *, today: date) -> Closures:
    """The days from today on, for five years, that the whole-day events of a file lie on.

    Raises Refused when it is no such file or holds no event, TooLarge when it is bigger than is read here.
    """
    if len(data) > LARGEST:
        raise TooLarge(f"This file is larger than {LARGEST // 1000} kB. Leave out what is past, and send it again.")
    events = _events(data)
    if not events:
        raise Refused.at("file", "There is no event in this file. Choose a calendar that was exported as iCalendar.")
    if len(events) > MOST_EVENTS:
        raise TooLarge(f"There are more than {MOST_EVENTS} events in this file. Leave out what is past.")
    reading = _Reading(today, today.replace(year=today.year + YEARS_AHEAD, day=1))
    for event in events:
        name = _name(event)
        try:
            _read(event, name, reading)
        except LeftOut as why:
            reading.left_out.append((name, str(why)))
        if len(reading.days) > MOST_DAYS:
            raise TooLarge(f"The events of this file lie on more than {MOST_DAYS} days. Leave out what closes nothing.")
    return Closures(dict(sorted(reading.days.items())), tuple(reading.left_out))


def close_days(calendar: Calendar, hours: Hours, found: Mapping[date, str]) -> tuple[Hours, dict[date, str]]:
    """Hours with the days found closed, and those that this adds: a day that has an own entry, or on which the calendar
    is closed already, stays as it is.
    """
    added = {day: name for day, name in found.items() if day not in hours.days and calendar.hours(day).open}
    closed = {day: SpecialDay((), name) for day, name in added.items()}
    return replace(hours, days={**hours.days, **closed}), added


def _events(data: bytes) -> list[icalendar.Component]:
    try:
        calendars = icalendar.Calendar.from_ical(data, multiple=True)
        return [event for one in calendars if one.name == "VCALENDAR" for event in one.walk("VEVENT")]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError, RecursionError):
        wrong = "This is not a calendar in the format iCalendar. Export it again, as a file that ends with .ics."
        raise Refused.at("file", wrong) from None


def _read(event: icalendar.Component, name: str, reading: _Reading) -> None:
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        raise LeftOut("is cancelled.")
    if "RECURRENCE-ID" in event:
        raise LeftOut("changes one day of an event that repeats. Write that day out.")
    first = _whole_day(event.get("DTSTART"))
    length = _length(event, first)
    left_out = {_whole_day(one) for one in _several(event, "EXDATE")}
    begins = [first, *(_whole_day(one) for one in _several(event, "RDATE"))]
    if "RRULE" in event:
        reading.repeated += 1
        if reading.repeated > MOST_REPEATED:
            raise LeftOut(f"repeats, and more than {MOST_REPEATED} others do.")
        begins = [
            *begins[1:],
            *occurrences(read_rule(event["RRULE"], first), reading.since - length * DAY, reading.until),
        ]
    for begin in begins:
        for ahead in range(length):
            day = begin + ahead * DAY
            if begin not in left_out and reading.since <= day < reading.until:
                reading.days.setdefault(day, name)


def _whole_day(value: object) -> date:
    found = _read_part(value, "dt", value)
    if isinstance(found, datetime) or not isinstance(found, date):
        raise LeftOut("is not a whole day.")
    return found


def _several(event: icalendar.Component, name: str) -> Iterator[object]:
    listed = event.get(name, [])
    for part in listed if isinstance(listed, list) else [listed]:
        found = _read_part(part, "dts", ())
        yield from found if isinstance(found, list | tuple) else ()


def _read_part(value: object, part: str, usual: object) -> object:
    """A part of a value, `usual` where it has none. Raises LeftOut for a value that is broken: it fails when read."""
    try:
        found: object = getattr(value, part, usual)
    except ValueError:
        raise LeftOut("has a day or a length that cannot be read.") from None
    return found


def _length(event: icalendar.Component, first: date) -> int:
    """How many days an event lies on. Its end is the day after the last one."""
    if "DTEND" in event:
        days = (_whole_day(event["DTEND"]) - first).days
    elif "DURATION" in event:
        duration = _read_part(event["DURATION"], "dt", None)
        days = duration.days if isinstance(duration, timedelta) else 1
    else:
        days = 1
    if not 0 <= days <= LONGEST_EVENT:
        raise LeftOut("ends before it begins, or lasts longer than a year.")
    return max(days, 1)


def _name(event: icalendar.Component) -> str:
    words = " ".join(str(event.get("SUMMARY", "")).split())
    return "".join(one for one in words if one.isprintable())[:_LONGEST_NAME] or "Closed"
