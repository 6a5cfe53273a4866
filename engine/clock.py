"""The source of time. Nothing else in the engine reads the machine's clock."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Protocol
from zoneinfo import ZoneInfo

COUNCIL_ZONE = ZoneInfo("Europe/London")
"""The council's own: its days and months begin and end by it."""


def midnight(day: date) -> datetime:
    """The moment at which a day of the council begins, in UTC."""
    return datetime.combine(day, time(), COUNCIL_ZONE).astimezone(UTC)


def day_of(moment: datetime) -> date:
    """The day of the council at a moment: in summer it begins an hour before the day of UTC."""
    return moment.astimezone(COUNCIL_ZONE).date()


def on_the_wall(moment: datetime) -> datetime:
    """The moment as the council's clocks show it, with its offset: what an expression's now() and today() tell."""
    local = moment.astimezone(COUNCIL_ZONE)
    return local.replace(tzinfo=timezone(local.utcoffset() or timedelta()))


def day_words(day: date) -> str:
    """A day as people are told it: 27 March 2026. A moment is taken in its own zone."""
    return f"{day.day} {day:%B %Y}"


def time_words(hours: int, minutes: int) -> str:
    """What a clock shows, of 24 hours: 9am, 9:30am, midday, midnight."""
    if minutes == 0 and hours in (0, 12):
        return "midday" if hours else "midnight"
    hour, half = hours % 12 or 12, "am" if hours < 12 else "pm"
    return f"{hour}:{minutes:02}{half}" if minutes else f"{hour}{half}"


def moment_words(moment: datetime) -> str:
    """A moment in its own zone: 27 March 2026 at 9:30am."""
    return f"{day_words(moment)} at {time_words(moment.hour, moment.minute)}"


class Clock(Protocol):
    """Tells the present moment."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        ...


@dataclass(frozen=True, slots=True)
class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """The present moment, aware, in UTC."""
        return datetime.now(UTC)


@dataclass(slots=True)
class FixedClock:
    """A clock that stands still until it is moved: for tests and for replaying history."""

    at: datetime

    def now(self) -> datetime:
        """The moment it was set to."""
        return self.at

    def advance(self, by: timedelta) -> None:
        """Move the clock on by `by`."""
        self.at += by
