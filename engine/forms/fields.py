"""The field: one question of a form, whatever tool the form was drawn in, and how a list of them is kept as JSON."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

TYPES = (
    "text",
    "long_text",
    "integer",
    "number",
    "money",
    "date",
    "yes_no",
    "choice",
    "choices",
    "email",
    "phone",
    "uprn",
    "usrn",
)
SENSITIVITIES = ("ordinary", "personal", "restricted")


@dataclass(frozen=True, slots=True)
class Choice:
    """One of the answers to choose from: what is kept, and what people read."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class Field:
    """One question.

    `minimum` and `maximum` count what the type counts: characters of `text` and `long_text`, the value of `integer`,
    `number` and `money`, how many are picked of `choices`; for `yes_no` a minimum of 1 means that only yes will do.
    `shown_if` is FEEL over the answers of the same form and the data of the case; empty means always asked.
    `read_only` fields are shown and never answered (see `told`). `default` is the text a page starts with.
    """

    key: str
    label: str
    type: str = "text"
    required: bool = False
    choices: tuple[Choice, ...] = ()
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    pattern: str = ""
    hint: str = ""
    shown_if: str = ""
    sensitivity: str = "ordinary"
    read_only: bool = False
    default: str = ""


def fields_to_json(fields: Sequence[Field]) -> list[dict[str, object]]:
    """The list as plain JSON values, without what is at its default."""
    return [_to_json(field) for field in fields]


def fields_from_json(document: Sequence[Mapping[str, object]]) -> tuple[Field, ...]:
    """The list back from what `fields_to_json` made."""
    return tuple(_from_json(entry) for entry in document)


def told(field: Field, data: Mapping[str, object]) -> object:
    """What a read-only field shows of the data of a case: what is kept under its key, else its default.

    A dot in the key goes into what a rule answered: `papers.missing` is the entry `missing` of `papers`.
    """
    if field.key in data:
        return data[field.key]
    value: object = data
    for name in field.key.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return field.default if value is None else value


def split(fields: Sequence[Field], answers: Mapping[str, object]) -> tuple[dict[str, object], dict[str, object]]:
    """The answers in two: open ones (ordinary and personal), and restricted ones, which are kept and read apart."""
    hidden = {field.key for field in fields if field.sensitivity == "restricted"}
    opened = {key: value for key, value in answers.items() if key not in hidden}
    return opened, {key: value for key, value in answers.items() if key in hidden}


def _to_json(field: Field) -> dict[str, object]:
    entry: dict[str, object] = {"key": field.key, "label": field.label, "type": field.type}
    for name in ("required", "pattern", "hint", "shown_if", "read_only", "default"):
        if value := getattr(field, name):
            entry[name] = value
    if field.sensitivity != "ordinary":
        entry["sensitivity"] = field.sensitivity
    if field.choices:
        entry["choices"] = [[choice.value, choice.label] for choice in field.choices]
    for name in ("minimum", "maximum"):
        number = getattr(field, name)
        if number is not None:
            entry[name] = str(number)
    return entry


def _from_json(entry: Mapping[str, object]) -> Field:
    values: dict[str, Any] = dict(entry)
    pairs = values.pop("choices", [])
    if not isinstance(pairs, list):
        raise TypeError(f"choices must be a list of pairs, but is {pairs!r}")
    values |= {name: Decimal(str(values[name])) for name in ("minimum", "maximum") if name in values}
    return Field(choices=tuple(Choice(*pair) for pair in pairs), **values)
