"""The reasons people give, in their own words: never empty, never too long, never with a payment card number in it."""

from __future__ import annotations

from decimal import Decimal

from engine import forms
from engine.errors import Problem, Refused
from engine.forms import Field, InvalidAnswers

_REASON = Field("reason", "The reason", "long_text", maximum=Decimal(1000))


def reason_given(reason: str, *, ask: str) -> str:
    """The reason without white space around it. `ask` is what to say when there is none. Raises Refused."""
    if not reason.strip():
        raise Refused("Say why.", (Problem("reason", ask),))
    try:
        return str(forms.clean((_REASON,), {"reason": reason})["reason"])
    except InvalidAnswers as wrong:
        raise Refused("The reason cannot be kept as it is. Nothing was stored.", wrong.problems) from None
