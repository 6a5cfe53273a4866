"""From fields to a marshmallow schema: what each type of answer may look like, as JSON or as the text of an HTML form.

What comes out is typed: `str`, `Decimal` (integer, number, money), `date`, `bool`, `list[str]` (choices).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

import marshmallow
import regex

from engine.characters import odd_character
from engine.forms import wording
from engine.forms.fields import Field

LONGEST_TEXT = {"text": 1_000, "long_text": 20_000, "email": 320, "phone": 40}
MOST_DIGITS = 15
PATTERN_SECONDS = 0.1
YES = frozenset({"yes", "true", "on", "1"})
NO = frozenset({"no", "false", "off", "0"})
EMAIL = re.compile(r"[^@\s,;:<>()\[\]\"\\]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d{1,3})?", re.ASCII)
DAY_FIRST = re.compile(r"(\d{1,2})[ /.-](\d{1,2})[ /.-](\d{4})", re.ASCII)
YEAR_FIRST = re.compile(r"(\d{4})-(\d{2})-(\d{2})", re.ASCII)


class Answer(marshmallow.fields.Field[Any]):
    """The marshmallow field of one question."""

    def __init__(self, field: Field) -> None:
        ask = wording.ask(field)
        super().__init__(
            data_key=field.key,
            required=field.required,
            allow_none=not field.required,
            error_messages={"required": ask, "null": ask},
        )
        self.asked = field

    def _deserialize(
        self,
        value: object,
        attr: str | None,
        data: Mapping[str, Any] | None,
        **kwargs: object,
    ) -> object:
        return READERS[self.asked.type](self.asked, value)


@lru_cache(maxsize=1024)
def schema_for(fields: tuple[Field, ...]) -> marshmallow.Schema:
    """The schema that takes answers to `fields` and nothing else. Its attributes are named by position."""
    names: dict[str, marshmallow.fields.Field[Any]] = {
        f"answer_{index}": Answer(field) for index, field in enumerate(fields)
    }
    return marshmallow.Schema.from_dict(names)(unknown=marshmallow.RAISE)


def load(fields: Sequence[Field], answers: Mapping[str, object]) -> tuple[dict[str, object], dict[str, str]]:
    """The typed answers by field key, and one sentence for each key whose answer cannot be taken."""
    schema = schema_for(tuple(fields))
    try:
        loaded = schema.load(dict(answers))
        wrong: dict[str, str] = {}
    except marshmallow.ValidationError as error:
        loaded = error.valid_data if isinstance(error.valid_data, dict) else {}
        wrong = {str(key): _first(messages) for key, messages in error.messages_dict.items()}
    typed = {field.key: loaded[f"answer_{index}"] for index, field in enumerate(fields) if f"answer_{index}" in loaded}
    return typed, wrong


def _first(messages: object) -> str:
    return str(messages[0]) if isinstance(messages, list) else str(messages)


def _refuse(message: str) -> marshmallow.ValidationError:
    return marshmallow.ValidationError(message)


def _text(field: Field, value: object) -> str:
    if not isinstance(value, str):
        raise _refuse(f"{wording.at_start(field)} must be text")
    text = value.strip()
    cap = LONGEST_TEXT.get(field.type, LONGEST_TEXT["text"])
    if len(text) > cap:
        raise _refuse(f"{wording.at_start(field)} must be {cap} characters or fewer")
    if odd_character(text):
        raise _refuse(f"{wording.at_start(field)} contains a character that cannot be kept. Type it again")
    if field.type in ("text", "long_text") and _is_outside(field, Decimal(len(text))):
        raise _refuse(wording.out_of_range(field, " characters"))
    _check_pattern(field, text)
    return text


def _check_pattern(field: Field, text: str) -> None:
    if not field.pattern:
        return
    try:
        fits = regex.fullmatch(field.pattern, text, timeout=PATTERN_SECONDS)
    except TimeoutError:
        fits = None
    if not fits:
        asked_for = f": {field.hint}" if field.hint else ""
        raise _refuse(f"{wording.at_start(field)} is not in the form asked for{asked_for}")


def _email(field: Field, value: object) -> str:
    text = _text(field, value)
    if not EMAIL.fullmatch(text) or ".." in text:
        raise _refuse(f"{wording.ask(field)} in the correct format, like name@example.com")
    return text


def _phone(field: Field, value: object) -> str:
    text = _text(field, value)
    digits = re.sub(r"[\s().+-]", "", text)
    if not (digits.isascii() and digits.isdigit() and 7 <= len(digits) <= 15):
        raise _refuse(f"{wording.ask(field)}, like 01632 960 001, 07700 900 982 or +44 808 157 0192")
    return text


def _property_number(longest: int, example: str) -> Callable[[Field, object], str]:
    def read(field: Field, value: object) -> str:
        text = _text(field, str(value) if isinstance(value, int) and not isinstance(value, bool) else value)
        if not (text.isascii() and text.isdigit() and len(text) <= longest):
            raise _refuse(f"{wording.at_start(field)} must be a number of up to {longest} digits, like {example}")
        return text

    return read


def _number(field: Field, value: object, kind: str, example: str) -> Decimal:
    text = str(value).strip() if isinstance(value, str | int | float | Decimal) else ""
    if field.type == "money":
        text = text.removeprefix("£").replace(",", "").strip()
    if isinstance(value, bool) or not NUMBER.fullmatch(text):
        raise _refuse(f"{wording.at_start(field)} must be {kind}, like {example}")
    number = Decimal(text)
    if len(number.normalize().as_tuple().digits) > MOST_DIGITS or abs(number.adjusted()) > MOST_DIGITS:
        raise _refuse(f"{wording.at_start(field)} must have {MOST_DIGITS} digits or fewer")
    return number


def _in_range(field: Field, number: Decimal) -> Decimal:
    if _is_outside(field, number):
        raise _refuse(wording.out_of_range(field))
    return number


def _integer(field: Field, value: object) -> Decimal:
    number = _number(field, value, "a whole number", "30")
    if number != number.to_integral_value():
        raise _refuse(f"{wording.at_start(field)} must be a whole number, like 30")
    return _in_range(field, number)


def _any_number(field: Field, value: object) -> Decimal:
    return _in_range(field, _number(field, value, "a number", "12.5"))


def _money(field: Field, value: object) -> Decimal:
    number = _number(field, value, "an amount of money", "12.50")
    if number != round(number, 2):
        raise _refuse(f"{wording.at_start(field)} must be an amount of money in pounds and pence, like 12.50")
    return _in_range(field, number)


def _date(field: Field, value: object) -> date:
    if isinstance(value, Mapping):
        value = "/".join(str(value.get(part, "")).strip() for part in ("day", "month", "year"))
    text = value.strip() if isinstance(value, str) else ""
    if found := YEAR_FIRST.fullmatch(text):
        year, month, day = found.groups()
    elif found := DAY_FIRST.fullmatch(text):
        day, month, year = found.groups()
    else:
        raise _refuse(f"{wording.at_start(field)} must be a date, like 27 3 2026")
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        raise _refuse(f"{wording.at_start(field)} must be a real date") from None


def _yes_no(field: Field, value: object) -> bool:
    word = value.strip().lower() if isinstance(value, str) else value
    if word is not True and word is not False:
        if not isinstance(word, str) or word not in YES | NO:
            raise _refuse(f"{wording.ask(field)}: yes or no")
        word = word in YES
    if field.minimum == 1 and word is False:
        raise _refuse(wording.ask(field))
    return bool(word)


def _choice(field: Field, value: object) -> str:
    if isinstance(value, str) and any(choice.value == value for choice in field.choices):
        return value
    raise _refuse(f"{wording.ask(field)} from the list")


def _choices(field: Field, value: object) -> list[str]:
    picked = [value] if isinstance(value, str) else value
    if not isinstance(picked, list):
        raise _refuse(f"{wording.ask(field)} from the list")
    kept = list(dict.fromkeys(_choice(field, one) for one in picked))
    if _is_outside(field, Decimal(len(kept))):
        raise _refuse(f"{wording.out_of_range(field)} choices")
    return kept


def _is_outside(field: Field, number: Decimal) -> bool:
    return (field.minimum is not None and number < field.minimum) or (
        field.maximum is not None and number > field.maximum
    )


READERS: Mapping[str, Callable[[Field, object], object]] = {
    "text": _text,
    "long_text": _text,
    "integer": _integer,
    "number": _any_number,
    "money": _money,
    "date": _date,
    "yes_no": _yes_no,
    "choice": _choice,
    "choices": _choices,
    "email": _email,
    "phone": _phone,
    "uprn": _property_number(12, "010012345678"),
    "usrn": _property_number(8, "12345678"),
}
