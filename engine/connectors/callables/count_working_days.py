"""Counts the working days between two dates: those after the first on which the calendar is open, the last included."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from engine.connectors.desk import Desk
from engine.connectors.failures import NotDone
from engine.forms import Field

TAKES = (
    Field("from_date", "The first date", "date", required=True),
    Field("to_date", "The last date", "date", required=True),
    Field("calendar", "The calendar", "text", hint="Left out: the council's own."),
)
GIVES = (Field("working_days", "How many working days", "integer", required=True),)

LONGEST = timedelta(days=366 * 10)


def run(given: Mapping[str, object], desk: Desk) -> Mapping[str, object]:
    """The count; 0 where the last date is not after the first. Raises NotDone for more than ten years."""
    first, last = (date.fromisoformat(str(given[key])) for key in ("from_date", "to_date"))
    if last - first > LONGEST:
        raise NotDone("The two dates are more than ten years apart.", permanent=True)
    return {"working_days": desk.count_working_days(first, last, str(given["calendar"] or ""))}
