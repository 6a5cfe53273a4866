"""When a timer starts a case: there is no case yet, so no data and no calendar to count by."""

from __future__ import annotations

from datetime import datetime

from engine import feel
from engine.bpmn.due import NotATime, Schedule, following, is_literal, is_working_time, schedule
from engine.clock import on_the_wall

_SKIPS_ALL = 1_000_000


def start_schedule(text: str, kind: str, now: datetime) -> Schedule:
    """The times of a start event's timer from now on; a repeat that began earlier goes on in its rhythm.

    Raises NotATime, with the reason.
    """
    found = schedule(kind, _value(text, now), now)
    if not found.every or found.first > now:
        return found
    return Schedule(following(found.every, found.first, now, _SKIPS_ALL)[0], found.every, found.left)


def _value(text: str, now: datetime) -> object:
    if is_working_time(text):
        raise NotATime("no case has begun whose calendar could count working time")
    if is_literal(text):
        return text
    try:
        return feel.parse(text).evaluate({}, now=on_the_wall(now))
    except feel.FeelError as error:
        raise NotATime(f"no case has begun whose data it could ask for: {error.message}") from error


def start_time_problem(text: str, kind: str, now: datetime) -> str:
    """Why a timer can start no case, in words; empty when it can."""
    try:
        start_schedule(text, kind or "duration", now)
    except (NotATime, OverflowError) as error:
        return str(error)
    return ""
