"""A moment in the past as a form asks for it: a day in three boxes and a time in one; empty boxes are now."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time

from engine.clock import COUNCIL_ZONE
from engine.errors import Refused

_TIME = re.compile(r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.ASCII | re.IGNORECASE)
HINT = "Such as 9:30am or 14:30"


def moment_from(on: date | None, at: str, *, where: str, usual: str = "") -> datetime | None:
    """The moment that a day and a time of the council's clocks name, in UTC; None when both are left empty.

    A day without a time is at the `usual` one, where there is one. Raises Refused at `where` for a time without a day,
    a day without a time, or a time that cannot be read.
    """
    typed = at.strip() or (usual if on is not None else "")
    if on is None and not typed:
        return None
    found = _TIME.fullmatch(typed)
    if on is None or found is None:
        raise Refused.at(where, f"Enter both a day and a time, {HINT[:1].lower()}{HINT[1:]}, or leave both empty.")
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] or "").lower()
    if minute > 59 or hour > (12 if half else 23) or (half and hour == 0):
        raise Refused.at(where, f"Enter a time of the day, {HINT[:1].lower()}{HINT[1:]}.")
    if half:
        hour = hour % 12 + (12 if half == "pm" else 0)
    return datetime.combine(on, time(hour, minute), COUNCIL_ZONE).astimezone(UTC)


def end_of(on: date) -> datetime:
    """The last second of a day of the council, in UTC."""
    return datetime.combine(on, time(23, 59, 59), COUNCIL_ZONE).astimezone(UTC)
