"""Answers to the questions of a step: out of what a browser sends, and into words that people read.

Names in a form are `answer:KEY`, and of the parts of a date `day:KEY`, `month:KEY`, `year:KEY`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from werkzeug.datastructures import MultiDict

from engine.forms import Field
from web.wording import day, moment, number

DATE_PARTS = ("day", "month", "year")


def name_of(one: Field, part: str = "answer") -> str:
    """The name, in the form, of a question or of one part of a date."""
    return f"{part}:{one.key}"


def answers_from(fields: Sequence[Field], sent: MultiDict[str, str]) -> dict[str, object]:
    """The answers in what a browser sent, as the engine takes them: text, lists of text, dates as their parts."""
    found: dict[str, object] = {}
    for one in fields:
        if one.read_only:
            continue
        name = name_of(one)
        if one.type == "date":
            if any(name_of(one, part) in sent for part in DATE_PARTS):
                found[one.key] = {part: sent.get(name_of(one, part), "") for part in DATE_PARTS}
        elif one.type == "choices":
            found[one.key] = [value for value in sent.getlist(name) if value]
        elif name in sent:
            found[one.key] = sent[name]
    return found


def in_words(one: Field, value: object) -> str:
    """An answer as people read it; a dash where there is none."""
    if value in (None, "", []):
        return "–"
    if isinstance(value, list):
        return ", ".join(in_words(one, item) for item in value)
    if one.type == "yes_no" or isinstance(value, bool):
        return "Yes" if is_yes(value) else "No"
    if isinstance(value, Mapping):
        return _parts_in_words(one, value)
    if isinstance(value, int | float):
        return f"£{value:,.2f}" if one.type == "money" else number(value)
    if one.type == "date":
        return _date_in_words(str(value))
    return {choice.value: choice.label for choice in one.choices}.get(str(value), str(value))


def is_yes(value: object) -> bool:
    """Whether an answer, or its text, means yes."""
    return value is True or str(value).strip().lower() in ("yes", "true", "on", "1")


def _parts_in_words(one: Field, value: Mapping[str, object]) -> str:
    """The parts of a date as they were typed; what a rule answered with several values, each by its name."""
    if one.type == "date":
        return " ".join(str(value.get(part, "")) for part in DATE_PARTS).strip() or "–"
    return ", ".join(f"{name}: {in_words(one, part)}" for name, part in value.items())


def _date_in_words(text: str) -> str:
    """A day, or the moment that a rule worked out, as people write it."""
    try:
        return day(date.fromisoformat(text))
    except ValueError:
        return _moment_in_words(text)


def _moment_in_words(text: str) -> str:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return text
    return moment(found) if found.tzinfo else text
