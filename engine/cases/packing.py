"""What a case knows, as its row keeps it: JSON while the case goes on, packed with its answers once it is put away.

Packed, it is a zlib stream (RFC 1950) of `{"data": {...}, "answers": [[task, given at, answers, restricted], ...]}`,
the oldest answers first, `task` null for those given at the start or by a repair. The first byte tells the two apart:
an object begins with `{`, which no zlib stream does.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

Given = tuple[int | None, datetime, str, str]
"""One row of answers: the task, when they were given, the answers and the restricted ones as JSON texts."""


def pack(data: bytes, given: Iterable[Given]) -> bytes:
    """The data of a case and its answers as one packed document. Every value stays as it was written."""
    answers = [[task, at, orjson.Fragment(shown), orjson.Fragment(restricted)] for task, at, shown, restricted in given]
    return _packed({"data": orjson.Fragment(data), "answers": answers})


def is_packed(kept: bytes) -> bool:
    """Whether the case has been put away."""
    return not kept.startswith(b"{")


def data_of(kept: bytes) -> dict[str, Any]:
    """What the case knows, by key."""
    data: dict[str, Any] = orjson.loads(zlib.decompress(kept))["data"] if is_packed(kept) else orjson.loads(kept)
    return data


def answers_of(kept: bytes) -> list[Mapping[str, Any]]:
    """The answers in a packed document: task_id, given_at, answers, restricted; the oldest first."""
    names = ("task_id", "given_at", "answers", "restricted")
    rows = [dict(zip(names, row, strict=True)) for row in _answers(kept)]
    return [{**row, "given_at": datetime.fromisoformat(row["given_at"])} for row in rows]


def emptied(kept: bytes) -> bytes:
    """The same without anything that the case knew or was answered; when answers were given stays."""
    if not is_packed(kept):
        return b"{}"
    return _packed({"data": {}, "answers": [[task, at, {}, {}] for task, at, *_ in _answers(kept)]})


def _answers(kept: bytes) -> Sequence[Sequence[Any]]:
    answers: Sequence[Sequence[Any]] = orjson.loads(zlib.decompress(kept))["answers"]
    return answers


def _packed(document: Mapping[str, object]) -> bytes:
    return zlib.compress(orjson.dumps(document), zlib.Z_BEST_COMPRESSION)
