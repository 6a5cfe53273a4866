"""Reasons and notes: what people write about a move is kept, so it is checked like any answer."""

from __future__ import annotations

from decimal import Decimal

from engine.forms import Field, clean

LONGEST = 2_000


def written(where: str, label: str, text: str) -> str:
    """The text as it is kept.

    Raises Refused with a problem at `where` when it is too long, cannot be kept or looks like a card number.
    """
    field = Field(where, label, "long_text", maximum=Decimal(LONGEST))
    return str(clean((field,), {where: text})[where] or "")
