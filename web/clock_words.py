"""What clocks say, in words: how much of their own time is left, why it stands still, and how that ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from engine import sla
from engine.sla import ClockFilter, ClockRow, Told
from engine.store import Work
from engine.targets import WORKING_DAYS, WORKING_TIME
from web.wording import day, duration, plural

PARTIES = {
    "customer": "The customer",
    "third-party": "A third party",
    "front-office": "The front office",
    "back-office": "The back office",
}
SHARING = {**PARTIES, "nobody": "Nobody: systems and waiting"}
"""Whose time the time of a case can be."""
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ClockNow:
    """A clock as pages show it. `left` says how much of its time is left or over, or why it stands still.

    `pause_overdue` tells that it was expected to go on before now.
    """

    row: ClockRow
    told: Told
    left: str
    pause_overdue: bool

    @property
    def open(self) -> bool:
        """Whether it has not stopped."""
        return self.row.stopped_at is None


def clocks_now(work: Work, wanted: ClockFilter) -> list[ClockNow]:
    """The clocks that meet the filter, with their words; five statements at most."""
    found = sla.clocks(work, wanted)
    told = sla.tell(work, found)
    return [_now(clock, told[clock.id], work.now) for clock in found]


def _now(clock: ClockRow, told: Told, now: datetime) -> ClockNow:
    late = any(pause.expected_at is not None and pause.expected_at < now for pause in told.pauses)
    return ClockNow(clock, told, left_words(told), late)


def left_words(told: Told) -> str:
    """“5 working hours left”, “overdue by 2 working days”, “none while paused: …”; empty for one that has stopped."""
    if told.state.stopped_at is not None:
        return ""
    if told.pauses:
        return f"none while paused: {paused_words(told)}"
    if told.over:
        return f"overdue by {_amount(told, told.over)}"
    return f"{_amount(told, told.left)} left"


def paused_words(told: Told) -> str:
    """“waiting for the customer, expected back 3 December 2026”, of each reason that it waits for."""
    return "; ".join(_pause_words(pause.name, pause.expected_at) for pause in told.pauses)


def _pause_words(name: str, expected_at: datetime | None) -> str:
    words = f"{name[:1].lower()}{name[1:]}"
    return words if expected_at is None else f"{words}, expected back {day(expected_at)}"


def _amount(told: Told, span: timedelta) -> str:
    if told.days:
        return plural(told.days, "working day" if told.unit == WORKING_DAYS else "day")
    if told.unit in (WORKING_DAYS, WORKING_TIME):
        return _working(span)
    return plural(span // _HOUR, "hour") if _DAY <= span < 2 * _DAY else duration(span)


def _working(span: timedelta) -> str:
    if span == _HOUR or span >= 2 * _HOUR:
        return plural(span // _HOUR, "working hour")
    minutes = span // timedelta(minutes=1)
    return plural(minutes, "working minute") if minutes else "less than a working minute"
