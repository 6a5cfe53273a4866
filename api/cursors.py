"""Keyset cursors: where a list continues, as an opaque text."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from engine.errors import Refused


def write_cursor(key: Sequence[object]) -> str:
    """The cursor that continues after the row with this key (numbers, texts, moments)."""
    return base64.urlsafe_b64encode(orjson.dumps(list(key))).decode().rstrip("=")


def read_cursor(cursor: str | None, *kinds: type) -> tuple[Any, ...] | None:
    """The key in a cursor, one value of each of `kinds`; None when there is no cursor. Raises `Refused`."""
    if not cursor:
        return None
    try:
        key = orjson.loads(base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True))
    except (binascii.Error, ValueError):
        key = None
    if isinstance(key, list) and len(key) == len(kinds) and all(type(v) is k for v, k in zip(key, kinds, strict=True)):
        return tuple(key)
    raise not_of_this_list()


def read_moment_cursor(cursor: str | None) -> tuple[datetime, int] | None:
    """The moment and id in a cursor of a list in order of time; None when there is no cursor. Raises `Refused`."""
    key = read_cursor(cursor, str, int)
    return None if key is None else (_moment(key[0]), key[1])


def read_due_cursor(cursor: str | None) -> tuple[datetime | None, int] | None:
    """As `read_moment_cursor`, for lists that end with what is never due: its key has an empty text for the moment."""
    key = read_cursor(cursor, str, int)
    return None if key is None else (_moment(key[0]) if key[0] else None, key[1])


def not_of_this_list() -> Refused:
    """What to raise for a cursor that cannot have come from the list it is used on."""
    return Refused.at("cursor", "This cursor is not one of this list. Take it from next_cursor of the page before.")


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise not_of_this_list() from None
    if moment.tzinfo is None:
        raise not_of_this_list()
    return moment
