"""Which cases the year of the invented council has: each follows from the seed and its number alone. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import accumulate
from random import Random
from typing import Literal

from engine.demo.chance import chance
from engine.demo.days import YEAR, Days
from engine.demo.marker import LATEST_CASES

MOVE, DEFECT = "council_tax_move", "report_a_highway_defect"
APPLICATION, BREACH = "householder_application", "planning_enforcement_complaint"
Kind = Literal["current", "recent", "earlier"]
_CHANNELS = ("phone", "phone", "phone", "phone", "phone", "phone", "phone", "counter", "counter", "web", "email")
_SEASONS = {
    MOVE: (0.8, 0.8, 1.0, 1.0, 1.0, 1.2, 1.3, 1.4, 1.4, 1.1, 0.9, 0.6),
    DEFECT: (1.5, 1.6, 1.5, 1.2, 0.9, 0.7, 0.6, 0.6, 0.7, 0.9, 1.1, 1.1),
    APPLICATION: (0.9, 1.2, 1.4, 1.3, 1.1, 1.0, 0.9, 0.7, 0.9, 0.9, 0.8, 0.5),
    BREACH: (0.7, 0.8, 1.0, 1.2, 1.4, 1.3, 1.2, 1.1, 1.0, 0.9, 0.8, 0.6),
}
_WEEK = (1.4, 1.1, 1.0, 0.95, 0.85, 0.4, 0.2)
_HOURS = (0.9, 1.4, 1.5, 1.1, 0.9, 1.0, 0.9, 0.6)
_OPEN_SINCE = {MOVE: 9, DEFECT: 24, APPLICATION: 66, BREACH: 15}
"""How many days back the cases begin that are still being worked on today."""
_MAY_REACH = {MOVE: 42, DEFECT: 42, APPLICATION: 80, BREACH: 70}
"""How many days back the cases begin, at most, that may reach into the last 28 days; of those before few do."""
_LATELY, _REACHING = 28, 0.4
_KINDS: tuple[Kind, ...] = ("current", "recent", "recent", "earlier", "current", "recent", "recent", "recent")
_CURRENT = (MOVE, DEFECT, MOVE, APPLICATION, DEFECT, MOVE, DEFECT, MOVE, BREACH, DEFECT)
"""What today's work is of: most of it moves and defects."""
_QUIET = timedelta(days=_LATELY + 1)
STUCK, STUCK_AGO = 48, 6
"""The case that gets stuck, and how many days ago: that day two rules of a decision contradicted each other."""


@dataclass(frozen=True, slots=True)
class CasePlan:
    """What is settled about a case before it begins.

    Its `kind` is one of: current (may still be open today, and its work may be late), recent (as its work goes, open
    today or not), earlier (over by `until`, so that nothing of it falls into the last 28 days). `until` is the moment
    up to which it is lived. `random` is its own.
    """

    number: int
    process: str
    site: str
    channel: str
    started: datetime
    kind: Kind
    until: datetime
    random: Random


def plan_case(days: Days, seed: int, number: int) -> CasePlan:
    """The case with this number (from 0). Whatever touches the last 28 days or today's work is among the first."""
    random = chance(seed, number)
    process = random.choices((MOVE, DEFECT, APPLICATION, BREACH), (0.52, 0.38, 0.08, 0.02))[0]
    kind = _KINDS[number % len(_KINDS)] if number < LATEST_CASES else "earlier"
    if kind == "current":
        process = _CURRENT[number // 4 % len(_CURRENT)]
    site = random.choices(("eastgate", "harbour"), (0.7 if kind == "current" else 0.54, 0.46))[0]
    started = _moment(random, days, process, kind)
    if number == STUCK:
        process, site, started = MOVE, "harbour", days.ago(STUCK_AGO) + timedelta(hours=2)
    until = days.now - _QUIET if kind == "earlier" else days.now
    return CasePlan(number, process, site, random.choice(_CHANNELS), started, kind, until, random)


def _moment(random: Random, days: Days, process: str, kind: Kind) -> datetime:
    open_days = days.open_days(*_between(process, kind))
    weights = accumulate(_weight(days, process, kind, day) for day in open_days)
    day = random.choices(open_days, cum_weights=list(weights))[0]
    opens, closes = days.opening(day)
    part = random.choices(range(len(_HOURS)), _HOURS)[0] + random.random()
    return opens + (closes - opens - timedelta(minutes=20)) * (part / len(_HOURS))


def _between(process: str, kind: Kind) -> tuple[int, int]:
    """From how many to how many days ago it may begin."""
    if kind == "earlier":
        return YEAR, _QUIET.days + 1
    return (_OPEN_SINCE if kind == "current" else _MAY_REACH)[process], 1


def _weight(days: Days, process: str, kind: Kind, day: date) -> float:
    usual = _SEASONS[process][day.month - 1] * _WEEK[day.weekday()]
    reaching = kind == "recent" and (days.today - day).days > _LATELY
    return usual * (_REACHING if reaching else 1)
