"""Answers, from JSON or from an HTML form, made into typed values safe to keep; or a problem for each field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from engine.characters import odd_character
from engine.clock import on_the_wall
from engine.errors import Problem
from engine.feel import Budget, FeelError, Value, from_plain, parse
from engine.forms import wording
from engine.forms.cards import looks_like_card
from engine.forms.fields import Field
from engine.forms.problems import InvalidAnswers, is_reserved
from engine.forms.schema import LONGEST_TEXT, load

MOST_ANSWERS = 500
MOST_IN_LIST = 200
MOST_STEPS = 1_000_000
"""The work that all the conditions of one form may take together."""


def clean(
    fields: Sequence[Field],
    answers: Mapping[str, object],
    *,
    known: Mapping[str, object] | None = None,
    now: datetime | None = None,
) -> dict[str, object]:
    """The answers as JSON-safe values, by key: text, int or float, true or false, ISO dates, lists of text.

    Every field that can be answered has an entry: None when it was left empty or is not shown. What was sent for a
    field that is not shown is dropped, as a page without JavaScript sends all it has. `known` is the data of the case
    (JSON) that `shown_if` may also speak of; `now` is the moment for conditions that ask for it.
    Raises `InvalidAnswers` with a problem for each field, unknown and reserved keys and card-like numbers among them.
    """
    problems = _refused(fields, answers)
    asked = [field for field in fields if not field.read_only]
    given = {key: value for field in asked if (value := _given(answers, key := field.key)) is not None}
    typed, wrong = load(asked, given)
    context = _context(asked, typed, known)
    for key in _hide(asked, context, now):
        wrong.pop(key, None)
    labels = {problem.where for problem in problems}
    problems += [Problem(key, message) for key, message in wrong.items() if key not in labels]
    if problems:
        raise InvalidAnswers(problems=tuple(problems))
    return {field.key: _plain(field, context[field.key]) for field in asked}


def shown(
    fields: Sequence[Field],
    answers: Mapping[str, object],
    *,
    known: Mapping[str, object] | None = None,
    now: datetime | None = None,
) -> frozenset[str]:
    """The keys of the fields that are asked, given unfinished answers; one that cannot be taken counts as not given.

    All of them when a condition cannot be worked out: that is said when the answers are sent.
    """
    asked = [field for field in fields if not field.read_only]
    given = {key: value for field in asked if (value := _given(answers, key := field.key)) is not None}
    context = _context(asked, load(asked, given)[0], known)
    try:
        hidden = _hide(asked, context, now)
    except InvalidAnswers:
        hidden = frozenset()
    return frozenset(field.key for field in fields) - hidden


def check_draft(fields: Sequence[Field], answers: Mapping[str, object]) -> None:
    """Whether unfinished answers may be kept as they are: known keys, bounded sizes, no card-like numbers.

    Raises `InvalidAnswers`.
    """
    if problems := _refused(fields, answers):
        raise InvalidAnswers(problems=tuple(problems))


def _context(
    asked: Sequence[Field], typed: Mapping[str, object], known: Mapping[str, object] | None
) -> dict[str, Value]:
    """What conditions may speak of: the data of the case, and over it the answers."""
    context = {name: from_plain(value) for name, value in (known or {}).items()}
    return {**context, **{field.key: typed.get(field.key) for field in asked}}


def _hide(asked: Sequence[Field], context: dict[str, Value], now: datetime | None) -> frozenset[str]:
    """The keys of the fields that are not asked; what was given for them is taken out of `context`."""
    budget = _share(sum(1 for field in asked if field.shown_if))
    hidden = set()
    for field in asked:
        if not _is_shown(field, context, now, budget):
            context[field.key] = None
            hidden.add(field.key)
    return frozenset(hidden)


def _refused(fields: Sequence[Field], answers: Mapping[str, object]) -> list[Problem]:
    """What may never be kept, whatever the question."""
    if len(answers) > MOST_ANSWERS:
        return [Problem("form", f"There are {len(answers)} answers. Send {MOST_ANSWERS} at most.")]
    by_key = {field.key: field for field in fields}
    return [
        Problem(str(key)[:200], message)
        for key, value in answers.items()
        if (message := _refusal(str(key), value, by_key.get(str(key))))
    ]


def _refusal(key: str, value: object, field: Field | None) -> str:
    if is_reserved(key):
        return f"‘{key[:40]}’ is a name the system keeps for itself. Leave it out"
    if field is None:
        return f"There is no question ‘{key[:40]}’ in this form. Leave it out"
    if field.read_only:
        return f"{wording.at_start(field)} is shown only and cannot be changed. Leave it out"
    return _unkeepable(field, value)


def _unkeepable(field: Field, value: object) -> str:
    subject = wording.at_start(field)
    if isinstance(value, list | Mapping) and len(value) > MOST_IN_LIST:
        return f"{subject} must have {MOST_IN_LIST} entries or fewer"
    if any(isinstance(part, list | Mapping) for part in _parts(value)):
        return f"{subject} holds a list within a list, which no answer is. Send text, a number or one list"
    texts = list(_texts(value))
    if any(odd_character(text) for text in texts):
        return f"{subject} contains a character that cannot be kept. Type it again"
    if any(len(text) > LONGEST_TEXT["long_text"] for text in texts):
        return f"{subject} must be {LONGEST_TEXT['long_text']} characters or fewer"
    if any(looks_like_card(text) for text in texts):
        return (
            f"{subject} looks like a payment card number. Remove it: card details are never kept here. "
            "Take the payment in the payment system and enter its reference"
        )
    return ""


def _texts(value: object) -> Iterator[str]:
    """Every text in an answer, numbers as their digits."""
    for one in _parts(value):
        if isinstance(one, float) and one.is_integer():
            yield f"{one:.0f}"
        else:
            yield str(one)


def _parts(value: object) -> Sequence[object]:
    """What an answer consists of: itself, the entries of a list, or the names and values of a date's parts."""
    return value if isinstance(value, list) else [*value, *value.values()] if isinstance(value, Mapping) else [value]


def _given(answers: Mapping[str, object], key: str) -> object:
    """The answer; None when it is left empty: blank text, a date without any part, nothing picked."""
    value = answers.get(key)
    if isinstance(value, str) and not value.strip():
        return None
    if isinstance(value, Mapping) and not any(str(part).strip() for part in value.values()):
        return None
    return None if value == [] else value


def _share(conditions: int) -> Budget:
    """What each condition of a form may take, so that a form full of them is answered in a moment as well."""
    whole = Budget()
    part = max(1, conditions)
    seconds = min(whole.regex_seconds, max(1.0 / part, 0.03))
    return replace(whole, steps=min(whole.steps, MOST_STEPS // part), regex_seconds=seconds)


def _is_shown(field: Field, context: Mapping[str, Value], now: datetime | None, budget: Budget) -> bool:
    if not field.shown_if:
        return True
    try:
        return parse(field.shown_if).evaluate(context, now=now and on_the_wall(now), budget=budget) is True
    except FeelError as error:
        message = f"Whether to ask ‘{field.label}’ could not be worked out: {error}"
        raise InvalidAnswers(problems=(Problem(field.key, message),)) from error


def _plain(field: Field, value: object) -> object:
    if isinstance(value, Decimal):
        return int(value) if field.type == "integer" or value == value.to_integral_value() else float(value)
    return value.isoformat() if isinstance(value, date) else value
