"""Tells the customer of the case something by e-mail, through the outbox: at least once, with a key for repeats."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from engine.connectors.desk import Desk
from engine.forms import Field

TAKES = (
    Field("subject", "The subject", "text", required=True, maximum=Decimal(200)),
    Field("words", "The words", "long_text", required=True),
)
GIVES = (Field("told", "Whether the customer has an e-mail address", "yes_no", required=True),)


def run(given: Mapping[str, object], desk: Desk) -> Mapping[str, object]:
    """Put the notice into the outbox; `told` is no where the case knows no customer, or no address of theirs."""
    return {"told": desk.tell_customer(str(given["subject"]), str(given["words"]))}
