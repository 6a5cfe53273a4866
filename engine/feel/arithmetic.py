"""`+ - * / **` and the sign, for every pair of kinds that has them; None where there is no result."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal

from engine.feel.budget import Run
from engine.feel.numbers import CONTEXT
from engine.feel.temporal import (
    difference,
    from_seconds,
    seconds_of,
    shift_date,
    shift_moment,
    shift_months,
    shift_time,
    time_difference,
)
from engine.feel.values import Value, YearsMonths, kind
from engine.feel.wide import nanos_of, to_duration, to_months

Rule = Callable[[Value, Value], Value]
_TEXTS = ("+", "string", "string")
_ONE = Decimal(1)


def apply(run: Run, operator: str, left: Value, right: Value) -> Value:
    """Apply an operator to two values."""
    if operator == "+" and type(left) is str and type(right) is str:
        run.string(len(left) + len(right))
        return left + right
    rule = _RULES.get((operator, kind(left), kind(right)))
    if rule is None:
        run.note(f"{kind(left)} {operator} {kind(right)} has no result", left, right)
        return None
    if operator == "**":
        run.work(50)
    try:
        result = rule(left, right)
    except (ArithmeticError, ValueError):
        result = None
    if result is None or (type(result) is Decimal and not result.is_finite()):
        run.note(f"{operator} has no result for these values")
        return None
    return result


def negate(value: Value) -> Value:
    """`-value`"""
    if type(value) is Decimal:
        return CONTEXT.minus(value)
    if type(value) is YearsMonths:
        return YearsMonths(-value.months)
    return to_duration(-nanos_of(value)) if kind(value) == DAYS_TIME else None


def _whole_months(amount: Decimal) -> YearsMonths | None:
    return to_months(int(amount))


def _flip(rule: Rule) -> Rule:
    return lambda left, right: rule(right, left)


def _back(rule: Rule) -> Rule:
    return lambda left, right: rule(left, negate(right))


NUMBER, DATE, TIME, MOMENT = "number", "date", "time", "date and time"
DAYS_TIME, YEARS_MONTHS = "days and time duration", "years and months duration"


def _power(left: Decimal, right: Decimal) -> Decimal:
    """Anything to the power of nought is one, nought too: so IEEE 754 has it, other than Python."""
    return CONTEXT.power(left, right) if right else _ONE


_SHIFTS: dict[tuple[str, str], Rule] = {
    (DATE, DAYS_TIME): shift_date,
    (MOMENT, DAYS_TIME): shift_moment,
    (TIME, DAYS_TIME): shift_time,
    (DATE, YEARS_MONTHS): shift_months,
    (MOMENT, YEARS_MONTHS): shift_months,
}
_SCALES: dict[tuple[str, str], Rule] = {
    ("*", DAYS_TIME): lambda left, right: from_seconds(CONTEXT.multiply(seconds_of(left), right)),
    ("/", DAYS_TIME): lambda left, right: from_seconds(CONTEXT.divide(seconds_of(left), right)),
    ("*", YEARS_MONTHS): lambda left, right: _whole_months(CONTEXT.multiply(Decimal(left.months), right)),
    ("/", YEARS_MONTHS): lambda left, right: _whole_months(CONTEXT.divide(Decimal(left.months), right)),
}
_RULES: dict[tuple[str, str, str], Rule] = {
    ("+", NUMBER, NUMBER): CONTEXT.add,
    ("-", NUMBER, NUMBER): CONTEXT.subtract,
    ("*", NUMBER, NUMBER): CONTEXT.multiply,
    ("/", NUMBER, NUMBER): CONTEXT.divide,
    ("**", NUMBER, NUMBER): _power,
    ("+", DAYS_TIME, DAYS_TIME): lambda left, right: to_duration(nanos_of(left) + nanos_of(right)),
    ("-", DAYS_TIME, DAYS_TIME): lambda left, right: to_duration(nanos_of(left) - nanos_of(right)),
    ("/", DAYS_TIME, DAYS_TIME): lambda left, right: CONTEXT.divide(seconds_of(left), seconds_of(right)),
    ("+", YEARS_MONTHS, YEARS_MONTHS): lambda left, right: to_months(left.months + right.months),
    ("-", YEARS_MONTHS, YEARS_MONTHS): lambda left, right: to_months(left.months - right.months),
    ("/", YEARS_MONTHS, YEARS_MONTHS): lambda left, right: CONTEXT.divide(Decimal(left.months), Decimal(right.months)),
    ("-", TIME, TIME): time_difference,
    **{("-", one, other): difference for one in (DATE, MOMENT) for other in (DATE, MOMENT)},
    **{("+", start, length): rule for (start, length), rule in _SHIFTS.items()},
    **{("+", length, start): _flip(rule) for (start, length), rule in _SHIFTS.items()},
    **{("-", start, length): _back(rule) for (start, length), rule in _SHIFTS.items()},
    **{(sign, length, NUMBER): rule for (sign, length), rule in _SCALES.items()},
    **{("*", NUMBER, length): _flip(rule) for (sign, length), rule in _SCALES.items() if sign == "*"},
}
_STARTS = frozenset({DATE, TIME, MOMENT})


def result_kind(operator: str, left: str, right: str) -> str | None:
    """The kind that an operator makes of two kinds, by their names; None when it has no result for them."""
    if (operator, left, right) == _TEXTS:
        return "string"
    if (operator, left, right) not in _RULES:
        return None
    if left in _STARTS and right in _STARTS:
        return DAYS_TIME
    if left == right:
        return NUMBER if operator == "/" else left
    return next((kind for kind in (left, right) if kind in _STARTS), right if left == NUMBER else left)
