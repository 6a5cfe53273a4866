"""How pages write days, moments, lengths of time and numbers: as GOV.UK does, in the council's own time zone."""

from __future__ import annotations

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from flask import Flask

LONDON = ZoneInfo("Europe/London")


def add_wording(app: Flask) -> None:
    """Let the templates of `app` use these as filters."""
    for words in (day, moment, time_of_day, iso, percent, number, plural, sentence_case):
        app.add_template_filter(words)


def day(value: date | datetime | None) -> str:
    """27 March 2026; empty for None."""
    if value is None:
        return ""
    local = value.astimezone(LONDON) if isinstance(value, datetime) else value
    return f"{local.day} {local:%B %Y}"


def time_of_day(value: datetime) -> str:
    """9am, 9:30am, midday, midnight."""
    local = value.astimezone(LONDON)
    if local.minute == 0 and local.hour in (0, 12):
        return "midday" if local.hour else "midnight"
    hour = local.hour % 12 or 12
    half = "am" if local.hour < 12 else "pm"
    return f"{hour}:{local.minute:02}{half}" if local.minute else f"{hour}{half}"


def moment(value: datetime | None) -> str:
    """27 March 2026 at 9:30am; empty for None."""
    return "" if value is None else f"{day(value)} at {time_of_day(value)}"


def iso(value: date | datetime | None) -> str:
    """For the attribute `datetime` of `<time>`."""
    if value is None:
        return ""
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def percent(value: float | None) -> str:
    """42 %; a dash where there was nothing to divide by."""
    return "–" if value is None else f"{value * 100:.0f} %"


def number(value: float | None) -> str:
    """1,234 or 2.5; a dash for None."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def plural(count: int, one: str, many: str = "") -> str:
    """1 task, 2 tasks."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def sentence_case(words: str) -> str:
    """`back_office` as Back office."""
    plain = words.replace("_", " ").replace("-", " ").strip()
    return plain[:1].upper() + plain[1:]
