"""The open spans of a stretch of civil dates, with the open time before each, so that a search replaces walking. Pure.

An index is never changed: whoever needs a longer stretch builds a longer one, so threads may share a calendar.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

Interval = tuple[datetime, datetime]

NOTHING = timedelta(0)


@dataclass(frozen=True, slots=True)
class OpenDay:
    """A civil date that opens: its spans (UTC, in order), and when what is due on it is due."""

    day: date
    spans: tuple[Interval, ...]
    due: datetime


@dataclass(frozen=True, slots=True)
class Openings:
    """What is open from the date `first` up to but not including `until`.

    Span number i is open from `opens[i]` to `closes[i]` (UTC, in order), and `upto[i]` is the open time from the
    beginning of the stretch to its end. `days`, `begins` and `dues` are those of each date that opens: the date, its
    first opening, and when what is due on it is due.
    """

    first: date
    until: date
    opens: tuple[datetime, ...]
    closes: tuple[datetime, ...]
    upto: tuple[timedelta, ...]
    days: tuple[date, ...]
    begins: tuple[datetime, ...]
    dues: tuple[datetime, ...]

    def passed(self, moment: datetime) -> timedelta:
        """The open time from the beginning of the stretch to a moment in it."""
        at = bisect_right(self.closes, moment)
        if at == len(self.closes):
            return self.upto[-1] if at else NOTHING
        left = self.closes[at] - max(moment, self.opens[at])
        return self.upto[at] - left

    def reached(self, passed: timedelta) -> datetime | None:
        """The first moment by which so much open time has passed; None when the stretch has less. Not for nothing."""
        at = bisect_left(self.upto, passed)
        return None if at == len(self.upto) else self.closes[at] - (self.upto[at] - passed)

    def days_after(self, day: date) -> int:
        """The place in `days` of the first date after this one."""
        return bisect_right(self.days, day)


def index_of(first: date, until: date, days: Iterable[OpenDay]) -> Openings:
    """The index of the dates that open in a stretch, given in order."""
    listed = list(days)
    # Where the clocks go back over midnight a date begins twice, and its spans lie among those of the date before.
    spans = sorted(span for one in listed for span in one.spans)
    upto, total = [], NOTHING
    for opens, closes in spans:
        total += closes - opens
        upto.append(total)
    return Openings(
        first,
        until,
        tuple(opens for opens, _ in spans),
        tuple(closes for _, closes in spans),
        tuple(upto),
        tuple(one.day for one in listed),
        tuple(one.spans[0][0] for one in listed),
        tuple(one.due for one in listed),
    )
