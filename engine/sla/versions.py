"""What calendars, targets, ladders and service standards share: each is kept in versions that hold from a day on.

A version is never changed, only followed by one with a higher number. Of two that hold from the same day, the later
written counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol, TypeVar

from sqlalchemy import RowMapping, Table, func, insert, select

from engine import audit
from engine.errors import Problem, refuse_stale
from engine.people import Actor
from engine.store import Work

LONGEST = 100
"""Characters of a key or a name."""
_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*", re.ASCII)


@dataclass(frozen=True, slots=True)
class Versioned:
    """A kind of thing that is kept in versions: what one is called, its table, and that of the versions."""

    name: str
    table: Table
    versions: Table

    @property
    def of(self) -> str:
        """The column by which a version knows its thing."""
        return f"{self.name}_id"


class Dated(Protocol):
    """A version: its number, and the day or moment from which on it holds."""

    @property
    def number(self) -> int: ...

    @property
    def valid_from(self) -> date: ...


Version = TypeVar("Version", bound=Dated)


def in_force(versions: Iterable[Version], at: date) -> Version | None:
    """The version that holds at a day (or a moment, where they hold from moments on); None before the first."""
    begun = (version for version in versions if version.valid_from <= at)
    return max(begun, key=lambda version: (version.valid_from, version.number), default=None)


def is_key(key: str) -> bool:
    """Whether a key has small letters and digits with single hyphens, `LONGEST` characters at most."""
    return len(key) <= LONGEST and _KEY.fullmatch(key) is not None


def naming_problems(work: Work, kind: Versioned, *, key: str, name: str) -> Iterator[Problem]:
    """What is wrong with the key and the name of one of this kind that is to be added."""
    if not is_key(key):
        yield Problem("key", "Enter a key of small letters, digits and hyphens.")
    elif work.value(select(kind.table.c.id).where(kind.table.c.key == key)):
        yield Problem("key", f"There is a {kind.name} {key!r} already. Enter another key.")
    yield from name_problems(name)


def name_problems(name: str) -> Iterator[Problem]:
    """What is wrong with what one of any kind is to be called."""
    if not name.strip() or len(name) > LONGEST:
        yield Problem("name", f"Enter a name of at most {LONGEST} characters.")


def newest_version(work: Work, kind: Versioned, thing_id: int, *, seen: int | None = None) -> int:
    """The number of the newest version of a thing that this unit of work holds; 0 while it has none.

    `seen` is the number of the newest version that was looked at. Raises `StaleVersion` when there is another since.
    """
    columns = kind.versions.c
    newest: int = work.value(select(func.max(columns.number)).where(columns[kind.of] == thing_id)) or 0
    refuse_stale(seen, newest)
    return newest


def write_version(
    work: Work,
    kind: Versioned,
    thing_id: int,
    number: int,
    terms: Mapping[str, Any],
    *,
    valid_from: date,
    reason: str,
    by: Actor,
    facts: Mapping[str, object],
) -> None:
    """Write the version `number` of a thing, which was checked, and audit it.

    `terms` are the columns of what it says; `facts` what the record tells besides the number and the day.
    """
    values = {kind.of: thing_id, "number": number, "valid_from": valid_from, "reason": reason, **terms}
    work.execute(insert(kind.versions).values(**values, created_by=by.user_id, created_at=work.now))
    known = {**facts, "version": number, "valid_from": f"{valid_from:%Y-%m-%d}"}
    subject = (kind.name, thing_id)
    audit.record(work, f"sla:{kind.name}:changed", by=by.user_id, subject=subject, reason=reason, facts=known)


def version_facts(row: RowMapping) -> dict[str, Any]:
    """What every version has, besides what it says: its number, from when it holds, why, by whom and when written."""
    return {name: row[name] for name in ("number", "valid_from", "reason", "created_by", "created_at")}
