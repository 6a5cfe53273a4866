"""What may enter case data: plain JSON values, within limits, under keys that cannot harm anybody later."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping

from engine.errors import Problem, Refused

MAX_DEPTH = 30
MAX_VALUES = 20_000
MAX_TEXT = 200_000
LARGEST = 2**63

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
"""Characters that neither JSON nor the database can hold: NUL, and halves of a pair."""


class _Walk:
    """One walk over one value; counts what it meets."""

    def __init__(self) -> None:
        self.values = 0

    def copy(self, value: object, where: str, depth: int) -> object:
        self.values += 1
        if self.values > MAX_VALUES or depth > MAX_DEPTH:
            raise _refused(where, "holds too many values or is nested too deeply")
        if isinstance(value, Mapping):
            return {self.key(key, where): self.copy(item, f"{where}.{key}", depth + 1) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.copy(item, where, depth + 1) for item in value]
        return _scalar(value, where)

    def key(self, key: object, where: str) -> str:
        if (
            not isinstance(key, str)
            or key == "typename"
            or key.startswith("__")
            or len(key) > 200
            or _UNSTORABLE.search(key)
        ):
            raise _refused(where, f"has a key that may not be used: {str(key)[:60]!a}")
        return key


def _scalar(value: object, where: str) -> object:
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, int):
        if not -LARGEST <= value < LARGEST:
            raise _refused(where, "is a number with too many digits to be kept")
        return value
    if isinstance(value, str):
        return _text(value, where)
    if isinstance(value, float) and math.isfinite(value):
        return value
    raise _refused(where, "is not a text, a number, yes or no, a list or a set of named values")


def _text(value: str, where: str) -> str:
    if len(value) > MAX_TEXT:
        raise _refused(where, f"is longer than {MAX_TEXT:,} characters")
    if _UNSTORABLE.search(value):
        raise _refused(where, "has a character in it that cannot be kept")
    return value


def _refused(where: str, what: str) -> Refused:
    field = where.removeprefix(".") or "answers"
    return Refused(f"{field} {what}.", (Problem(field, f"This {what}."),))


def plain(values: Mapping[str, object], where: str = "") -> dict[str, object]:
    """A deep copy of `values`, so that later edits of the caller's lists and contexts change nothing here.

    Raises Refused for keys like `typename` or `__class__`, for values that are not JSON, and for too much of it;
    `where` is what they are called by whoever sent them.
    """
    walk = _Walk()
    return {walk.key(key, where): walk.copy(value, f"{where}.{key}", 1) for key, value in values.items()}
