"""The form of a step as a page shows it, from the fields of its model.

Every question is drawn as a GOV.UK component; its parameters are made here, so that templates only name the component.
`web.answers` reads what a browser sends back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from markupsafe import Markup, escape

from engine.errors import EngineError, Refused
from engine.forms import Field, told
from web.answers import DATE_PARTS, in_words, is_yes, name_of

MOST_RADIOS = 8
_PLAIN = re.compile(r"[A-Za-z0-9_-]+")
_MARKED = {"personal": "Personal", "restricted": "Restricted"}
_RESTRICTED_HINT = "Only those with a permission of their own can read this answer, and every reading is recorded."
_TYPED: Mapping[str, Mapping[str, Any]] = {
    "text": {},
    "email": {"type": "email", "spellcheck": False, "classes": "govuk-!-width-two-thirds"},
    "phone": {"type": "tel", "classes": "govuk-input--width-20"},
    "uprn": {"inputmode": "numeric", "spellcheck": False, "classes": "govuk-input--width-10"},
    "usrn": {"inputmode": "numeric", "spellcheck": False, "classes": "govuk-input--width-10"},
    "integer": {"inputmode": "numeric", "spellcheck": False, "classes": "govuk-input--width-5"},
    "number": {"inputmode": "decimal", "spellcheck": False, "classes": "govuk-input--width-5"},
    "money": {
        "inputmode": "decimal",
        "spellcheck": False,
        "classes": "govuk-input--width-5",
        "prefix": {"text": "£"},
    },
}


@dataclass(frozen=True, slots=True)
class Question:
    """A question as its component draws it: `component` is the macro's name, `params` what it takes.

    `shown` says whether it is asked, given the answers so far; `conditional` whether that depends on them at all.
    """

    key: str
    component: str
    params: dict[str, Any]
    shown: bool
    conditional: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A field that is only shown: its label and what it says, of several things each by itself."""

    label: str
    words: str
    several: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class StepForm:
    """The form of a step: its questions, and what was wrong with the answers that were sent.

    `errors` are the items of the error summary. `told` are fields that are only shown, where
    there is something to show.
    """

    questions: Sequence[Question]
    told: Sequence[Told] = ()
    errors: Sequence[Mapping[str, str]] = field(default=())

    @property
    def conditional(self) -> bool:
        """Whether some questions depend on the answers to others."""
        return any(question.conditional for question in self.questions)


def build(
    fields: Sequence[Field],
    answers: Mapping[str, object],
    *,
    shown: frozenset[str],
    data: Mapping[str, object] | None = None,
    error: EngineError | None = None,
    focus: bool = False,
) -> StepForm:
    """The form with `answers` in it: a draft, or what was sent. `data` is what the case knows; it fills what is empty.

    `shown` are the keys of the questions that are asked, given these answers; `error` is why they were refused. With
    `focus` a person can begin to type at once: in the first question that is still open.
    """
    known = data or {}
    wrong, others = _problems(fields, error)
    ids = {one.key: _id(one.key, place) for place, one in enumerate(fields)}
    questions = [
        _question(one, answers.get(one.key, known.get(one.key)), ids[one.key], wrong.get(one.key, ""), shown)
        for one in fields
        if not one.read_only
    ]
    if focus and error is None:
        _focus(questions, {one.key for one in fields if answers.get(one.key, known.get(one.key)) in (None, "", [])})
    only_told = [
        _told(one, value) for one in fields if one.read_only and (value := told(one, known)) not in (None, "", [])
    ]
    firsts = {one.key: f"{ids[one.key]}-day" if one.type == "date" else ids[one.key] for one in fields}
    errors = [{"text": words} for words in others]
    errors += [{"text": words, "href": f"#{firsts[key]}"} for key, words in wrong.items()]
    return StepForm(questions, only_told, errors)


def _told(one: Field, value: object) -> Told:
    several = [in_words(one, item) for item in value] if isinstance(value, list) and len(value) > 1 else []
    return Told(one.label, in_words(one, value), several)


def _problems(fields: Sequence[Field], error: EngineError | None) -> tuple[dict[str, str], list[str]]:
    """The first problem of each field by key, in the order of the form; and the problems of no field."""
    if error is None:
        return {}, []
    problems = error.problems if isinstance(error, Refused) else ()
    by_key: dict[str, str] = {}
    for problem in problems:
        by_key.setdefault(problem.where, problem.message)
    keys = [one.key for one in fields if not one.read_only]
    wrong = {key: by_key[key] for key in keys if key in by_key}
    others = [words for where, words in by_key.items() if where not in wrong]
    return wrong, others or ([] if wrong else [error.message])


def _question(one: Field, value: object, id_: str, wrong: str, shown: frozenset[str]) -> Question:
    component, params = _COMPONENTS.get(one.type, _input)(one, value, id_)
    if wrong:
        params["errorMessage"] = {"text": wrong}
    hint = one.hint or (_RESTRICTED_HINT if one.sensitivity == "restricted" else "")
    if hint:
        params["hint"] = {"text": hint}
    return Question(one.key, component, params, one.key in shown or bool(wrong), bool(one.shown_if))


