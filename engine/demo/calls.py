"""A year of telephone calls, invented: what a telephone system would report, and "share handled" is counted from."""

from __future__ import annotations

from datetime import date, time
from random import Random

from engine import contacts
from engine.contacts import CallCount
from engine.demo.chance import chance
from engine.demo.days import YEAR, Days
from engine.people import SYSTEM
from engine.store import Work

SOURCE = "Telephone system of Northmere, calls by line and day (invented)"
_LINES = (
    ("Contact centre, Eastgate", "front", "eastgate", 46, 66),
    ("Contact centre, Harbour", "front", "harbour", 38, 71),
    ("Revenues office", "other", "", 74, 58),
    ("Highways office", "other", "", 61, 52),
    ("Planning office", "other", "", 43, 36),
    ("Switchboard and all other lines", "other", "", 118, 104),
)
"""Line, office, site, and the usual calls a day at the beginning and at the end of the year."""
_WEEK = (1.32, 1.08, 0.97, 0.93, 0.82, 0.2, 0.1)


def import_year(work: Work, days: Days, seed: int) -> None:
    """Import the calls to every line of the council, day by day, up to yesterday."""
    random = chance(seed, "calls")
    counts = [
        CallCount(day, time(9), 8 * 60, line, office, _calls(random, day, first, last, ago), site)
        for ago, day in _days(days)
        for line, office, site, first, last in _LINES
    ]
    contacts.import_calls(work, counts, source=SOURCE, by=SYSTEM)


def _days(days: Days) -> list[tuple[int, date]]:
    return [((days.today - day).days, day) for day in days.open_days(YEAR, 1)]


def _calls(random: Random, day: date, first: int, last: int, ago: int) -> int:
    usual = last + (first - last) * ago / YEAR
    season = 1.15 if day.month in (3, 4, 9) else 0.85 if day.month in (8, 12) else 1.0
    return round(usual * season * _WEEK[day.weekday()] * random.uniform(0.88, 1.12))
