"""Every stretch of a clock's time: counted or not, by which rule, and how much it adds to the figures. Pure.

The stretches meet end to end. What those up to where the clock stands add is the time it has worked, what those from
there to its due date add is the time that is left.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from engine.sla.calendar import Calendar, elapsed, merge
from engine.sla.clock import ClockState
from engine.sla.explaining import Stretch, explain, stretches
from engine.sla.warning import counting
from engine.targets import TIME, WORKING_TIME, Target

GONE, LEFT, OVER = "gone", "left", "over"


@dataclass(frozen=True, slots=True)
class NamedPause:
    """A pause with what it is called; moments in UTC."""

    begin: datetime
    end: datetime
    name: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One stretch, in the calendar's zone: whether it counts, why, and how much it adds.

    `phase`: `gone` (before where the clock stands), `left` (up to its due date) or `over` (gone, and past that date). A
    target in days counts whole days, so a day counts or not; what it adds is the time that the calendar is open in it.
    """

    begin: datetime
    end: datetime
    counted: bool
    why: str
    adds: timedelta
    phase: str


def ledger(
    calendar: Calendar, target: Target, state: ClockState, now: datetime, pauses: Sequence[NamedPause]
) -> tuple[Entry, ...]:
    """The stretches of a clock from its start: to its due date or to now, whichever is later, or to its stop."""
    stands_at = state.stopped_at or state.paused_since or now
    due = state.due_at
    end = state.stopped_at or max(now, due or now)
    lines = list(_lines(calendar, target, state, end))
    edges = [edge for edge in (stands_at, due) if edge is not None]
    counted = counting(calendar, target)
    found = []
    for line in _cut(lines, [*edges, *(edge for pause in pauses for edge in (pause.begin, pause.end))]):
        begin, until = line.begin.astimezone(UTC), line.end.astimezone(UTC)
        names = [pause.name for pause in pauses if pause.begin <= begin < pause.end]
        adds = elapsed(counted, begin, until, state.pauses)
        why = f"Paused: {', '.join(dict.fromkeys(names))}." if names and not adds else line.why
        found.append(Entry(line.begin, line.end, line.counted, why, adds, _phase(begin, stands_at, due)))
    return tuple(found)


def total(entries: Iterable[Entry], *phases: str) -> timedelta:
    """What the stretches of these phases add."""
    return sum((entry.adds for entry in entries if entry.phase in phases), timedelta(0))


def _phase(begin: datetime, stands_at: datetime, due: datetime | None) -> str:
    if begin >= stands_at:
        return LEFT
    return OVER if due is not None and begin >= due else GONE


def _lines(calendar: Calendar, target: Target, state: ClockState, end: datetime) -> Iterator[Stretch]:
    if target.unit in (WORKING_TIME, TIME):
        counted = counting(calendar, target)
        yield from (
            replace(one, why=f"{one.why} ({counted.key}, version {one.version}).")
            for one in stretches(counted, state.started_at, end, merge(state.pauses))
        )
    else:
        for line in explain(calendar, state.started_at, end, target, state.pauses):
            yield Stretch(line.begin, line.end, line.counted, line.why)


def _cut(lines: Iterable[Stretch], edges: Iterable[datetime]) -> Iterator[Stretch]:
    """The same stretches, cut where an edge lies within one."""
    at = sorted(set(edges))
    for line in lines:
        begin = line.begin
        for edge in at:
            if begin < edge < line.end:
                local = edge.astimezone(line.begin.tzinfo)
                yield replace(line, begin=begin, end=local)
                begin = local
        yield replace(line, begin=begin)
