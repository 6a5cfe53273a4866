"""Figures as pages show them: asked in few statements, put into words, each with the address of what is behind it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal
from urllib.parse import urlencode

from engine import measures
from engine.measures import Figure, Measure, Scope
from engine.store import Work
from web.period import Period
from web.wording import number, percent

FEWEST = 5
"""Shares, days and means of groups with fewer than this are not shown."""
TOO_FEW = "too few to show"
NONE = "–"
BEFORE_THE_PILOT = "waited before the pilot"
"""The part of what holds the rest that waits no more."""
UNDER_A_DAY = "under 1"

COLOURS: Mapping[str, str] = {"need-met": "second"}
"""Which of the two colours once and done has, wherever it is drawn; the first for all others."""

Part = Literal["value", "numerator", "denominator"]
_COUNTS = ("count", "a month")
_COUNTED = {"value": "", "numerator": "yes", "denominator": ""}


@dataclass(frozen=True, slots=True)
class Shown:
    """One figure in words. `address` leads to its definition and list; empty where there is nothing to count.

    `share` is what a bar draws (0 to 1), None where none is to be drawn. `numerator` and `denominator` are the counts.
    """

    text: str
    address: str = ""
    share: float | None = None
    numerator: int = 0
    denominator: int = 0


@dataclass(frozen=True)
class Figures:
    """What was found for each measure in its finest groups, and where and when."""

    scope: Scope
    period: Period
    found: Mapping[str, Sequence[Figure]]
    _kept: dict[tuple[str, tuple[str, ...]], dict[tuple[object, ...], Figure]] = field(default_factory=dict)

    def shown(self, key: str, part: Part = "value", **group: object) -> Shown:
        """A measure for a group (`site_id=3`, say; `split` and `month` as well), in words; `part` shows a count."""
        figure = self.figure(key, **group)
        measure = measures.measure(key)
        if not figure.denominator or (measure.unit == "a month" and part == "value" and not figure.numerator):
            return Shown("0" if measure.unit in _COUNTS or part != "value" else NONE)
        text = words_of(measure, figure, part)
        drawn = measure.unit == "share" and part == "value" and text != TOO_FEW
        where = self.address(
            key, counted="yes" if measure.unit == "a month" and part == "value" else _COUNTED[part], **group
        )
        return Shown(text, where, figure.value if drawn else None, figure.numerator, figure.denominator)

    def figure(self, key: str, **group: object) -> Figure:
        """A measure for a group as counts; none found is a figure of nothing."""
        by = tuple(sorted(group))
        if (key, by) not in self._kept:
            together = measures.summed(measures.measure(key), self.scope, self.found[key], by=by)
            self._kept[key, by] = _by_group(together, by)
        return self._kept[key, by].get(tuple(group[name] for name in by), Figure(group, 0, 0, None))

    def groups(self, key: str, name: str) -> list[object]:
        """The groups of one kind that a measure has anything for, those with the most first."""
        found = self.found[key] if key in self.found else self._kept[key, (name,)].values()
        groups = {figure.group[name] for figure in found}
        return sorted(groups, key=lambda group: (-self.figure(key, **{name: group}).denominator, str(group)))

    def address(self, key: str, *, counted: str = "", **group: object) -> str:
        """Where a measure's definition and the list behind it are, for a group of this scope and period.

        A group of a month has the days of the period that lie in it.
        """
        month = measures.month(str(group.pop("month"))) if "month" in group else None
        first = max(self.period.first, month.first) if month else self.period.first
        last = min(self.period.last, month.last) if month else self.period.last
        within = {name: getattr(self.scope, name) for name in ("service_id", "process_id", "site_id", "step_key")}
        asked = {_NAMES[name]: value for name, value in (within | group).items() if value not in (None, "")}
        days = {"since": first.isoformat(), "until": last.isoformat()}
        query = asked | days | ({"counted": counted} if counted else {})
        return f"/results/{key}?{urlencode(query)}"


_NAMES = {"service_id": "service", "process_id": "process", "site_id": "site", "step_key": "step", "split": "split"}


def read_figures(
    work: Work,
    scope: Scope,
    period: Period,
    by: Mapping[str, Sequence[str]],
    medians: Mapping[str, Sequence[Sequence[str]]] | None = None,
) -> Figures:
    """The measures named, each grouped by its columns: one statement a measure.

    `medians` are measures whose groups cannot be put together to larger ones: one statement for each grouping named.
    """
    found = {key: measures.figures(work, measures.measure(key), scope, by=groups) for key, groups in by.items()}
    kept = {
        (key, tuple(sorted(groups))): _by_group(
            measures.figures(work, measures.measure(key), scope, by=groups), sorted(groups)
        )
        for key, groupings in (medians or {}).items()
        for groups in groupings
    }
    return Figures(scope, period, found, kept)


def _by_group(found: Sequence[Figure], by: Sequence[str]) -> dict[tuple[object, ...], Figure]:
    return {tuple(figure.group[name] for name in by): figure for figure in found}


def scope_of(
    work: Work,
    period: Period,
    places: frozenset[tuple[int | None, int | None]],
    limits: Mapping[str, Any] | None = None,
) -> Scope:
    """A period and places as the engine takes them. `limits` are fields of a scope that keep to less."""
    scope = Scope(since=period.since, until=period.until, now=work.now, places=places)
    return replace(scope, **(limits or {}))


def words_of(measure: Measure, figure: Figure, part: Part = "value") -> str:
    """A figure as it is read out."""
    if part != "value":
        return number(getattr(figure, part))
    if measure.of_cases and measure.unit not in _COUNTS and 0 < figure.denominator < FEWEST:
        return TOO_FEW
    if measure.unit == "days" and figure.value is not None and figure.value < 1:
        return UNDER_A_DAY
    if measure.unit == "share" or figure.value is None:
        return percent(figure.value)
    exact = measure.unit != "count" and figure.value < 10
    return f"{figure.value:.1f}" if exact else number(round(figure.value))
