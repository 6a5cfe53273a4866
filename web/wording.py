"""How pages write days, moments, lengths of time and numbers: as GOV.UK does, in the council's own time zone."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from flask import Flask

from engine.cases import MOST_COUNTED, priority_word
from engine.clock import COUNCIL_ZONE, day_words, moment_words, time_words
from engine.targets import CALENDAR_DAYS, TIME, parse_target

_FIRST_PLURAL = re.compile(r"(?<=[^\Ws])s\b")
_COUNTED = {CALENDAR_DAYS: ", in calendar days", TIME: ", day and night"}
_VERDICTS = {
    "in-time": "Met",
    "on-time": "Running, on time",
    "late": "Met late",
    "in-agreed-time": "Met in the agreed time",
    "cancelled": "No longer needed",
}


def add_wording(app: Flask) -> None:
    """Let the templates of `app` use these as filters."""
    for words in (
        day,
        month_of,
        moment,
        time_of_day,
        iso,
        percent,
        number,
        plural,
        of_one,
        unit_after,
        sentence_case,
        full_stop,
        deadline,
        due_words,
        verdict_words,
        target_words,
        elapsed_words,
        priority_word,
        counted,
        counted_short,
    ):
        app.add_template_filter(words)


def day(value: date | datetime | None) -> str:
    """27 March 2026; empty for None."""
    if value is None:
        return ""
    local = value.astimezone(COUNCIL_ZONE) if isinstance(value, datetime) else value
    return day_words(local)


def month_of(value: date) -> str:
    """March 2026."""
    return f"{value:%B %Y}"


def time_of_day(value: datetime) -> str:
    """9am, 9:30am, midday, midnight."""
    local = value.astimezone(COUNCIL_ZONE)
    return time_words(local.hour, local.minute)


def moment(value: datetime | None) -> str:
    """27 March 2026 at 9:30am; empty for None."""
    return "" if value is None else moment_words(value.astimezone(COUNCIL_ZONE))


def iso(value: date | datetime | None) -> str:
    """For the attribute `datetime` of `<time>`."""
    if value is None:
        return ""
    return value.astimezone(UTC).isoformat(timespec="seconds") if isinstance(value, datetime) else value.isoformat()


def duration(span: timedelta) -> str:
    """2 days, 5 hours, 20 minutes: whole days of 24 hours, hours where there are two; less than a minute is said."""
    minutes = int(span.total_seconds()) // 60
    for least, in_minutes, unit in ((1440, 1440, "day"), (120, 60, "hour")):
        if minutes >= least:
            return plural(minutes // in_minutes, unit)
    return plural(minutes, "minute") if minutes else "less than a minute"


def elapsed_words(span: timedelta) -> str:
    """A length of time to the second: 3 h 20 min 5 s, without what is nothing; 0 s for none."""
    seconds = int(span.total_seconds())
    parts = ((seconds // 3600, "h"), (seconds // 60 % 60, "min"), (seconds % 60, "s"))
    return " ".join(f"{amount:,} {unit}" for amount, unit in parts if amount) or "0 s"


def verdict_words(verdict: str) -> str:
    """How a clock stands: Met, Running, on time, At risk, Overdue, Met late."""
    return _VERDICTS.get(verdict) or sentence_case(verdict)


def target_words(target: str) -> str:
    """So much time, and how it is counted where its unit leaves that open: 10 working days; 8 weeks, in calendar days.

    Raises UnclearTarget.
    """
    how = "" if "calendar" in target else _COUNTED.get(parse_target(target).unit, "")
    return f"{target}{how}"


def due_words(due_at: datetime | None, now: datetime) -> str:
    """overdue by 2 days, due today at 4pm, due 27 March 2026; no date for what is never due."""
    if due_at is None:
        return "no date"
    if due_at < now:
        return f"overdue by {duration(now - due_at)}"
    days = (due_at.astimezone(COUNCIL_ZONE).date() - now.astimezone(COUNCIL_ZONE).date()).days
    if days > 1:
        return f"due {day(due_at)}"
    return f"due {'tomorrow' if days else 'today'} at {time_of_day(due_at)}"


def deadline(value: datetime, now: datetime) -> str:
    """By when, as one says it: 3:40pm today, 10am tomorrow, 27 March 2026."""
    days = (value.astimezone(COUNCIL_ZONE).date() - now.astimezone(COUNCIL_ZONE).date()).days
    if days in (0, 1) and value >= now:
        return f"{time_of_day(value)} {'tomorrow' if days else 'today'}"
    return day(value)


def percent(value: float | None) -> str:
    """42%; a dash where there was nothing to divide by."""
    return "–" if value is None else f"{value * 100:.0f}%"


def number(value: float | None) -> str:
    """1,234 or 2.5; a dash for None."""
    if value is None:
        return "–"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def plural(count: int, one: str, many: str = "") -> str:
    """1 task, 2 tasks."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def counted(count: int, one: str, many: str = "") -> str:
    """2 tasks; “more than 1,000 tasks” of what is not counted further."""
    return f"more than {plural(MOST_COUNTED, one, many)}" if count > MOST_COUNTED else plural(count, one, many)


def counted_short(count: int) -> str:
    """12; “1,000+” of what is not counted further."""
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else number(count)


def of_one(words: str, count: int) -> str:
    """“open tasks of a site” as it is said of this many: “open task of a site” of one."""
    return _FIRST_PLURAL.sub("", words, count=1) if count == 1 else words


def unit_after(text: str, unit: str) -> str:
    """The unit as it is said after a number in words: “day” after “1” and “under 1”, “days” after “0” and “1.0”."""
    return of_one(unit, 1 if text.removeprefix("under ") == "1" else 0)


def sentence_case(words: str) -> str:
    """`back_office` as Back office."""
    plain = words.replace("_", " ").replace("-", " ").strip()
    return plain[:1].upper() + plain[1:]


def full_stop(words: str) -> str:
    """What somebody wrote, as a sentence that ends: with a full stop unless it ends otherwise; empty for nothing."""
    text = words.strip()
    return text if not text or text.endswith((".", "!", "?", "…", ":")) else f"{text}."
