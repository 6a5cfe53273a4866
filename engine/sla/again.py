"""Clocks judged again: by the targets and calendars that others ask about, with nothing written.

Only what happened to a clock is taken from the record: when it began and ended, its pauses and its extensions.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import RowMapping

from engine.sla.calendar import Calendar
from engine.sla.calendars import KeptCalendar, calendars_for
from engine.sla.changing import events_of
from engine.sla.clock import LATE, ClockEvent, outcome
from engine.store import Work
from engine.targets import Target, parse_target

_TELLING = ("paused", "resumed", "extended")


@dataclass(frozen=True, slots=True)
class Rule:
    """What to judge clocks by. Without a `target` each keeps its own; so it does without a `calendar` (its key)."""

    target: str = ""
    calendar: str = ""


def outcomes(work: Work, clocks: Sequence[RowMapping], rule: Rule) -> Iterator[str]:
    """How each clock does by `rule`, in their order: `in-time`, `in-agreed-time` or `late`. At most two statements.

    A row is one of `facts.measured_clocks`. A clock's own calendar is that of the version it was judged by. By its own
    target and calendar a clock did as it says itself: a breach that was recorded stays, whatever was written down of it
    afterwards. Raises UnclearTarget, NotFound (no such calendar), NeverOpen.
    """
    asked = [clock for clock in clocks if not _own(clock, rule)]
    keys = {rule.calendar} if rule.calendar else {clock["calendar"] for clock in asked}
    kept = calendars_for(work, keys) if asked else {}
    changed = [clock["id"] for clock in asked if clock["changed"]]
    happened = events_of(work, changed, _TELLING) if changed else {}
    for clock in clocks:
        if own := _own(clock, rule):
            yield own
            continue
        calendar, target = _calendar(kept, clock, rule), _target(rule.target or clock["target"])
        yield outcome(_story(clock, happened.get(clock["id"], ())), calendar, target, work.now)


def _own(clock: RowMapping, rule: Rule) -> str:
    """How a clock did by its own account; empty where the rule is another, and of an open clock not breached yet."""
    if rule.calendar or (rule.target and _target(rule.target).text != clock["target"]):
        return ""
    if clock["outcome"] or clock["breached_at"] is None:
        return str(clock["outcome"])
    return "" if clock["extended"] else LATE


def _calendar(kept: dict[str, KeptCalendar], clock: RowMapping, rule: Rule) -> Calendar:
    if rule.calendar:
        return kept[rule.calendar].calendar
    return kept[clock["calendar"]].as_of(clock["calendar_version"])


@lru_cache(maxsize=256)
def _target(text: str) -> Target:
    return parse_target(text)


def _story(clock: RowMapping, between: Sequence[ClockEvent]) -> list[ClockEvent]:
    ended: datetime | None = clock["stopped_at"]
    end = [] if ended is None else [ClockEvent("met", ended)]
    return [ClockEvent("started", clock["started_at"]), *between, *end]
