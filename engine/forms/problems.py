"""What can be wrong with a form, and with the answers to one."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import regex

from engine.errors import Problem, Refused
from engine.feel import FeelError, parse
from engine.forms.fields import SENSITIVITIES, TYPES, Field

MOST_FIELDS = 300
LONGEST_KEY = 200


class InvalidForm(Refused):
    """This form cannot be used as it is. Change the fields named here."""


class InvalidAnswers(Refused):
    """Some answers need changing. Nothing was stored."""


class Findings:
    """Collects what is wrong with a form, so that all of it is told at once."""

    __slots__ = ("problems",)

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def add(self, where: str, message: str) -> None:
        """Remember that the field `where` has this wrong."""
        self.problems.append(Problem(where, message))

    def number(self, where: str, name: str, text: object) -> Decimal | None:
        """`text` as a number; None, with a problem remembered, when it is not one."""
        try:
            number = Decimal(str(text).strip())
        except InvalidOperation:
            number = Decimal("NaN")
        if number.is_finite():
            return number
        self.add(where, f"The limit {name} of field {where} is {text!r}, which is not a number. Write a number.")
        return None

    def settle(self, fields: Iterable[Field]) -> tuple[Field, ...]:
        """The fields when nothing is wrong; otherwise raises `InvalidForm` with every problem."""
        listed = tuple(fields)
        seen: set[str] = set()
        for field in listed:
            self._check(field)
            if field.key in seen:
                self.add(field.key, f"Two fields have the key {field.key}. Give each field its own key.")
            seen.add(field.key)
        if len(listed) > MOST_FIELDS:
            self.add("form", f"The form has {len(listed)} fields. Use {MOST_FIELDS} at most, in several steps.")
        if self.problems:
            raise InvalidForm(problems=tuple(self.problems))
        return listed

    def _check(self, field: Field) -> None:
        key = field.key
        if not key or len(key) > LONGEST_KEY or is_reserved(key):
            self.add(key or "form", f"A field cannot have the key {key[:40]!r}. Give it a short key of its own.")
        if field.type not in TYPES:
            self.add(
                key, f"Field {key} has the type {field.type!r}, which is not known. Use one of {', '.join(TYPES)}."
            )
        if field.type in ("choice", "choices") and not field.choices:
            self.add(key, f"Field {key} has nothing to choose from. List its choices in the form.")
        if field.sensitivity not in SENSITIVITIES:
            known = ", ".join(SENSITIVITIES)
            self.add(key, f"Field {key} has the sensitivity {field.sensitivity!r}. Use one of {known}.")
        self._check_expressions(field)

    def _check_expressions(self, field: Field) -> None:
        if field.pattern:
            try:
                regex.compile(field.pattern)
            except regex.error as error:
                self.add(field.key, f"The pattern of field {field.key} cannot be read: {error}. Correct the pattern.")
        if field.shown_if:
            try:
                parse(field.shown_if)
            except FeelError as error:
                self.add(field.key, f"The condition under which field {field.key} is shown cannot be read: {error}")


def is_reserved(key: str) -> bool:
    """Whether the workflow keeps this key for itself: `typename`, and all that starts with two underscores."""
    return key == "typename" or key.startswith("__")
