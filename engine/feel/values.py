"""The values of the language that Python has no type for, and the names of all types.

A value is None, bool, Decimal, str, date, time, datetime, timedelta (days and time duration), `YearsMonths`,
list, dict (a context), `Range` or `Function`; what Python's own dates and times cannot hold (years before 1 and after
9999, nanoseconds) is a `FarDate`, `FineTime`, `FarMoment` or `FineDuration`. Nothing else enters or leaves.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from decimal import Decimal
from typing import Any, TypeAlias

from engine.feel.tree import Type

Value: TypeAlias = Any


@dataclass(frozen=True, slots=True, order=True)
class YearsMonths:
    """A years and months duration, as a whole number of months (negative for back in time)."""

    months: int


@dataclass(frozen=True, slots=True, order=True)
class FarDate:
    """A date before year 1 or after 9999; 1 January of year 1 is day 1."""

    day: int


@dataclass(frozen=True, slots=True)
class FineTime:
    """A time with nanoseconds: those since midnight."""

    nanos: int
    zone: tzinfo | None


@dataclass(frozen=True, slots=True)
class FarMoment:
    """A date and time with nanoseconds, or beyond the years 1 to 9999: nanoseconds of its clock since day 0."""

    nanos: int
    zone: tzinfo | None


@dataclass(frozen=True, slots=True, order=True)
class FineDuration:
    """A days and time duration with nanoseconds, or beyond 999,999,999 days: its nanoseconds."""

    nanos: int


@dataclass(frozen=True, slots=True)
class Range:
    """An interval; an endpoint of None means that the range has no end there."""

    low: Value
    high: Value
    low_included: bool = True
    high_included: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class Function:
    """A function value: a user function, a built-in or one the caller passed in. Equal only to itself.

    `call` takes the run, the positional values, and the named values (or None). `types` are those its author gave the
    parameters (None: anything); left out, nothing is known of them.
    """

    name: str
    parameters: tuple[str, ...]
    call: Callable[[Any, tuple[Value, ...], dict[str, Value] | None], Value]
    types: tuple[Type | None, ...] = ()


KINDS: dict[type, str] = {
    type(None): "null",
    bool: "boolean",
    Decimal: "number",
    str: "string",
    date: "date",
    time: "time",
    datetime: "date and time",
    timedelta: "days and time duration",
    FarDate: "date",
    FineTime: "time",
    FarMoment: "date and time",
    FineDuration: "days and time duration",
    YearsMonths: "years and months duration",
    list: "list",
    dict: "context",
    Range: "range",
    Function: "function",
}


def kind(value: Value) -> str:
    """Name the type of a value in the words of the language, e.g. `date and time`."""
    return KINDS.get(type(value), "unknown")
