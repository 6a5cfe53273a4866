"""Whose time it was: the time of a clock divided between the customer, a third party, the offices and nobody. Pure.

- While the clock is paused, the time is the party's whose reason holds. Of several the one that began first has it, for
  the clock stood still for that one already; so overlapping pauses are counted once.
- While it runs, the time is the office's where a task is open; of two at once, the one whose task has waited longer.
- Neither paused nor with an open task the case waits for a system, a message or a date: that is nobody's time, as is
  that of a suspended case.
- Moments are cut to whole seconds before anything is counted, so the parts make the whole exactly.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise

from engine.sla.calendar import Calendar, elapsed

CUSTOMER = "customer"
PARTIES = (CUSTOMER, "third-party", "front-office", "back-office")
"""Whose time a pause can be."""
NOBODY = "nobody"
SHARING = (*PARTIES, NOBODY)


@dataclass(frozen=True, slots=True)
class Span:
    """Time from `begin` up to `end` that belongs to a party."""

    begin: datetime
    end: datetime
    party: str


@dataclass(frozen=True, slots=True)
class PartyTime:
    """The time of one party: all of it, and the part of it in which the calendar is open."""

    party: str
    elapsed: timedelta
    working: timedelta


def divide(begin: datetime, end: datetime, pauses: Iterable[Span], work: Iterable[Span]) -> list[Span]:
    """The whole time from `begin` up to `end`, in order and without gaps, each span with the party that has it."""
    start, stop = _cut(begin), _cut(end)
    paused, worked = _within(pauses, start, stop), _within(work, start, stop)
    edges = sorted({start, stop} | {edge for span in (*paused, *worked) for edge in (span.begin, span.end)})
    found: list[Span] = []
    for opens, closes in pairwise(edges):
        party = _holder(paused, opens) or _holder(worked, opens) or NOBODY
        if found and found[-1].party == party:
            found[-1] = Span(found[-1].begin, closes, party)
        else:
            found.append(Span(opens, closes, party))
    return found


def added_up(spans: Iterable[Span], calendar: Calendar) -> tuple[PartyTime, ...]:
    """The time of every party of `SHARING`, in its order, those with none among them."""
    known = list(spans)
    return tuple(
        PartyTime(
            party,
            sum((span.end - span.begin for span in known if span.party == party), timedelta(0)),
            sum((elapsed(calendar, span.begin, span.end) for span in known if span.party == party), timedelta(0)),
        )
        for party in SHARING
    )


def _within(spans: Iterable[Span], start: datetime, stop: datetime) -> list[Span]:
    cut = (Span(max(_cut(span.begin), start), min(_cut(span.end), stop), span.party or NOBODY) for span in spans)
    found = (span for span in cut if span.begin < span.end)
    return sorted(found, key=lambda span: (span.begin, SHARING.index(span.party)))


def _holder(spans: Sequence[Span], moment: datetime) -> str:
    return next((span.party for span in spans if span.begin <= moment < span.end), "")


def _cut(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(microsecond=0)
