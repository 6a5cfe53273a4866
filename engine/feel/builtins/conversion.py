"""Built-in functions that turn values of one kind into another."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal

from engine.feel import temporal, temporal_text, writing
from engine.feel.budget import Run
from engine.feel.days import day_number
from engine.feel.numbers import from_text
from engine.feel.range_text import read_range
from engine.feel.signature import builtin
from engine.feel.values import Value, YearsMonths, kind
from engine.feel.wide import SECOND, Clock, Day, Duration, Moment, to_date

_NUMBER = re.compile(r"-?(\d+(\.\d+)?|\.\d+)([eE][+-]?\d{1,5})?", re.ASCII)


@builtin("string(from: any)")
def to_string(run: Run, value: Value) -> Value:
    """The value as text; null stays null."""
    return None if value is None else writing.write(run, value)


@builtin("number(from: string)")
def to_number(run: Run, text: str) -> Value:
    """The number written in a string; null when there is none."""
    run.work(len(text) >> 3)
    return from_text(text) if len(text) < 7_000 and _NUMBER.fullmatch(text) else None


@builtin("number(from: string, grouping separator: string?, decimal separator: string?)")
def to_number_grouped(run: Run, text: str, grouping: str | None, decimal: str | None) -> Value:
    """The number written in a string with these separators."""
    if grouping not in (None, " ", ",", ".") or decimal not in (None, ",", ".") or (grouping and grouping == decimal):
        return None
    run.work(len(text) >> 4)
    plain = text.replace(grouping, "") if grouping else text
    if decimal == ",":
        plain = "" if "." in plain else plain.replace(",", ".")
    return to_number(run, plain)


@builtin("date(from: string)")
def date_from_text(run: Run, text: str) -> Value:
    """`date("2026-11-21")`"""
    return temporal_text.read_date(text)


@builtin("date(from: date|date and time)")
def date_of(run: Run, value: Value) -> Value:
    """The day of a date and time."""
    return temporal.date_of(value)


@builtin("date(year: number, month: number, day: number)")
def date_from_parts(run: Run, year: Decimal, month: Decimal, day: Decimal) -> Value:
    """`date(2026, 11, 21)`"""
    try:
        return to_date(day_number(_whole(year), _whole(month), _whole(day)))
    except ValueError:
        return None


def _whole(number: Decimal) -> int:
    if number != number.to_integral_value() or abs(number) > 10**9:
        raise ValueError(number)
    return int(number)


@builtin("time(from: string)")
def time_from_text(run: Run, text: str) -> Value:
    """`time("14:30:00")`"""
    return temporal_text.read_time(text)


@builtin("time(from: time|date and time|date)")
def time_of(run: Run, value: Value) -> Value:
    """The time of a date and time; that of a date is midnight, UTC."""
    return value if kind(value) == "time" else _time_of(temporal.midnight(value))


def _time_of(moment: Moment | None) -> Value:
    return None if moment is None else temporal.time_of(moment)


@builtin("time(hour: number, minute: number, second: number, offset?: days and time duration?)")
def time_from_parts(run: Run, hour: Decimal, minute: Decimal, second: Decimal, offset: Duration | None = None) -> Value:
    """`time(14, 30, 0)`, with the distance from UTC as a duration."""
    zone = temporal_text.offset_zone(offset) if isinstance(offset, timedelta) else None
    if (offset is not None and zone is None) or not 0 <= second < 60:
        return None
    try:
        return temporal_text.clock_from(_whole(hour), _whole(minute), int(second * SECOND), zone)
    except ValueError:
        return None


@builtin("date and time(from: string)")
def moment_from_text(run: Run, text: str) -> Value:
    """`date and time("2026-11-21T14:30:00Z")`"""
    return temporal_text.read_moment(text)


@builtin("date and time(from: date and time|date)")
def moment_of(run: Run, value: Day | Moment) -> Value:
    """A date and time is one already; a date becomes its midnight, UTC."""
    return temporal.midnight(value)


@builtin("date and time(date: date|date and time, time: time)")
def moment_from_parts(run: Run, day: Day | Moment, clock: Clock) -> Value:
    """A day and a time as one; the zone is that of the time."""
    return temporal.moment_at(day, clock)


@builtin("date and time(date: date and time, timezone: string)")
def moment_in_zone(run: Run, moment: Moment, name: str) -> Value:
    """The same moment on the clocks of another zone."""
    zone = temporal_text.read_zone(name)
    return None if zone is None else temporal.moment_in(moment, zone)


@builtin("duration(from: string)")
def duration_from_text(run: Run, text: str) -> Value:
    """`duration("P3DT4H")`, `duration("P1Y6M")`"""
    return temporal_text.read_duration(text)


@builtin("duration(from: days and time duration|years and months duration)")
def same_duration(run: Run, value: Value) -> Value:
    """A duration is one already."""
    return value


@builtin("years and months duration(from: date|date and time, to: date|date and time)")
def years_and_months(run: Run, start: Day | Moment, end: Day | Moment) -> Value:
    """The whole months between two dates."""
    return YearsMonths(temporal.months_between(start, end))


@builtin("range(from: string)")
def range_from_text(run: Run, text: str) -> Value:
    """`range("[18..21)")`; `range("(..5]")` has one end."""
    run.work(len(text))
    return read_range(text)
