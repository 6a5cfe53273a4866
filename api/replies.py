"""Answers: JSON written by orjson, one thing with its version as ETag, or one page of a list."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from typing import TypeVar

import orjson
from flask import Flask, Response
from flask.json.provider import JSONProvider

from api.cursors import write_cursor

Row = TypeVar("Row")


class OrjsonProvider(JSONProvider):
    """Flask's JSON by orjson."""

    def dumps(self, obj: object, **kwargs: object) -> str:
        """JSON text of `obj`."""
        return to_json(obj).decode()

    def loads(self, s: str | bytes, **kwargs: object) -> object:
        """The value that the JSON text holds."""
        return orjson.loads(s)


def to_json(value: object) -> bytes:
    """JSON of plain values, dataclasses, rows, dates and moments; sets are sorted, decimals are text."""
    return orjson.dumps(value, default=_plain, option=orjson.OPT_NON_STR_KEYS)


def reply(
    value: object, status: int = 200, *, version: int | None = None, headers: Mapping[str, str] | None = None
) -> Response:
    """One thing as JSON. `version` is its row version, sent as the ETag that a later change gives in `If-Match`."""
    etag = {} if version is None else {"ETag": f'"{version}"'}
    return Response(to_json(value), status, {**etag, **(headers or {})}, content_type="application/json")


def empty_reply() -> Response:
    """Done, and nothing to say about it (204)."""
    return Response(status=204)


def page(
    rows: Sequence[Row],
    limit: int,
    key: Callable[[Row], Sequence[object]],
    show: Callable[[Row], object] = lambda row: row,
) -> Response:
    """One page of a list: `rows` were asked for with `limit + 1`, so that one too many says there are more.

    `key` gives the values by which the next page continues after a row, `show` what is shown of it.
    """
    shown = rows[:limit]
    more = len(rows) > limit
    body = {"items": [show(row) for row in shown], "next_cursor": write_cursor(key(shown[-1])) if more else None}
    return Response(to_json(body), 200, content_type="application/json")


def use_orjson(app: Flask) -> None:
    """Let Flask itself read and write JSON by orjson."""
    app.json = OrjsonProvider(app)


def _plain(value: object) -> object:
    if isinstance(value, set | frozenset):
        return sorted(value)
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        return dict(value)
    raise TypeError(f"{type(value).__name__} has no form in JSON.")
