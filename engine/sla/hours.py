"""Opening hours: what is wrong with them, and how a version of a calendar keeps them (`engine.sla.tables`). Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from engine.errors import Problem
from engine.sla.calendar import MIDNIGHT, Spans, SpecialDay

DIVISIONS = ("", "ENG", "SCT", "WLS", "NIR")
DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True, slots=True)
class Hours:
    """Opening hours: the spans of Monday to Sunday in minutes after midnight, the dates that differ (closures, half
    days, one-off openings), and the division whose bank holidays are observed (`ENG`, `SCT`, `WLS`, `NIR` or none).
    """

    week: tuple[Spans, ...]
    days: Mapping[date, SpecialDay] = field(default_factory=dict)
    bank_holidays: str = ""


def hours_of(week: Sequence[Any], days: Mapping[str, Any], bank_holidays: str) -> Hours:
    """Opening hours from the columns that keep them."""
    special = {
        date.fromisoformat(day): SpecialDay(_spans(said["spans"]), said["name"]) for day, said in sorted(days.items())
    }
    return Hours(tuple(_spans(spans) for spans in week), special, bank_holidays)


def kept_hours(hours: Hours) -> dict[str, Any]:
    """The columns `week`, `days` and `bank_holidays` of a row that keeps these hours."""
    days = {day.isoformat(): {"spans": special.spans, "name": special.name} for day, special in hours.days.items()}
    return {"week": hours.week, "days": days, "bank_holidays": hours.bank_holidays}


def hours_problems(hours: Hours) -> Iterator[Problem]:
    """What is wrong with hours that somebody writes."""
    if len(hours.week) != len(DAYS):
        yield Problem("week", "Give the hours of all seven days, Monday first; a day without hours is closed.")
    for name, spans in zip(DAYS, hours.week, strict=False):
        if not _are_spans(spans):
            yield Problem("week", f"The hours of {name} must lie between 0:00 and 24:00, in order and apart.")
    for day, special in hours.days.items():
        if not _are_spans(special.spans):
            yield Problem("days", f"The hours of {day} must lie between 0:00 and 24:00, in order and apart.")
        if not special.name.strip():
            yield Problem("days", f"Say why {day} differs.")
    if hours.bank_holidays not in DIVISIONS:
        yield Problem("bank_holidays", "Select ENG, SCT, WLS or NIR, or none.")


def _spans(listed: Sequence[Sequence[Any]]) -> Spans:
    return tuple((opens, closes) for opens, closes in listed)


def _are_spans(spans: Spans) -> bool:
    edges = [0, *(edge for span in spans for edge in span), MIDNIGHT]
    apart = all(before <= after for before, after in pairwise(edges))
    return apart and all(opens < closes for opens, closes in spans)
