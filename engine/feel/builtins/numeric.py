"""Built-in functions on numbers."""

from __future__ import annotations

from decimal import (
    ROUND_CEILING,
    ROUND_DOWN,
    ROUND_FLOOR,
    ROUND_HALF_DOWN,
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    ROUND_UP,
    Context,
    Decimal,
)
from hashlib import blake2b

from engine.feel.budget import Run
from engine.feel.numbers import CONTEXT
from engine.feel.signature import builtin
from engine.feel.values import Value, YearsMonths
from engine.feel.wide import nanos_of, to_duration

_SCALES = range(-6111, 6177)
_NONE = Decimal(0)


def _rounded(number: Decimal, scale: Decimal, mode: str) -> Decimal | None:
    """Round to `scale` decimals (negative: tens, hundreds); null when the scale is none."""
    places = int(scale)
    if places not in _SCALES:
        return None
    exponent = number.as_tuple().exponent
    if isinstance(exponent, int) and exponent >= -places:
        return number
    wide = Context(prec=13_000, Emax=7000, Emin=-7000, rounding=mode)
    return CONTEXT.plus(number.quantize(Decimal(1).scaleb(-places, wide), context=wide))


@builtin("decimal(n: number, scale: number)")
def decimals(run: Run, number: Decimal, scale: Decimal) -> Value:
    """Round half to even."""
    return _rounded(number, scale, ROUND_HALF_EVEN)


@builtin("floor(n: number, scale?: number)")
def floor(run: Run, number: Decimal, scale: Decimal = _NONE) -> Value:
    """Round down, towards minus infinity."""
    return _rounded(number, scale, ROUND_FLOOR)


@builtin("ceiling(n: number, scale?: number)")
def ceiling(run: Run, number: Decimal, scale: Decimal = _NONE) -> Value:
    """Round up, towards infinity."""
    return _rounded(number, scale, ROUND_CEILING)


@builtin("round up(n: number, scale: number)")
def round_up(run: Run, number: Decimal, scale: Decimal) -> Value:
    """Round away from zero."""
    return _rounded(number, scale, ROUND_UP)


@builtin("round down(n: number, scale: number)")
def round_down(run: Run, number: Decimal, scale: Decimal) -> Value:
    """Round towards zero."""
    return _rounded(number, scale, ROUND_DOWN)


@builtin("round half up(n: number, scale: number)")
def round_half_up(run: Run, number: Decimal, scale: Decimal) -> Value:
    """Round to the nearest; halves away from zero."""
    return _rounded(number, scale, ROUND_HALF_UP)


@builtin("round half down(n: number, scale: number)")
def round_half_down(run: Run, number: Decimal, scale: Decimal) -> Value:
    """Round to the nearest; halves towards zero."""
    return _rounded(number, scale, ROUND_HALF_DOWN)


@builtin("abs(n: number|days and time duration|years and months duration)")
def absolute(run: Run, number: Value) -> Value:
    """The value without its sign."""
    if type(number) is YearsMonths:
        return YearsMonths(abs(number.months))
    return CONTEXT.abs(number) if type(number) is Decimal else to_duration(abs(nanos_of(number)))


@builtin("modulo(dividend: number, divisor: number)")
def modulo(run: Run, dividend: Decimal, divisor: Decimal) -> Value:
    """What is left of a division, with the sign of the divisor."""
    try:
        quotient = CONTEXT.divide(dividend, divisor).to_integral_value(rounding=ROUND_FLOOR)
        return CONTEXT.subtract(dividend, CONTEXT.multiply(divisor, quotient))
    except ArithmeticError:
        return None


def _root_or_log(name: str, number: Decimal) -> Value:
    try:
        return getattr(CONTEXT, name)(number)
    except ArithmeticError:
        return None


@builtin("sqrt(number: number)")
def square_root(run: Run, number: Decimal) -> Value:
    """The square root; null for a negative number."""
    return _root_or_log("sqrt", number)


@builtin("log(number: number)")
def logarithm(run: Run, number: Decimal) -> Value:
    """The natural logarithm; null unless the number is above zero."""
    run.work(50)
    return _root_or_log("ln", number) if number > 0 else None


@builtin("exp(number: number)")
def exponential(run: Run, number: Decimal) -> Value:
    """e to the power of the number."""
    run.work(50)
    return _root_or_log("exp", number)


@builtin("odd(number: number)")
def odd(run: Run, number: Decimal) -> Value:
    """Whether a whole number is odd."""
    return number == number.to_integral_value() and _last_bit(number) == 1


@builtin("even(number: number)")
def even(run: Run, number: Decimal) -> Value:
    """Whether a whole number is even."""
    return number == number.to_integral_value() and _last_bit(number) == 0


def _last_bit(number: Decimal) -> int:
    return int(number) & 1 if number.adjusted() < 40 else 0


@builtin("random number()")
def random_number(run: Run) -> Value:
    """A number from 0 up to 1, for drawing samples. It is drawn from the moment the evaluation is about, not from a
    source of chance, so that the same evaluation at the same moment can be explained by repeating it.
    """
    if run.now is None:
        run.note("random number() needs a moment, which is not known here")
        return None
    run.drawn += 1
    seed = blake2b(f"{run.now.isoformat()} {run.drawn}".encode(), digest_size=16).digest()
    return CONTEXT.divide(Decimal(int.from_bytes(seed, "big")), Decimal(2**128))
