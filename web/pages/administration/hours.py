"""Opening hours as people write them: “9am to 12:30pm, 1:30pm to 5pm”, and days that differ, one a line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from time import strptime

from engine.clock import day_words, time_words
from engine.sla import SpecialDay

Spans = tuple[tuple[int, int], ...]

_SPAN = re.compile(
    r"(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?\s*(?:-|–|to)\s*(\d{1,2})(?:[:.](\d{2}))?\s*(am|pm)?", re.IGNORECASE
)
_NAMED = re.compile(r"^midnight|midday|midnight$", re.IGNORECASE)
_DASH = re.compile(r"\s+to\s+", re.IGNORECASE)
_CLOSED = frozenset({"", "closed", "-", "–"})
_MIDNIGHT = 24 * 60
_MOST_DAYS = 370
_HOW = "Write it like 9am to 12:30pm, 1:30pm to 5pm, or closed."
_DAY_HOW = "Write it like: 24 December 2026; 9am to 12:30pm; Christmas Eve"


def read_spans(text: str) -> Spans:
    """Spans in minutes after midnight; none for a closed day. Raises ValueError with a sentence."""
    if text.strip().lower() in _CLOSED:
        return ()
    spans = tuple(_span(part.strip()) for part in text.split(","))
    before = 0
    for opens, closes in spans:
        if not before <= opens < closes <= _MIDNIGHT:
            raise ValueError(f"“{text.strip()[:60]}” is not in order from midnight to midnight. {_HOW}")
        before = closes
    return spans


def write_spans(spans: Spans) -> str:
    """Spans as `read_spans` takes them; “closed” for none."""
    return ", ".join(f"{_time(opens)} to {_time(closes)}" for opens, closes in spans) or "closed"


def read_days(text: str) -> dict[date, SpecialDay]:
    """The days that differ, one a line: day (or first day to last day); hours or closed; why. Raises ValueError."""
    found: dict[date, SpecialDay] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        parts = [part.strip() for part in line.split(";", 2)]
        if len(parts) != 3 or not parts[2]:
            raise ValueError(f"“{line[:60]}” needs a day, hours and why. {_DAY_HOW}")
        special = SpecialDay(read_spans(parts[1]), parts[2])
        found.update(dict.fromkeys(_days(parts[0]), special))
    return found


def write_days(days: Mapping[date, SpecialDay]) -> str:
    """Days that differ as `read_days` takes them."""
    return "\n".join(
        f"{day_words(day)}; {write_spans(special.spans)}; {special.name}" for day, special in sorted(days.items())
    )


def _span(text: str) -> tuple[int, int]:
    found = _SPAN.fullmatch(_NAMED.sub(_in_figures, text))
    if found is None:
        raise ValueError(f"“{text[:60]}” cannot be read. {_HOW}")
    return _minutes(text, *found.groups()[:3]), _minutes(text, *found.groups()[3:])


def _in_figures(named: re.Match[str]) -> str:
    """Midday and midnight in figures; midnight is the beginning of the day, or the end of it."""
    if named[0].lower() == "midday":
        return "12:00"
    return "24:00" if named.start() else "0:00"


def _minutes(text: str, hour: str, minute: str | None, half: str | None) -> int:
    hours, minutes = int(hour), int(minute or 0)
    if half:
        if not 1 <= hours <= 12:
            raise ValueError(f"“{text[:60]}” has an hour that is none. {_HOW}")
        hours = hours % 12 + (12 if half.lower() == "pm" else 0)
    if minutes > 59:
        raise ValueError(f"“{text[:60]}” has minutes that are none. {_HOW}")
    return hours * 60 + minutes


def _time(minutes: int) -> str:
    return time_words(minutes // 60 % 24, minutes % 60)


def _days(text: str) -> Iterator[date]:
    edges = [_day(part.strip()) for part in _DASH.split(text, 1)]
    first, last = edges[0], edges[-1]
    if not timedelta(0) <= last - first <= timedelta(days=_MOST_DAYS):
        raise ValueError(f"“{text[:60]}” must go from a day to a later one, a year at most. {_DAY_HOW}")
    return (first + timedelta(days=ahead) for ahead in range((last - first).days + 1))


def _day(text: str) -> date:
    for pattern in ("%Y-%m-%d", "%d %B %Y", "%d %b %Y", "%d/%m/%Y"):
        try:
            return date(*strptime(text, pattern)[:3])
        except ValueError:
            continue
    raise ValueError(f"“{text[:60]}” is not a day. {_DAY_HOW}")
