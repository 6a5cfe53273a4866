"""Writing and reading the trail of who did what, when and why."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from operator import eq, ge, lt

from sqlalchemy import ColumnElement, RowMapping, insert, select, tuple_, update

from engine.audit.tables import entry
from engine.store import Work, recordset

_NAMES = ("happened_at", "action", "by_user_id", "subject_kind", "subject_id", "case_id", "reason", "facts")
_INSERT = insert(entry).from_select(_NAMES, select(recordset(entry, _NAMES, "entries")))
_ACTION = re.compile(r"[a-z][a-z-]*(:[a-z][a-z-]*){2}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that happened, to be recorded.

    `action` reads room:thing:happened (`case:task:completed`). `by` is the id of the person, None for the system.
    `subject` names the thing and its id. `facts` are small and never hold answers or anything about a customer.
    """

    action: str
    by: int | None
    subject: tuple[str, int] | None = None
    case_id: int | None = None
    reason: str = ""
    facts: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class AuditRow:
    """One recorded entry. `happened_at` is aware UTC; `by` is None for the system."""

    id: int
    happened_at: datetime
    action: str
    by: int | None
    subject: tuple[str, int] | None
    case_id: int | None
    reason: str
    facts: Mapping[str, object]


def record(
    work: Work,
    action: str,
    *,
    by: int | None,
    subject: tuple[str, int] | None = None,
    case_id: int | None = None,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
) -> None:
    """Record one thing that happened now. Raises ValueError when `action` is not `room:thing:happened`."""
    record_many(work, [Entry(action, by, subject, case_id, reason, facts or {})])


def record_many(work: Work, entries: Sequence[Entry]) -> None:
    """Record several things that happened now, in this order, in one statement. None at all is no statement."""
    if entries:
        work.execute(_INSERT, {"entries": [_values(work, item) for item in entries]})


def entries(
    work: Work,
    *,
    case_id: int | None = None,
    subject: tuple[str, int] | None = None,
    by: int | None = None,
    by_any_of: Collection[int] | None = None,
    action: str | None = None,
    but_not: Collection[str] = (),
    since: datetime | None = None,
    until: datetime | None = None,
    before: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[AuditRow]:
    """The entries that meet every filter given, what happened last first; of one moment, what was recorded last.

    `action` is one action (`case:task:completed`) or, with a colon at its end, all that begin so (`case:task:`);
    `but_not` leaves out these.
    `by_any_of` keeps to what any of these people did: none of them, nothing. `since` and `until` are a period: from the
    one up to but not including the other.
    `before` is the moment and id of the last entry of the page before.
    """
    query = select(entry).order_by(entry.c.happened_at.desc(), entry.c.id.desc()).limit(limit)
    if subject is not None:
        query = query.where(entry.c.subject_kind == subject[0], entry.c.subject_id == subject[1])
    if by_any_of is not None:
        query = query.where(entry.c.by_user_id.in_(by_any_of))
    if action is not None:
        query = query.where(_is_action(action))
    if but_not:
        query = query.where(entry.c.action.not_in(but_not))
    if before is not None:
        query = query.where(tuple_(entry.c.happened_at, entry.c.id) < before)
    limits = (
        (eq, entry.c.case_id, case_id),
        (eq, entry.c.by_user_id, by),
        (ge, entry.c.happened_at, since),
        (lt, entry.c.happened_at, until),
    )
    query = query.where(*(keeps(column, value) for keeps, column, value in limits if value is not None))
    return [_row(row) for row in work.rows(query)]


def blank_reasons(work: Work, case_id: int) -> None:
    """Empty the free words of a case's entries, for its erasure. What happened, when and by whom stays."""
    work.execute(update(entry).where(entry.c.case_id == case_id, entry.c.reason != "").values(reason=""))


def _is_action(action: str) -> ColumnElement[bool]:
    return entry.c.action.startswith(action, autoescape=True) if action.endswith(":") else entry.c.action == action


def _values(work: Work, item: Entry) -> dict[str, object]:
    if not _ACTION.fullmatch(item.action):
        raise ValueError(f"An audit action reads room:thing:happened, but this is {item.action!r}.")
    kind, number = item.subject or (None, None)
    return {
        "happened_at": work.now,
        "action": item.action,
        "by_user_id": item.by,
        "subject_kind": kind,
        "subject_id": number,
        "case_id": item.case_id,
        "reason": item.reason,
        "facts": dict(item.facts),
    }


def _row(row: RowMapping) -> AuditRow:
    subject = None if row["subject_kind"] is None else (str(row["subject_kind"]), int(row["subject_id"]))
    return AuditRow(
        id=row["id"],
        happened_at=row["happened_at"],
        action=row["action"],
        by=row["by_user_id"],
        subject=subject,
        case_id=row["case_id"],
        reason=row["reason"],
        facts=row["facts"],
    )
