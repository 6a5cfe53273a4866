"""The stretches of a clock's time as its page shows them: folded by week, and as a picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import groupby

from engine.sla import GONE, LEFT, OVER, Entry, Happening, Story, total
from web.wording import day, moment

WIDTH = 100.0
_MOST_PARTS = 600
_OPEN_WEEKS = 2
_WORDS = {
    "started": "It began",
    "paused": "Stopped: {reason}",
    "resumed": "Went on",
    "retargeted": "Another goal holds: {reason}",
    "at-risk": "At risk of being late",
    "breached": "Overdue",
    "met": "Done",
    "cancelled": "No longer needed",
}


@dataclass(frozen=True, slots=True)
class Week:
    """A week of stretches, from a Monday: what they add before where the clock stands, and after it up to its due date.

    `open`: whether it is shown without being asked for.
    """

    monday: date
    entries: tuple[Entry, ...]
    gone: timedelta
    left: timedelta
    open: bool


@dataclass(frozen=True, slots=True)
class Picture:
    """A clock drawn from left to right, 0 to `WIDTH`: what counted, what was paused, and where lines stand."""

    counted: tuple[tuple[float, float], ...]
    paused: tuple[tuple[float, float], ...]
    now: float | None
    due: float | None


def weeks_of(entries: Sequence[Entry]) -> list[Week]:
    """The stretches by week, what each adds cut to whole seconds: what is read adds up to the figures of the whole."""
    grouped = [(monday, tuple(found)) for monday, found in groupby(_in_whole_seconds(entries), key=_monday)]
    return [
        Week(monday, found, total(found, GONE, OVER), total(found, LEFT), len(grouped) <= _OPEN_WEEKS)
        for monday, found in grouped
    ]


def _in_whole_seconds(entries: Sequence[Entry]) -> Iterator[Entry]:
    """Each adds what the sum so far grows by, in whole seconds; what has gone and what is to come have a sum each."""
    sums = {True: timedelta(), False: timedelta()}
    for entry in entries:
        to_come = entry.phase == LEFT
        before, sums[to_come] = sums[to_come], sums[to_come] + entry.adds
        yield replace(entry, adds=_cut(sums[to_come]) - _cut(before))


def _cut(span: timedelta) -> timedelta:
    return span - span % timedelta(seconds=1)


def picture_of(told: Story, now: datetime) -> Picture | None:
    """The picture; None for a clock of no time at all."""
    if not told.entries:
        return None
    begin, end = told.entries[0].begin, told.entries[-1].end
    whole = (end - begin).total_seconds()
    if whole <= 0:
        return None

    def at(when: datetime) -> float:
        return round((when - begin).total_seconds() / whole * WIDTH, 3)

    def parts(entries: Iterable[Entry]) -> tuple[tuple[float, float], ...]:
        drawn = ((at(one.begin), round(at(one.end) - at(one.begin), 3)) for one in entries)
        return tuple(part for part in drawn if part[1] > 0)[:_MOST_PARTS]

    due = told.clock.due_at
    return Picture(
        counted=parts(one for one in told.entries if one.counted and one.adds),
        paused=parts(one for one in told.entries if one.why.startswith("Paused")),
        now=at(now) if begin <= now <= end else None,
        due=at(due) if due is not None and begin <= due <= end else None,
    )


def happened_words(one: Happening) -> str:
    """What happened, in a sentence."""
    if one.kind == "replanned":
        moved = one.until is not None and one.until != one.was_due_at
        date_words = f"due {moment(one.until)}, before {moment(one.was_due_at)}" if moved else "due when it was before"
        return f"The calendar changed from version {one.was_version} to {one.calendar_version}: {date_words}"
    if one.kind == "cancelled" and one.reason:
        return f"No longer needed: {one.reason}"
    if one.kind == "extended":
        cap = f", {day(one.cap)} at the latest" if one.cap else ""
        return f"More time was agreed, up to {moment(one.until)}{cap}: {one.reason}"
    words = _WORDS.get(one.kind, one.kind).format(reason=one.reason)
    return f"{words}, expected back {day(one.until)}" if one.kind == "paused" and one.until else words


def _monday(entry: Entry) -> date:
    begins = entry.begin.date()
    return begins - timedelta(days=begins.weekday())
