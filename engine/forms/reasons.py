"""What people write beside what they do, a reason or a note: never too long, never with a payment card number in it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from engine.errors import Problem, Refused
from engine.forms.clean import clean
from engine.forms.fields import Field
from engine.forms.problems import InvalidAnswers

LONGEST = 1_000


def written(where: str, label: str, text: str) -> str:
    """The text as it is kept, without white space around it; empty when there is none.

    Raises Refused with a problem at `where` when it is too long, cannot be kept or looks like a card number.
    """
    field = Field(where, label, "long_text", maximum=Decimal(LONGEST))
    try:
        return str(clean((field,), {where: text})[where] or "")
    except InvalidAnswers as wrong:
        raise Refused(f"{label} cannot be kept as it is. Nothing was stored.", wrong.problems) from None


def reason_given(reason: str, *, ask: str, problems: Iterable[Problem] = (), refusal: str = "Say why.") -> str:
    """The reason as it is kept, which must not be empty. `ask` is what to say when it is.

    `problems` are what else is wrong with what it is given for. Raises Refused with all of them, after the sentence
    `refusal`.
    """
    why = written("reason", "The reason", reason)
    found = (*problems, *(() if why else (Problem("reason", ask),)))
    if found:
        raise Refused(refusal, found)
    return why
