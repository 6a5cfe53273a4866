"""Which cases the year of the invented council has: each follows from the seed and its number alone. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random

from engine.demo.days import YEAR, Days
from engine.demo.marker import FIRST_CASES

MOVE, DEFECT, APPLICATION = "council_tax_move", "report_a_highway_defect", "householder_application"
_CHANNELS = ("phone", "phone", "phone", "phone", "phone", "phone", "phone", "counter", "counter", "web", "email")
_SEASONS = {
    MOVE: (0.8, 0.8, 1.0, 1.0, 1.0, 1.2, 1.3, 1.4, 1.4, 1.1, 0.9, 0.6),
    DEFECT: (1.5, 1.6, 1.5, 1.2, 0.9, 0.7, 0.6, 0.6, 0.7, 0.9, 1.1, 1.1),
    APPLICATION: (0.9, 1.2, 1.4, 1.3, 1.1, 1.0, 0.9, 0.7, 0.9, 0.9, 0.8, 0.5),
}
_WEEK = (1.4, 1.1, 1.0, 0.95, 0.85, 0.4, 0.2)
_HOURS = (0.9, 1.4, 1.5, 1.1, 0.9, 1.0, 0.9, 0.6)
_OPEN_SINCE = {MOVE: 9, DEFECT: 24, APPLICATION: 66}
"""How many days back the cases begin that are still being worked on today."""
_EVERY = 4
STUCK, STUCK_AGO = 48, 6
"""The case that gets stuck, and how many days ago: that day two rules of a decision contradicted each other."""


@dataclass(frozen=True, slots=True)
class CasePlan:
    """What is settled about a case before it begins.

    `current`: it may still be open today, and its work may be late; every other one ends before. `random` is its own.
    """

    number: int
    process: str
    site: str
    channel: str
    started: datetime
    current: bool
    random: Random


def plan_case(days: Days, seed: int, number: int) -> CasePlan:
    """The case with this number (from 0). Those of today's work are among the first."""
    random = Random(f"{seed}:{number}")  # noqa: S311 - invented data, no secret
    process = random.choices((MOVE, DEFECT, APPLICATION), (0.52, 0.38, 0.10))[0]
    current = number < FIRST_CASES and number % _EVERY == 0
    if current:
        process = (MOVE, DEFECT, MOVE, APPLICATION, DEFECT)[number // _EVERY % 5]
    site = random.choices(("eastgate", "harbour"), (0.7 if current else 0.54, 0.46))[0]
    oldest = _OPEN_SINCE[process] if current else YEAR
    started = _moment(random, days, _SEASONS[process], days.open_days(oldest, 1))
    if number == STUCK:
        process, site, started = MOVE, "harbour", days.ago(STUCK_AGO) + timedelta(hours=2)
    return CasePlan(number, process, site, random.choice(_CHANNELS), started, current, random)


def _moment(random: Random, days: Days, season: Sequence[float], open_days: Sequence[date]) -> datetime:
    weights = accumulate(season[day.month - 1] * _WEEK[day.weekday()] for day in open_days)
    day = random.choices(open_days, cum_weights=list(weights))[0]
    opens, closes = days.opening(day)
    part = random.choices(range(len(_HOURS)), _HOURS)[0] + random.random()
    return opens + (closes - opens - timedelta(minutes=20)) * (part / len(_HOURS))
