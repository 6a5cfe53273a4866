"""The mark: what the analyst says a step could be. Its values, and the checks every way in shares."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict, dataclass, fields, replace
from datetime import date, datetime
from typing import Any

from engine.characters import odd_character
from engine.errors import Problem, Refused
from engine.forms import looks_like_card
from engine.targets import ABSOLUTE, UnclearTarget, parse_target

CHANNELS = (
    "phone",
    "counter",
    "web",
    "email",
    "letter",
    "visit",
    "web_chat",
    "text",
    "member_enquiry",
    "partner",
    "outbound",
)
STAGES = ("awareness", "contact", "fulfilment")
KEY = re.compile(r"[a-z0-9][a-z0-9_-]*")
LONGEST_LINE = 500
LONGEST_TEXT = 4_000
"""Guidance and wording travel in attributes of the file, which are read up to this length."""
HIGHEST_AUTHORITY = 1_000_000


@dataclass(frozen=True, slots=True)
class Mark:
    """What one step could be, as the analyst says.

    `duty` cites the law or policy that keeps a step in the back office. `authority` is the level a person needs.
    `target` reads `10 working days`. `everyday_words` are what customers call it, with commas between. `valid_from`
    (aware UTC) is None and `row_version` 0 for a mark that is not stored; every change of a mark gives it another.
    """

    step_key: str
    once_and_done: bool = False
    must_stay: bool = False
    duty: str = ""
    duty_owner: str = ""
    review_on: date | None = None
    skill: str = ""
    authority: int = 0
    needs_presence: bool = False
    needs_evidence: bool = False
    channels: tuple[str, ...] = ()
    preferred_channel: str = ""
    target: str = ""
    calendar: str = ""
    guidance: str = ""
    customer_wording: str = ""
    everyday_words: str = ""
    stage: str = ""
    valid_from: datetime | None = None
    row_version: int = 0

    def values(self) -> dict[str, object]:
        """The values an analyst sets, without the key and the date."""
        return {name: getattr(self, name) for name in FIELDS}


@dataclass(frozen=True, slots=True)
class StepMark:
    """What of a mark counts when a case reaches its step; the values are those of `Mark`."""

    step_key: str
    once_and_done: bool = False
    target: str = ""
    calendar: str = ""
    stage: str = ""


@dataclass(frozen=True, slots=True)
class MarkChange:
    """A mark before and after. `before` is None for a step that had none, `after` None for a mark taken away."""

    step_key: str
    before: Mark | None
    after: Mark | None

    @property
    def fields(self) -> tuple[str, ...]:
        """The names of the values that differ."""
        blank = Mark(self.step_key)
        before, after = (self.before or blank).values(), (self.after or blank).values()
        return tuple(name for name in FIELDS if before[name] != after[name])


class InvalidMarks(Refused):
    """Some marks cannot be set as given. Nothing was changed."""


FIELDS = tuple(item.name for item in fields(Mark) if item.name not in ("step_key", "valid_from", "row_version"))
BOOLEANS = frozenset({"once_and_done", "must_stay", "needs_presence", "needs_evidence"})
LONG = frozenset({"guidance", "customer_wording"})


def changed(mark: Mark, values: Mapping[str, object]) -> tuple[Mark, tuple[Problem, ...]]:
    """The mark with some values set anew, and what is wrong with them; with problems, the mark is as it was.

    A value may be of its own type or text, as CSV and XML give it.
    """
    problems: list[Problem] = []
    read: dict[str, Any] = {}
    for name, value in values.items():
        if name not in FIELDS:
            problems.append(Problem(name, f"A mark has no value called {name!r}. Use one of: {', '.join(FIELDS)}."))
            continue
        try:
            read[name] = _READERS[name](value)
        except ValueError as error:
            problems.append(Problem(name, str(error)))
    if problems:
        return mark, tuple(problems)
    result = replace(mark, **read)
    problems.extend(_disagreements(result))
    return (mark if problems else result), tuple(problems)


def as_texts(mark: Mark) -> dict[str, str]:
    """The values as text, as CSV and XML write them; `changed` reads them back."""
    return {name: _as_text(value) for name, value in mark.values().items()}


def mark_as_json(mark: Mark) -> dict[str, object]:
    """What the mark says as plain JSON values, with its step and since when it does."""
    said = {**asdict(mark), "channels": list(mark.channels)}
    del said["row_version"]
    return said


def _as_text(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return " ".join(value)
    return "" if value is None else str(value)


def _disagreements(mark: Mark) -> Iterator[Problem]:
    if mark.once_and_done and mark.must_stay:
        yield Problem("must_stay", "A step is either once and done or must stay in the back office. Choose one.")
    if mark.must_stay:
        for name, what in (("duty", "the duty that keeps it there"), ("duty_owner", "who owns that duty")):
            if not getattr(mark, name):
                yield Problem(name, f"A step that must stay in the back office needs {what}. Add it.")
        if mark.review_on is None:
            yield Problem("review_on", "A step that must stay in the back office needs a review date.")
    if mark.preferred_channel and mark.preferred_channel not in mark.channels:
        yield Problem("preferred_channel", "The preferred channel must be one of the allowed channels.")


def _flag(value: object) -> bool:
    if isinstance(value, bool):
        return value
    text = str(value or "no").strip().lower()
    if text in ("yes", "true", "1"):
        return True
    if text in ("no", "false", "0", ""):
        return False
    raise ValueError(f"{value!r} is neither yes nor no.")


def _line(value: object) -> str:
    text = " ".join(_plain(value).split())
    if len(text) > LONGEST_LINE:
        raise ValueError(f"This is {len(text)} characters long; at most {LONGEST_LINE} are kept. Shorten it.")
    return text


def _text(value: object) -> str:
    text = _plain(value).replace("\r\n", "\n").replace("\r", "\n").strip()
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"This is {len(text)} characters long; at most {LONGEST_TEXT} are kept. Shorten it.")
    return text


def _plain(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        return _keepable(value)
    raise ValueError(f"{value!r} is not text.")


def _keepable(text: str) -> str:
    if odd := odd_character(text):
        raise ValueError(f"The text holds a character that is no text ({odd}). Type it again.")
    if looks_like_card(text):
        raise ValueError("This looks like a payment card number. Take it out: card details are never kept here.")
    return text


def _date(value: object) -> date | None:
    if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
        return value
    text = str(value).strip()
    if not text:
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ValueError(f"{text!r} is not a date. Write it as 2027-03-31.") from None


def _authority(value: object) -> int:
    text = str(value if value is not None else "").strip() or "0"
    if isinstance(value, bool) or not text.isdecimal() or int(text) > HIGHEST_AUTHORITY:
        raise ValueError(f"{text!r} is not a level of authority. Give a whole number from 0 to {HIGHEST_AUTHORITY}.")
    return int(text)


def _channel(value: object) -> str:
    text = _line(value).lower().replace(" ", "_").replace("-", "_")
    if text and text not in CHANNELS:
        raise ValueError(f"{text!r} is not a channel. Use one of: {', '.join(CHANNELS)}.")
    return text


def _channels(value: object) -> tuple[str, ...]:
    listed = value if isinstance(value, list | tuple) else re.split(r"[\s,;]+", _plain(value))
    given = {_channel(item) for item in listed} - {""}
    return tuple(channel for channel in CHANNELS if channel in given)


def _target(value: object) -> str:
    text = _line(value)
    if not text:
        return ""
    try:
        target = parse_target(text)
    except UnclearTarget as unclear:
        raise ValueError(unclear.message) from None
    if target.unit == ABSOLUTE:
        raise ValueError(f"{text!r} is one day, but a mark holds for every case. Write it like “10 working days”.")
    return target.text


def _key(value: object) -> str:
    text = _line(value)
    if text and not KEY.fullmatch(text):
        raise ValueError(f"{text!r} is not a key. Use small letters, digits and hyphens.")
    return text


def _stage(value: object) -> str:
    text = _line(value).lower()
    if text and text not in STAGES:
        raise ValueError(f"{text!r} is not a stage of the journey. Use one of: {', '.join(STAGES)}.")
    return text


_READERS: dict[str, Callable[[object], object]] = {
    **{name: (_flag if name in BOOLEANS else _text if name in LONG else _line) for name in FIELDS},
    "review_on": _date,
    "skill": _key,
    "authority": _authority,
    "channels": _channels,
    "preferred_channel": _channel,
    "target": _target,
    "calendar": _key,
    "stage": _stage,
}
