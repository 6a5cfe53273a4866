"""Looking things up by how they begin, so that an index serves it."""

from __future__ import annotations

import re

from sqlalchemy import Column, ColumnElement, Text, and_, literal

_LAST = "\U0010ffff"


def begins(column: Column[str], prefix: str) -> ColumnElement[bool]:
    """Whether a column compared byte by byte begins with `prefix`.

    A range rather than LIKE: the index then serves it whatever is bound, wild cards included.
    """
    return and_(column >= literal(prefix, Text()), column < literal(prefix + _LAST, Text()))


def fold(text: str) -> str:
    """Text for looking up: lower case, words with single spaces, no commas or full stops."""
    return " ".join(re.sub(r"[.,]", " ", text).casefold().split())
