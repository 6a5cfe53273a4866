"""The period that figures are asked for: chosen by name, or from one day to another; the address says which."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from flask import request

from engine.clock import COUNCIL_ZONE, midnight
from engine.errors import Refused
from web.lists import word
from web.wording import day

PERIODS = {"28-days": "Last 28 days", "3-months": "Last 3 months", "12-months": "Last 12 months", "dates": "From – to"}
_DAYS = {"28-days": 28, "3-months": 91, "12-months": 365}
_USUAL = "28-days"
_EARLIEST = date(1900, 1, 1)


@dataclass(frozen=True, slots=True)
class Period:
    """Whole days in England, `first` and `last` among them. `key` is one of `PERIODS`."""

    key: str
    first: date
    last: date

    @property
    def since(self) -> datetime:
        """The moment it begins."""
        return midnight(self.first)

    @property
    def until(self) -> datetime:
        """The moment after it."""
        return midnight(self.last + timedelta(days=1))

    @property
    def words(self) -> str:
        """Both days, and how they were chosen."""
        days = f"{day(self.first)} to {day(self.last)}"
        return days if self.key == "dates" else f"{PERIODS[self.key].lower()}, {days}"


def asked_period(now: datetime, usual: str = _USUAL) -> Period:
    """The period that the address asks for, `usual` without. Raises Refused for no days, or in the wrong order.

    A period by name goes before days, as the form that asks for both keeps what was typed before.
    """
    key = word("period", PERIODS)
    today = day_of(now)
    dated = key == "dates" or (not key and (request.args.get("since") or request.args.get("until")))
    if not dated:
        return _lately(key or usual, today)
    last = _day("until") or today
    first = _day("since") or max(last, _EARLIEST + timedelta(days=400)) - timedelta(days=_DAYS[usual] - 1)
    if first > last:
        raise Refused.at(
            "until", f"The period ends on {day(last)}, before it begins on {day(first)}. Change one of them."
        )
    return Period("dates", first, last)


def usual_period(now: datetime) -> Period:
    """The one that is shown to those who choose none."""
    return _lately(_USUAL, day_of(now))


def day_of(moment: datetime) -> date:
    """The day it is in England at a moment."""
    return moment.astimezone(COUNCIL_ZONE).date()


def _lately(key: str, today: date) -> Period:
    return Period(key, today - timedelta(days=_DAYS[key] - 1), today)


def _day(name: str) -> date | None:
    text = request.args.get(name, "").strip()
    if not text:
        return None
    try:
        found = date.fromisoformat(text)
    except ValueError:
        found = date.min
    if not _EARLIEST <= found < date(9000, 1, 1):
        raise Refused.at(name, f"{text[:40]!r} is not a day. Write it as 2026-03-27.")
    return found
