"""The year of the invented council: its days and hours of work, counted back from the moment it was loaded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine import sla
from engine.sla import Calendar
from engine.store import Work

DAY = timedelta(days=1)
YEAR = 365


@dataclass(frozen=True, slots=True)
class Days:
    """A working calendar and the moment that counts as the present."""

    calendar: Calendar
    now: datetime

    @classmethod
    def before(cls, work: Work, now: datetime) -> Days:
        """The days before `now`, on the calendar that every service begins with."""
        return cls(sla.calendar_for(work, sla.DEFAULT_CALENDAR), now)

    @property
    def today(self) -> date:
        """The present day, where the council is."""
        return self.calendar.local(self.now).date()

    def ago(self, days: int) -> datetime:
        """A moment of work that many days ago: at a quarter past the first opening hour of that day or the next."""
        opens, _ = next(sla.open_spans(self.calendar, self.now - days * DAY))
        opening = self.calendar.hours(self.calendar.local(opens).date()).open[0][0]
        return opening + timedelta(minutes=75)

    def worked(self, start: datetime, minutes: float) -> datetime:
        """The moment by which so many minutes of work have passed since `start`."""
        return sla.after(self.calendar, start, timedelta(minutes=round(minutes)))

    def open_days(self, first_ago: int, last_ago: int) -> Sequence[date]:
        """The days with any opening, from `first_ago` days ago to `last_ago` days ago."""
        days = (self.today - ago * DAY for ago in range(first_ago, last_ago - 1, -1))
        return [day for day in days if self.calendar.hours(day).open]

    def opening(self, day: date) -> tuple[datetime, datetime]:
        """When an open day begins and ends."""
        hours = self.calendar.hours(day).open
        return hours[0][0], hours[-1][1]
