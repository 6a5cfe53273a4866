"""A slow reckoning of working time, minute by minute, that shares no code with the product.

It knows calendars as plain data: a week of [(opens, closes), ...] in minutes, special days, holidays.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

MINUTE = timedelta(minutes=1)


@dataclass
class PlainCalendar:
    """Versions are (valid_from, week, days, holidays), oldest first."""

    zone: ZoneInfo
    versions: list
    days: dict = field(default_factory=dict)

    def spans(self, day: date):
        if day not in self.days:
            self.days[day] = self.find(day)
        return self.days[day]

    def find(self, day: date):
        in_force = [version for version in self.versions if version[0] <= day] or self.versions[:1]
        _, week, days, holidays = in_force[-1]
        if day in days:
            return days[day]
        return [] if day in holidays else week[day.weekday()]

    def is_open(self, moment: datetime) -> bool:
        """Whether the minute that begins at `moment` (UTC) is open."""
        wall = moment.astimezone(self.zone)
        minute = wall.hour * 60 + wall.minute
        return any(opens <= minute < closes for opens, closes in self.spans(wall.date()))


def is_paused(moment: datetime, pauses) -> bool:
    return any(begin <= moment < end for begin, end in pauses)


def due_after_minutes(calendar: PlainCalendar, start: datetime, minutes: int, pauses) -> datetime:
    moment = start.astimezone(UTC)
    while True:
        if calendar.is_open(moment) and not is_paused(moment, pauses):
            minutes -= 1
        moment += MINUTE
        if minutes == 0:
            return moment


def minutes_between(calendar: PlainCalendar, start: datetime, end: datetime, pauses) -> int:
    moment, total = start.astimezone(UTC), 0
    while moment < end:
        total += calendar.is_open(moment) and not is_paused(moment, pauses)
        moment += MINUTE
    return total


def minutes_of(calendar: PlainCalendar, day: date):
    """The moments (UTC) of all minutes of a civil date, in order."""
    moment = datetime(day.year, day.month, day.day, tzinfo=UTC) - timedelta(hours=15)
    for _ in range(54 * 60):
        if moment.astimezone(calendar.zone).date() == day:
            yield moment
        moment += MINUTE


def due_after_days(calendar: PlainCalendar, start: datetime, count: int, pauses, *, working: bool) -> datetime:
    day = start.astimezone(calendar.zone).date()
    while count:
        day += timedelta(days=1)
        minutes = [moment for moment in minutes_of(calendar, day) if not working or calendar.is_open(moment)]
        if minutes and not is_paused(minutes[0], pauses):
            count -= 1
    last = minutes[-1] + MINUTE
    return last - timedelta(seconds=1) if last.astimezone(calendar.zone).date() != day else last
