"""What is promised: so much time, counted in one of a few ways. Marks state it and clocks measure by it. Pure.

| text | counted |
|---|---|
| `8 working hours`, `30 working minutes` | open time of the calendar, in elapsed minutes |
| `24 hours`, `90 minutes` | elapsed time, day and night, whatever the calendar |
| `10 working days`, `end of 10th working day` | civil dates that open; day 0 is the day of receipt; due at close |
| `3 calendar days` | civil dates; day 0 is the day of receipt; due at the end of the day |
| `8 weeks` | weeks that begin the day after receipt; due at the end of their last day |
| `2026-12-01`, `2026-12-01T12:00+00:00` | that day, to its end, or that moment; pauses do not move it |
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache

from engine.errors import Refused

WORKING_TIME = "working time"
TIME = "time"
WORKING_DAYS = "working days"
CALENDAR_DAYS = "calendar days"
ABSOLUTE = "absolute"
MOST_DAYS = 5_000
MOST_HOURS = 40_000
SHAPE = re.compile(r"(\d{1,6}(?:\.\d{1,4})?) (?:(working|business|calendar) )?(minute|hour|day|week)s?", re.ASCII)
END_OF = re.compile(r"end of (?:the )?(\d{1,6})(?:st|nd|rd|th)? working days?", re.ASCII)
ADVICE = "Write it like “8 working hours”, “10 working days”, “3 calendar days” or “8 weeks”."


class UnclearTarget(Refused):
    """This target cannot be read."""


@dataclass(frozen=True, slots=True)
class Target:
    """A promise: `amount` for both kinds of time, `days` for both kinds of days, `moment` or `day` if absolute."""

    unit: str
    text: str
    amount: timedelta = timedelta(0)
    days: int = 0
    moment: datetime | None = None
    day: date | None = None

    @property
    def by_calendar(self) -> bool:
        """Whether it counts open time alone; anything else counts around the clock, whatever the calendar."""
        return self.unit in (WORKING_TIME, WORKING_DAYS)


@lru_cache(maxsize=1024)
def parse_target(text: str) -> Target:
    """The target a text states. Raises `UnclearTarget` with what to write instead."""
    plain = " ".join(text.lower().split())
    if found := SHAPE.fullmatch(plain):
        return _counted(plain, Decimal(found[1]), found[2] or "", found[3])
    if found := END_OF.fullmatch(plain):
        return _counted(plain, Decimal(found[1]), "working", "day")
    return _absolute(text.strip())


def _counted(text: str, count: Decimal, manner: str, unit: str) -> Target:
    if unit in ("minute", "hour"):
        return _timed(text, count, manner, unit)
    if unit == "day" and not manner:
        raise _unclear(text, "does not say which days. Write “working days” or “calendar days”.")
    if unit == "week" and manner in ("working", "business"):
        raise _unclear(text, "mixes weeks with working time. Write “8 weeks” or a number of working days.")
    days = count * 7 if unit == "week" else count
    if count != count.to_integral_value() or not 1 <= days <= MOST_DAYS:
        raise _unclear(text, f"must be a whole number of {unit}s, at least 1 and at most {MOST_DAYS} days.")
    return Target(CALENDAR_DAYS if manner in ("calendar", "") else WORKING_DAYS, text, days=int(days))


def _timed(text: str, count: Decimal, manner: str, unit: str) -> Target:
    amount = timedelta(minutes=float(count)) if unit == "minute" else timedelta(hours=float(count))
    if not timedelta(0) < amount <= timedelta(hours=MOST_HOURS):
        raise _unclear(text, f"must be more than nothing and at most {MOST_HOURS} hours.")
    return Target(TIME if manner in ("", "calendar") else WORKING_TIME, text, amount=amount)


def _absolute(text: str) -> Target:
    try:
        if len(text) == len("2026-12-01"):
            return Target(ABSOLUTE, text, day=date.fromisoformat(text))
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise _unclear(text, f"cannot be read. {ADVICE}") from None
    if moment.tzinfo is None:
        raise _unclear(text, "has no offset. Write the moment like 2026-12-01T12:00+00:00.")
    return Target(ABSOLUTE, text, moment=moment)


def _unclear(text: str, why: str) -> UnclearTarget:
    return UnclearTarget.at("target", f"The target {text[:60]!r} {why}")
