"""What a measure is: a named, versioned formula over rows that events left, and how it is counted and listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any, Literal, get_args

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    DateTime,
    Float,
    RowMapping,
    Select,
    Subquery,
    Text,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    select,
    tuple_,
)
from sqlalchemy.types import TypeEngine

from engine.clock import COUNCIL_ZONE
from engine.errors import Refused
from engine.people import in_scopes
from engine.store import Work

Area = Literal["awareness", "contact", "fulfilment", "transparency"]
Unit = Literal["share", "count", "a month", "days", "mean days", "a case"]
UNITS: tuple[Unit, ...] = get_args(Unit)
GROUPS = ("service_id", "process_id", "step_key", "site_id", "split")
MONTH = "month"
"""Beside `GROUPS`: the calendar month of a row in the council's time zone, as 2026-11."""
_MOMENTS = ("since", "until", "now")
_VALUES: Mapping[Unit, str] = {"days": "days", "mean days": "days", "a case": "hand_offs"}
_LIMITS = ("service_id", "process_id", "step_key", "site_id")
_TYPES: Mapping[str, TypeEngine[Any]] = {
    **dict.fromkeys(_MOMENTS, DateTime(timezone=True)),
    **dict.fromkeys(_LIMITS, BigInteger()),
    "step_key": Text(),
}


@dataclass(frozen=True, slots=True)
class Scope:
    """What is looked at: from `since` up to but not including `until` (aware UTC), and where. None means everywhere.

    `now` is the moment the question is asked at: it decides what is overdue and what is still provisional.
    `places` are what the reader may see: pairs of service and site, None standing for all of them.
    """

    since: datetime
    until: datetime
    now: datetime
    places: frozenset[tuple[int | None, int | None]] | None = None
    service_id: int | None = None
    process_id: int | None = None
    step_key: str | None = None
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class Measure:
    """A formula. `numerator` and `denominator` say in plain words what is counted; a share has both.

    `rows(scope)` answers one row for everything in the denominator: service_id, process_id, step_key, site_id, split,
    case_id, reference, name, row_id (its own number), at, counted (whether it is in the numerator too). The figure and
    the list behind it come from the same rows, so they cannot differ. What the scope holds goes into the
    statement as it is, for it may be a parameter that is filled in later.
    `short_at` and `short_team_id`, where it has them, say at which step, and whose, a row fell short.
    `unit` is `share` (numerator of denominator), `count` (numerator alone), `a month` (numerator per 365/12 days),
    `days` (the median of one more column of the counted rows, `days`), `mean days` (its sum for each case: a case may
    have several rows and is counted once) or `a case` (the mean of one more, `hand_offs`).
    `dated` says whether a row counts in the period that its `at` lies in, and in no other: its months make the period.
    What only tells how things stand now has no months.
    `of_cases` says whether the rows are about customers' cases, of which too few are not shown.
    `split` says what the rows can be split by beside service, process, step and site; empty for nothing.
    `counted` and `rest` are said of the rows of a share that are in its numerator and of those that are not; `when` is
    said of the moment `at` of a row.
    """

    key: str
    version: int
    name: str
    definition: str
    numerator: str
    denominator: str
    area: Area
    lead: bool
    owner: str
    unit: Unit
    rows: Callable[[Scope], Subquery]
    split: str = ""
    counted: str = "counted"
    rest: str = "not counted"
    when: str = "begun"
    shown_with: str = ""
    of_cases: bool = True
    dated: bool = True

    @property
    def value_column(self) -> str:
        """The column that each row has a value in, of which the figure is the median or mean; empty without one."""
        return _VALUES.get(self.unit, "")


@dataclass(frozen=True, slots=True)
class Figure:
    """A measure for one group. `value` is the share (0 to 1), the count, the count a month, the median of the days or
    the mean a case; None where there is nothing to work it out from. `group` names the group by the columns asked for.
    """

    group: Mapping[str, Any]
    numerator: int
    denominator: int
    value: float | None


def figures(work: Work, measure: Measure, scope: Scope, *, by: Sequence[str] = ("service_id",)) -> list[Figure]:
    """The measure for each group of rows. `by` are columns of `GROUPS`, or `MONTH`; none gives the one of the scope.

    Raises KeyError for a column that does not exist, Refused for the months of a measure that has none.
    """
    if MONTH in by and not measure.dated:
        raise Refused.at("by", f"“{measure.name}” tells how things stand now. It has no months.")
    given = {name: value for name in (*_MOMENTS, *_LIMITS) if (value := getattr(scope, name)) is not None}
    statement = _counting(measure, tuple(by), frozenset(given), scope.places)
    return [_figure(measure, scope, row, by) for row in work.rows(statement, given)]


