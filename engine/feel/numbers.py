"""Numbers: 34 significant decimal digits (IEEE 754 decimal128), half-even; what does not fit is null."""

from __future__ import annotations

from decimal import ROUND_HALF_EVEN, Context, Decimal, DivisionByZero, InvalidOperation, Overflow

DIGITS = 34
CONTEXT = Context(
    prec=DIGITS,
    Emax=6144,
    Emin=-6143,
    rounding=ROUND_HALF_EVEN,
    traps=[Overflow, DivisionByZero, InvalidOperation],
)
"""Its methods raise `ArithmeticError` for what is no number; the language makes that null."""


def from_text(text: str) -> Decimal | None:
    """Read a decimal number, rounded to 34 digits; None when it does not fit."""
    try:
        return CONTEXT.create_decimal(text)
    except ArithmeticError:
        return None


def to_text(number: Decimal) -> str:
    """Write a number without exponent and without zeros that mean nothing: `1.50` is `1.5`."""
    text = format(number, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in ("-0", "") else text
