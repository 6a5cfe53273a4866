"""How a mark came to say what it says: each change with who made it, when and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain, repeat
from typing import Any

from web.wording import day, sentence_case

_BOOKKEEPING = frozenset({"step_key", "valid_from", "valid_to", "changed_by", "reason"})
_KEYS = frozenset({"skill", "stage", "preferred_channel"})
"""What a mark says with a key, shown as words wherever it is chosen."""
_EMPTY: tuple[object, ...] = (None, "", False, 0, [], ())


@dataclass(frozen=True, slots=True)
class MarkedOnce:
    """One change. `words` say which values changed, and from what to what; `by` is None for the system."""

    at: datetime
    by: int | None
    reason: str
    words: tuple[str, ...]


def told(rows: Sequence[Mapping[str, Any]]) -> list[MarkedOnce]:
    """The history of a mark, newest first, from `mark_history`'s rows."""
    before: Iterator[Mapping[str, Any]] = chain(rows[1:], repeat({}))
    return [
        MarkedOnce(row["valid_from"], row["changed_by"], row["reason"], _difference(earlier, row))
        for row, earlier in zip(rows, before, strict=False)
    ]


def said(values: Mapping[str, object]) -> list[tuple[str, str]]:
    """What a mark says, value by value in words; what is empty is left out."""
    return [(sentence_case(name), _said(name, value)) for name, value in values.items() if value not in _EMPTY]


def in_words(name: str, before: object, after: object) -> str:
    """One value that changed: what it was and what it is."""
    if isinstance(after, bool):
        return f"{sentence_case(name)}: {_said(name, after)}"
    if before in _EMPTY:
        return f"{sentence_case(name)}: {_said(name, after)}"
    return f"{sentence_case(name)}: {_said(name, after)}, before: {_said(name, before)}"


def _difference(before: Mapping[str, Any], after: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(
        in_words(name, before.get(name), value)
        for name, value in after.items()
        if name not in _BOOKKEEPING and not _same(before.get(name), value)
    )


def _same(before: object, after: object) -> bool:
    return before == after or (before in _EMPTY and after in _EMPTY)


def _said(name: str, value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, date):
        return day(value)
    if isinstance(value, list | tuple):
        return ", ".join(sentence_case(str(item)) for item in value) or "none"
    if value in _EMPTY:
        return "nothing"
    return sentence_case(str(value)) if name in _KEYS else str(value)
