"""What a function of a model may ask of the council's rooms: handed to it, so that it knows no room above this one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Protocol


class Desk(Protocol):
    """The case's own desk. What is written here is written with the answer of its job, once."""

    def find_property(self, uprn: str) -> Mapping[str, object] | None:
        """`address`, `postcode`, `area` and `usrn` of a place by its UPRN; None for one the council does not know."""
        ...

    def count_working_days(self, first: date, last: date, calendar: str) -> int:
        """The open days of a calendar (empty: the council's own) after `first`, up to and with `last`.

        Raises NotDone when there is no such calendar.
        """
        ...

    def tell_customer(self, subject: str, words: str) -> bool:
        """Send the case's customer a notice; False where no address is known."""
        ...

    def add_line(self, line: str) -> None:
        """Write a line on the case's timeline."""
        ...