@lru_cache(maxsize=512)
def _counting(
    measure: Measure,
    by: tuple[str, ...],
    given: frozenset[str],
    places: frozenset[tuple[int | None, int | None]] | None,
) -> Select[Any]:
    """The statement that counts a measure, made once: what is `given` are its parameters.

    Making one takes longer than the database needs to answer it.
    """
    scope: Any = {name: bindparam(name, type_=_TYPES[name]) for name in given}
    limited = Scope(**scope, places=places)
    rows = measure.rows(limited)
    columns = [_column(rows, name) for name in by]
    each = func.count(rows.c.case_id.distinct()) if measure.unit == "mean days" else func.count()
    counted = each.filter(rows.c.counted)
    return (
        select(*columns, counted.label("numerator"), each.label("denominator"), _middle(measure, rows))
        .where(*_within(rows, limited))
        .group_by(*columns)
        .order_by(*columns)
    )


def summed(measure: Measure, scope: Scope, found: Iterable[Figure], *, by: Sequence[str] = ()) -> list[Figure]:
    """Figures of smaller groups put together to those of larger ones; `by` are some of the columns of the small ones.

    Without `by` there is one figure, also of nothing. Asks nothing of the database. Raises ValueError for a median
    or mean: it is not in those of smaller groups.
    """
    if measure.value_column:
        raise ValueError(
            f"The median or mean of {measure.key!r} is not in those of smaller groups. Ask for its figures."
        )
    sums: dict[tuple[Any, ...], tuple[int, int]] = {} if by else {(): (0, 0)}
    for figure in found:
        key = tuple(figure.group[name] for name in by)
        numerator, denominator = sums.get(key, (0, 0))
        sums[key] = (numerator + figure.numerator, denominator + figure.denominator)
    return [
        Figure(dict(zip(by, key, strict=True)), *counts, _value(measure, scope, *counts))
        for key, counts in sums.items()
    ]


def listing(
    work: Work,
    measure: Measure,
    scope: Scope,
    *,
    split: str | None = None,
    counted: bool | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> Sequence[RowMapping]:
    """The cases behind a figure, the latest first.

    `counted` keeps to the numerator (True) or to the rest (False).
    `after` is the (at, row_id) of the last row of the page before.
    """
    rows = measure.rows(scope)
    statement: Select[Any] = select(rows).where(*_within(rows, scope))
    if split is not None:
        statement = statement.where(rows.c.split == split)
    if counted is not None:
        statement = statement.where(rows.c.counted.is_(counted))
    if after is not None:
        statement = statement.where(tuple_(rows.c.at, rows.c.row_id) < after)
    return work.rows(statement.order_by(rows.c.at.desc(), rows.c.row_id.desc()).limit(limit))


def _within(rows: Subquery, scope: Scope) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if scope.places is not None:
        conditions.append(in_scopes(scope.places, rows.c.service_id, rows.c.site_id))
    for name in _LIMITS:
        value = getattr(scope, name)
        if value is not None:
            conditions.append(rows.c[name] == value)
    return conditions


def _figure(measure: Measure, scope: Scope, row: RowMapping, by: Sequence[str]) -> Figure:
    numerator, denominator = row["numerator"], row["denominator"]
    value = row["middle"] if measure.value_column else _value(measure, scope, numerator, denominator)
    return Figure({name: row[name] for name in by}, numerator, denominator, value)


def _column(rows: Subquery, name: str) -> ColumnElement[Any]:
    """A column to group by. A month has no parameters: PostgreSQL must see that it is the same wherever it stands."""
    if name != MONTH:
        return rows.c[name]
    there = func.timezone(literal_column(f"'{COUNCIL_ZONE.key}'"), rows.c.at)
    return func.to_char(there, literal_column("'YYYY-MM'")).label(MONTH)


def _middle(measure: Measure, rows: Subquery) -> ColumnElement[Any]:
    if not measure.value_column:
        return null().label("middle")
    values = rows.c[measure.value_column]
    if measure.unit == "days":
        return func.percentile_cont(0.5).within_group(values).filter(rows.c.counted).label("middle")
    if measure.unit == "mean days":
        of_cases = func.nullif(func.count(rows.c.case_id.distinct()).filter(rows.c.counted), 0)
        return cast(func.sum(values).filter(rows.c.counted) / of_cases, Float).label("middle")
    return cast(func.avg(values).filter(rows.c.counted), Float).label("middle")


def _value(measure: Measure, scope: Scope, numerator: int, denominator: int) -> float | None:
    if measure.unit == "share":
        return numerator / denominator if denominator else None
    if measure.unit == "a month":
        months = (scope.until - scope.since).total_seconds() / (365 / 12 * 86_400)
        return numerator / months if months else None
    return numerator
