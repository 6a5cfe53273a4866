"""What every write of this room shares: keys, existence checks, the guarded change of one row."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from sqlalchemy import Table, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.audit import record
from engine.errors import NotFound, Refused, StaleVersion
from engine.people.actor import Actor
from engine.store import Work

_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def check_key(key: str, thing: str) -> None:
    """Raise `Refused` unless `key` is small letters and digits with single hyphens, at most 60 characters."""
    if len(key) > 60 or not _KEY.fullmatch(key):
        raise Refused.at(
            "key", f"The key of a {thing} has small letters, digits and hyphens only, at most 60, such as council-tax."
        )


def check_name(name: str, where: str = "name") -> None:
    """Raise `Refused` when `name` is empty or longer than 200 characters."""
    if not name.strip() or len(name) > 200:
        raise Refused.at(where, f"Give a {where} of 1 to 200 characters.")


def check_changes(changes: Mapping[str, Any], changeable: Collection[str]) -> None:
    """Raise ValueError for what can never be changed, and `Refused` for a name that cannot be one."""
    unknown = sorted(set(changes) - set(changeable))
    if unknown:
        raise ValueError(f"These cannot be changed: {', '.join(unknown)}.")
    if "name" in changes:
        check_name(changes["name"])


def add_row(work: Work, table: Table, values: Mapping[str, Any], *, unique: str, thing: str) -> int:
    """Insert one row and give its id. Raises `Refused` when another row has the same `unique` column."""
    statement = insert(table).values(**values).on_conflict_do_nothing(index_elements=[unique]).returning(table.c.id)
    number = work.value(statement)
    if number is None:
        raise Refused.at(
            unique, f"There is already a {thing} with the {unique} {values[unique]}. Choose another {unique}."
        )
    return int(number)


def change_row(
    work: Work, table: Table, number: int, changes: Mapping[str, Any], *, row_version: int, thing: str
) -> int:
    """Change one row if it still has `row_version`, and give its new version. Raises `NotFound`, `StaleVersion`."""
    statement = (
        update(table)
        .where(table.c.id == number, table.c.row_version == row_version)
        .values(**changes, row_version=row_version + 1)
        .returning(table.c.row_version)
    )
    version = work.value(statement)
    if version is None:
        if work.value(select(table.c.id).where(table.c.id == number)) is None:
            raise NotFound(f"There is no {thing} {number}.")
        raise StaleVersion
    return int(version)


def check_exist(work: Work, table: Table, numbers: Collection[int | None], where: str) -> None:
    """Raise `Refused` naming `where` unless each id (None aside) is a row of `table`."""
    wanted = {number for number in numbers if number is not None}
    if not wanted:
        return
    found = {row["id"] for row in work.rows(select(table.c.id).where(table.c.id.in_(wanted)))}
    missing = sorted(wanted - found)
    if missing:
        raise Refused.at(where, f"There is none with the id {', '.join(map(str, missing))}.")


def note(work: Work, action: str, thing: str, number: int, by: Actor, **facts: object) -> None:
    """Record in the audit trail that `by` did `action` to a thing of this room."""
    record(work, action, by=by.user_id, subject=(thing, number), facts=facts)
