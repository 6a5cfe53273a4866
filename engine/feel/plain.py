"""Between plain Python (JSON and the like) and values. Nothing else gets in: no object, no function of Python."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal

from engine.feel.errors import BudgetExceeded, FeelError
from engine.feel.numbers import CONTEXT, from_text, to_text
from engine.feel.temporal_text import WRITERS
from engine.feel.values import KINDS, Function, Range, Value, YearsMonths
from engine.feel.wide import to_months

DEEPEST_DATA = 60
MOST_NODES = 500_000
_LARGEST_BITS = 20_500  # 10 to the power of 6144
_SAME = frozenset(KINDS) - {Decimal, list, dict}


def from_plain(value: object) -> Value:
    """Turn JSON-like data into values: numbers to Decimal, tuples to lists; raises `FeelError` for anything else.

    Texts stay texts (`date(...)` reads them); numbers that do not fit become null.
    """
    return _Reader().read(value, 0)


def number(value: int | float | Decimal) -> Decimal | None:
    """Turn a Python number into a number of the language; null for NaN, infinity and what is too large."""
    if isinstance(value, float):
        return from_text(repr(value)) if math.isfinite(value) else None
    if isinstance(value, int):
        if value.bit_length() > _LARGEST_BITS:
            return None
        value = Decimal(value)
    try:
        return CONTEXT.plus(value) if value.is_finite() else None
    except ArithmeticError:
        return None


class _Reader:
    """Counts nodes and depth while it converts."""

    def __init__(self) -> None:
        self.left = MOST_NODES

    def read(self, value: object, depth: int) -> Value:
        self.left -= 1
        if depth > DEEPEST_DATA or self.left < 0:
            raise BudgetExceeded("The data is nested too deeply or has too many parts.")
        if type(value) in _SAME:
            return to_months(value.months) if isinstance(value, YearsMonths) else value
        if isinstance(value, int | float | Decimal) and not isinstance(value, bool):
            return number(value)
        if isinstance(value, Mapping):
            return {self._key(key): self.read(part, depth + 1) for key, part in value.items()}
        if isinstance(value, list | tuple):
            return [self.read(part, depth + 1) for part in value]
        if isinstance(value, str):
            return str(value)
        raise FeelError(f"A value of type {type(value).__name__} is not plain data.")

    @staticmethod
    def _key(key: object) -> str:
        if not isinstance(key, str):
            raise FeelError("The names in data are texts.")
        return str(key)


def to_plain(value: Value) -> object:
    """Turn a value into what JSON can hold: whole numbers to int, others to float, times to ISO text, a function
    to null; raises `BudgetExceeded` when the value is too large to write out.
    """
    return _Writer().write(value, 0)


def _plain_number(value: Decimal) -> int | float | str:
    """A number beyond those that JSON readers know (1.8e308) becomes its text."""
    if value.adjusted() < 40 and value == value.to_integral_value():
        return int(value)
    result = float(value)
    return result if math.isfinite(result) else to_text(value)


def _plain_range(value: Range) -> str:
    low = "" if value.low is None else to_plain(value.low)
    high = "" if value.high is None else to_plain(value.high)
    return f"{'[' if value.low_included else '('}{low}..{high}{']' if value.high_included else ')'}"


_WRITERS: dict[type, Callable[[Value], object]] = {
    Decimal: _plain_number,
    int: lambda value: value,
    float: lambda value: value,
    **WRITERS,
    Range: _plain_range,
    Function: lambda value: None,
}


class _Writer:
    """Counts nodes and depth while it converts."""

    def __init__(self) -> None:
        self.left = MOST_NODES

    def write(self, value: Value, depth: int) -> object:
        self.left -= 1
        if depth > DEEPEST_DATA or self.left < 0:
            raise BudgetExceeded("The result is nested too deeply or has too many parts.")
        if value is None or value is True or value is False or type(value) is str:
            return value
        if type(value) is list:
            return [self.write(part, depth + 1) for part in value]
        if type(value) is dict:
            return {key: self.write(part, depth + 1) for key, part in value.items()}
        writer = _WRITERS.get(type(value))
        if writer is None:
            raise FeelError(f"A value of type {type(value).__name__} is not plain data.")
        return writer(value)
