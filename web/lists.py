"""Lists in the address: filters and the place where a page begins are read from it, and links to other pages written.

The address says all that a list shows, so it can be kept and sent on. A list is read 50 rows a page; ask the engine for
`ROWS + 1`, so that `page_of` knows whether there are more.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar
from urllib.parse import urlencode

from flask import request

from api.cursors import read_cursor, read_due_cursor, read_moment_cursor, write_cursor
from engine.errors import Refused

ROWS = 50
AFTER = "after"
"""The name, in the address, of the cursor after which a page begins."""
_LARGEST = 2**63 - 1
_YES = frozenset({"yes", "true", "on", "1"})

Row = TypeVar("Row")


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """A page of a list. `next_address` is empty on the last page, `first_address` on the first."""

    rows: Sequence[Row]
    next_address: str = ""
    first_address: str = ""


def page_of(
    found: Sequence[Row], key: Callable[[Row], Sequence[object]], *, rows: int | None = None, path: str = ""
) -> Page[Row]:
    """The page that begins with `found`, of which there is one more than `rows` (50) when the list goes on.

    `key` gives what the list is in order of: the moment (or None) and id of a row, or its id alone. `path` is the
    list's own, where it is another than that of this request.
    """
    most = ROWS if rows is None else rows
    shown, more = found[:most], len(found) > most
    return Page(
        shown,
        address(path, **{AFTER: write_cursor([_plain(part) for part in key(shown[-1])])}) if more else "",
        address(path) if request.args.get(AFTER) else "",
    )


def after_due() -> tuple[datetime | None, int] | None:
    """Where the page begins in a list that is in order of what is due; None for the first page. Raises Refused."""
    return read_due_cursor(request.args.get(AFTER))


def after_moment() -> tuple[datetime, int] | None:
    """Where the page begins in a list that is in order of moments; None for the first page. Raises Refused."""
    return read_moment_cursor(request.args.get(AFTER))


def after_id() -> int | None:
    """Where the page begins in a list that is in order of ids; None for the first page. Raises Refused."""
    key = read_cursor(request.args.get(AFTER), int)
    return None if key is None else int(key[0])


def after_parts(*kinds: type) -> tuple[object, ...] | None:
    """Where the page begins in a list that is in order of several things of these kinds; None for the first page.

    Raises Refused.
    """
    key = read_cursor(request.args.get(AFTER), *kinds)
    return None if key is None else tuple(key)


def number(name: str) -> int | None:
    """The number that the filter `name` asks for; None when it does not limit. Raises Refused for what is no number."""
    text = request.args.get(name, "").strip()
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and int(text) <= _LARGEST):
        raise Refused.at(name, f"The address asks for {name}={text[:40]}, which is no number. Choose from the list.")
    return int(text)


def word(name: str, among: Collection[str] | None = None) -> str:
    """The word that the filter `name` asks for; empty when it does not limit. Raises Refused for one not `among`."""
    text = request.args.get(name, "").strip()[:200]
    if text and among is not None and text not in among:
        raise Refused.at(name, f"The address asks for {name}={text[:40]}, which is unknown. Choose from the list.")
    return text


def is_on(name: str) -> bool:
    """Whether the filter `name` is ticked."""
    return request.args.get(name, "").strip().lower() in _YES


def address(path: str = "", **changes: object) -> str:
    """This page's address (or `path`, with the same filters) with `changes`; what is None or empty is left out.

    It leads to the first page, unless the changes say after what it begins.
    """
    query: dict[str, object] = {name: value for name, value in request.args.items() if name != AFTER}
    query.update(changes)
    kept = {name: value for name, value in query.items() if value not in (None, "")}
    return f"{path or request.path}?{urlencode(kept)}" if kept else path or request.path


def _plain(part: object) -> object:
    """A part of a key as a cursor holds it: no moment is an empty text."""
    return "" if part is None else part
