"""What clocks that run go by, read for many of them at once."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import RowMapping

from engine.errors import EngineError
from engine.sla.calendars import calendars_for
from engine.sla.changing import events_of
from engine.sla.clock import judge
from engine.sla.escalation.rungs import Course
from engine.store import Work
from engine.targets import parse_target


def courses(work: Work, clocks: Sequence[RowMapping]) -> dict[int, Course]:
    """What each of these running clocks goes by, by its id; two statements, none without clocks.

    One that cannot be worked out, because its calendar or target was spoilt since, is left out.
    """
    if not clocks:
        return {}
    happened = events_of(work, [clock["id"] for clock in clocks])
    kept = calendars_for(work, [clock["calendar"] for clock in clocks])
    found = {}
    for clock in clocks:
        calendar = kept[clock["calendar"]].as_of(clock["calendar_version"])
        try:
            target = parse_target(clock["target"])
            pauses = judge(happened[clock["id"]], calendar, target, work.now).pauses
        except EngineError:
            continue
        found[clock["id"]] = Course(calendar, target, clock["started_at"], clock["due_at"], pauses)
    return found
