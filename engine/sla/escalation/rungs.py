"""When each rung of a ladder comes, for one clock. Pure: no database, no present moment.

| a rung comes | when |
|---|---|
| at a share | that share of the counted time between start and due date has gone by |
| with time left | so much time is left: working time and working days on the clock's calendar, others day and night |
| at the breach | the due date has passed |
| after the breach | so much time has passed since the due date, counted in the same way |

Paused time counts for nothing. A rung whose time left is as long as the whole, or longer, has no room: it never comes.
One that waits for opening hours comes with the first open moment of the calendar from then on.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from engine.sla.calendar import Calendar, after, days_before, due_at, elapsed, open_spans
from engine.sla.openings import Interval
from engine.sla.warning import counting, share_moment
from engine.targets import CALENDAR_DAYS, TIME, WORKING_DAYS, WORKING_TIME, Target, parse_target

SHARE, LEFT, BREACH, AFTER = WHENS = ("share", "left", "breach", "after")
OWNER, TEAM_LEADER, HEAD_OF_SERVICE = ROLES = ("owner", "team_leader", "head_of_service")
UNITS = (WORKING_TIME, WORKING_DAYS, CALENDAR_DAYS, TIME)
_INSTANT = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Rung:
    """One rung: when somebody is told, and who.

    `when` is one of `WHENS`; `share` is in percent (1 to 99), `amount` a time such as “2 working hours”. `who` is one
    of `ROLES`. `email`: by e-mail as well as in the inbox. `in_hours`: not before the calendar of the clock opens.
    """

    when: str
    who: str
    share: int = 0
    amount: str = ""
    email: bool = False
    in_hours: bool = False

    @property
    def occasion(self) -> tuple[str, int, str, str]:
        """What it tells whom: rungs of two versions of a ladder that have the same are one."""
        return self.when, self.share, " ".join(self.amount.split()), self.who

    @property
    def is_early(self) -> bool:
        """Whether it comes before the due date."""
        return self.when in (SHARE, LEFT)


@dataclass(frozen=True, slots=True)
class Course:
    """What a clock runs by: its calendar and target, from start to due date (UTC), and where it was paused."""

    calendar: Calendar
    target: Target
    start: datetime
    due: datetime
    pauses: tuple[Interval, ...] = ()


def comes_at(rung: Rung, course: Course) -> datetime | None:
    """When the rung comes (UTC); None when it never does. A breach comes when the due date has passed, so not with it.

    Raises `NeverOpen` when the calendar has too little open time in 40 years.
    """
    moment = _moment(rung, course)
    if moment is None:
        return None
    if rung.in_hours:
        moment = max(moment, next(open_spans(course.calendar, moment))[0])
    return moment + _INSTANT if rung.when == BREACH and moment == course.due else moment


def before(course: Course, amount: Target) -> datetime | None:
    """The moment (UTC) with so much time left up to the due date; None when the whole is not longer than that."""
    days = amount.unit in (WORKING_DAYS, CALENDAR_DAYS)
    moment = _days_before(course, amount) if days else _time_before(course, amount)
    return moment if moment is not None and moment > course.start else None


def _moment(rung: Rung, course: Course) -> datetime | None:
    if rung.when == SHARE:
        counted = counting(course.calendar, course.target)
        return share_moment(counted, course.start, course.due, course.pauses, rung.share / 100)
    if rung.when == LEFT:
        return before(course, parse_target(rung.amount))
    if rung.when == AFTER:
        return due_at(course.calendar, course.due, parse_target(rung.amount), course.pauses).astimezone(UTC)
    return course.due


def _time_before(course: Course, amount: Target) -> datetime | None:
    counted = counting(course.calendar, amount)
    whole = elapsed(counted, course.start, course.due, course.pauses)
    return after(counted, course.start, whole - amount.amount, course.pauses) if whole > amount.amount else None


def _days_before(course: Course, amount: Target) -> datetime | None:
    """So many counted days earlier, at the same time of day or, where it closes earlier on that day, as it closes."""
    day = days_before(course.calendar, course.start, course.due, amount, course.pauses)
    if day is None:
        return None
    moment = datetime.combine(day, course.calendar.local(course.due).time(), course.calendar.zone).astimezone(UTC)
    if amount.unit == CALENDAR_DAYS:
        return moment
    return min(moment, course.calendar.hours(day).open[-1][1])