def _focus(questions: Sequence[Question], empty: set[str]) -> None:
    """Let the first question that is asked and has no answer have the focus."""
    for question in questions:
        if question.shown and question.key in empty:
            params = question.params
            control: dict[str, Any] = params["items"][0] if question.component in _IN_PARTS else params
            control["attributes"] = {"autofocus": "autofocus"}
            return


def _input(one: Field, value: object, id_: str) -> tuple[str, dict[str, Any]]:
    params = {"id": id_, "name": name_of(one), "label": _label(one), "value": _text(one, value)}
    return "input", {"autocomplete": "off", **params, **_TYPED.get(one.type, {})}


def _textarea(one: Field, value: object, id_: str) -> tuple[str, dict[str, Any]]:
    params = {"id": id_, "name": name_of(one), "label": _label(one), "value": _text(one, value), "rows": "3"}
    if one.maximum is None:
        return "textarea", params
    return "character-count", {**params, "maxlength": int(one.maximum), "threshold": "75"}


def _date(one: Field, value: object, id_: str) -> tuple[str, dict[str, Any]]:
    parts = _date_parts(value if value is not None else one.default)
    items = [
        {
            "id": f"{id_}-{part}",
            "name": name_of(one, part),
            "label": part.capitalize(),
            "value": parts[part],
            "classes": f"govuk-input--width-{4 if part == 'year' else 2}",
        }
        for part in DATE_PARTS
    ]
    return "date-input", {"id": id_, "fieldset": _fieldset(one), "items": items}


def _yes_no(one: Field, value: object, id_: str) -> tuple[str, dict[str, Any]]:
    given = value if value is not None else one.default
    if one.minimum == 1:
        item = {"value": "yes", "html": _labelled(one), "id": id_, "checked": is_yes(given)}
        return "checkboxes", {"idPrefix": id_, "name": name_of(one), "items": [item], **_SMALL_BOXES}
    picked = "" if given in (None, "") else "yes" if is_yes(given) else "no"
    items = [{"value": word, "text": word.capitalize(), "checked": picked == word} for word in ("yes", "no")]
    return "radios", _picking(one, id_, items, "govuk-radios--small govuk-radios--inline")


def _choice(one: Field, value: object, id_: str) -> tuple[str, dict[str, Any]]:
    given = str(value if value is not None else one.default)
    if len(one.choices) <= MOST_RADIOS:
        items = [{"value": c.value, "text": c.label, "checked": c.value == given} for c in one.choices]
        return "radios", _picking(one, id_, items, "govuk-radios--small")
    chosen = [{"value": c.value, "text": c.label, "selected": c.value == given} for c in one.choices]
    params = {"id": id_, "name": name_of(one), "label": _label(one)}
    return "select", {**params, "items": [{"value": "", "text": "Choose one"}, *chosen]}


def _choices(one: Field, value: object, id_: str) -> tuple[str, dict[str, Any]]:
    given = value if isinstance(value, list) else [value or one.default]
    items = [{"value": c.value, "text": c.label, "checked": c.value in given} for c in one.choices]
    return "checkboxes", _picking(one, id_, items, "govuk-checkboxes--small")


_IN_PARTS = frozenset({"date-input", "radios", "checkboxes"})
_SMALL_BOXES = {"classes": "govuk-checkboxes--small"}
_COMPONENTS = {
    "long_text": _textarea,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
}


def _picking(one: Field, id_: str, items: Sequence[Mapping[str, object]], classes: str) -> dict[str, Any]:
    return {"idPrefix": id_, "name": name_of(one), "fieldset": _fieldset(one), "items": items, "classes": classes}


def _label(one: Field) -> dict[str, Any]:
    return {"html": _labelled(one), "classes": "govuk-label--s"}


def _fieldset(one: Field) -> dict[str, Any]:
    return {"legend": {"html": _labelled(one), "classes": "govuk-fieldset__legend--s"}}


def _labelled(one: Field) -> Markup:
    """The label with what people should know before they answer: that they need not, or who will read it."""
    words = escape(one.label) + ("" if one.required or one.minimum == 1 else Markup(" (optional)"))
    if one.sensitivity in _MARKED:
        words += Markup(' <strong class="govuk-tag govuk-tag--grey app-tag">{}</strong>').format(
            _MARKED[one.sensitivity]
        )
    return words


def _id(key: str, place: int) -> str:
    return f"answer-{key}" if _PLAIN.fullmatch(key) else f"answer-number-{place}"


def _text(one: Field, value: object) -> str:
    return one.default if value is None else str(value)


def _date_parts(value: object) -> dict[str, str]:
    if isinstance(value, Mapping):
        return {part: str(value.get(part, "")) for part in DATE_PARTS}
    try:
        known = date.fromisoformat(str(value))
    except ValueError:
        return dict.fromkeys(DATE_PARTS, "")
    return {part: str(getattr(known, part)) for part in DATE_PARTS}
