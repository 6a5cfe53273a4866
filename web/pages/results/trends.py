"""Month by month: the figures of the last twelve months, each a chart with the table that says the same."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass, replace
from datetime import timedelta
from math import ceil, log10
from urllib.parse import urlencode

from engine import measures
from engine.measures import MONTH, Month, ShareHandled
from web.figures import COLOURS, NONE, TOO_FEW, Figures, Shown, read_figures
from web.page import work
from web.pages.results.results_view import Asked
from web.period import Period, day_of
from web.wording import number, percent, unit_after

PAIR = ("finished-at-first-contact", "need-met")
ONE_VALUE = ("hand-offs-per-case", "days-to-end")
_UNITS = {"share": "", "days": "days", "a case": "a case"}
_NOTHING = Shown(NONE)
_STEPS = (1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, slots=True)
class Point:
    """A figure in one month, with `of`, the count behind it, and how many of that are `still_open` or `provisional`.

    `value` is None where it is not known or not shown. A month that is `unfinished` goes on; one that is `growing`
    still gets cases although it is over, as the months of the invented council do while its year is being made.
    """

    month: Month
    shown: Shown
    of: Shown
    still_open: Shown
    provisional: Shown
    value: float | None
    unfinished: bool
    growing: bool = False

    @property
    def may_change(self) -> bool:
        """Whether the figure is not final yet."""
        return self.unfinished or self.growing or self.still_open.denominator + self.provisional.denominator > 0


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure in each of the months, the earliest first. `address` leads to its definition and to all their cases.

    `part` is which of the two colours it has, `unit` is said after a value, `counted` is what its numbers are of, and
    `promised` is a share to draw a line at.
    """

    name: str
    address: str
    points: tuple[Point, ...]
    part: str = ""
    unit: str = ""
    counted: str = "cases"
    is_share: bool = True
    promised: float | None = None

    @property
    def top(self) -> float:
        """The value at the top of the chart: all of a share, or a round number that no month is above."""
        return 1.0 if self.is_share else _round_up(max((point.value or 0 for point in self.points), default=0))

    @property
    def top_words(self) -> str:
        """The same in words."""
        return percent(self.top) if self.is_share else f"{number(self.top)} {unit_after(number(self.top), self.unit)}"

    @property
    def over(self) -> tuple[Point, ...]:
        """The months that are over and have a value: what may be compared."""
        return tuple(point for point in self.points if point.value is not None and not point.unfinished)


@dataclass(frozen=True, slots=True)
class Trends:
    """What is shown month by month: `pair` is once and done, `rest` the others. While `growing` no month is final."""

    months: tuple[Month, ...]
    pair: tuple[Trend, ...]
    rest: tuple[Trend, ...]
    growing: bool = False

    @property
    def every(self) -> tuple[Trend, ...]:
        """All of them in order."""
        return self.pair + self.rest

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show."""
        return not any(point.of.denominator for trend in self.every for point in trend.points)


def read_trends(asked: Asked, *, with_calls: bool = False, growing: bool = False) -> Trends:
    """The last twelve months of where the results are looked at: one statement a figure.

    `with_calls` adds the share handled, which is that of the whole organisation, when counts were imported. `growing`
    says that cases of the past are still being added.
    """
    months = measures.latest_months(work().now)
    period = Period("dates", months[0].first, day_of(work().now))
    scope = replace(asked.scope(), since=period.since, until=period.until)
    by = {"finished-at-first-contact": (MONTH,), "need-met": (MONTH, "split")}
    figures = read_figures(work(), scope, period, by, dict.fromkeys(ONE_VALUE, ((MONTH,),)))
    rest = [_trend(figures, key, months, growing=growing) for key in ONE_VALUE]
    if with_calls:
        rest += _calls(months, period)
    pair = tuple(_trend(figures, key, months, growing=growing) for key in PAIR)
    return Trends(months, pair, tuple(rest), growing)


def _trend(figures: Figures, key: str, months: tuple[Month, ...], *, growing: bool) -> Trend:
    measure = measures.measure(key)
    splits = {figure.group.get("split") for figure in figures.found.get(key, ())}
    points = tuple(_point(figures, key, month, splits, growing=growing) for month in months)
    return Trend(
        measure.name,
        figures.address(key),
        points,
        part=COLOURS.get(key, ""),
        unit=_UNITS[measure.unit],
        is_share=measure.unit == "share",
    )


def _point(figures: Figures, key: str, month: Month, splits: Set[object], *, growing: bool) -> Point:
    def part(split: str) -> Shown:
        return figures.shown(key, "denominator", month=month.key, split=split) if split in splits else _NOTHING

    shown = figures.shown(key, month=month.key)
    return Point(
        month,
        shown,
        figures.shown(key, "denominator", month=month.key),
        part("still open"),
        part("provisional"),
        None if shown.text == TOO_FEW else figures.figure(key, month=month.key).value,
        unfinished=month.last >= figures.period.last,
        growing=growing,
    )


def _calls(months: tuple[Month, ...], period: Period) -> list[Trend]:
    """The share handled, as the only one of a list; none without imported counts."""
    handled = measures.share_handled_by_month(work(), period.first, period.last + timedelta(days=1))
    if not handled:
        return []
    promise = measures.SHARE_HANDLED
    points = tuple(_calls_point(month, handled, period) for month in months)
    return [Trend(promise.name, _calls_address(period), points, counted="calls", promised=promise.promised)]


def _calls_point(month: Month, handled: Mapping[str, ShareHandled], period: Period) -> Point:
    unfinished = month.last >= period.last
    found = handled.get(month.key)
    if found is None:
        return Point(month, _NOTHING, _NOTHING, _NOTHING, _NOTHING, None, unfinished)
    where = _calls_address(Period("dates", month.first, min(month.last, period.last)))
    of = Shown(number(found.denominator), where, None, found.numerator, found.denominator)
    return Point(month, replace(of, text=percent(found.value)), of, _NOTHING, _NOTHING, found.value, unfinished)


def _calls_address(period: Period) -> str:
    days = {"since": period.first.isoformat(), "until": period.last.isoformat()}
    return f"/results/share-handled?{urlencode(days)}"


def _round_up(value: float) -> float:
    """The next round number: 1, 2, 3, 4, 5, 6, 8 or 10 and their tenfolds; 1 at least."""
    tens = 10.0 ** max(ceil(log10(value)) - 1, 0) if value > 1 else 1.0
    return next(step * tens for step in _STEPS if step * tens >= value)
