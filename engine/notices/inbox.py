"""The inbox of each person: what they are told inside the program, read or not yet read."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, delete, func, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from engine.errors import NotFound
from engine.notices.tables import inbox as table
from engine.store import Work, recordset

MOST_COUNTED = 100
"""Nobody reads a larger number of unread entries than this, so no more are counted."""
_READ_KEPT = timedelta(days=90)
_UNREAD_KEPT = timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Telling:
    """Something that one person is to be told.

    `key` names the occasion, and the same person is told of it once. `what` says in one sentence what happened, without
    a customer's name and without answers, and `do_next` what to do about it. `since` is when it came about. The case,
    the task and the clock that it is about lead to their pages; `topic` says which page is opened first.
    """

    user_id: int
    key: str
    what: str
    do_next: str
    since: datetime
    topic: str = ""
    case_id: int | None = None
    task_id: int | None = None
    clock_id: int | None = None


@dataclass(frozen=True, slots=True)
class InboxEntry:
    """What a person was told. `read_at` is None until they have read it."""

    id: int
    what: str
    do_next: str
    topic: str
    since: datetime
    case_id: int | None
    task_id: int | None
    clock_id: int | None
    created_at: datetime
    read_at: datetime | None


_TOLD = tuple(Telling.__dataclass_fields__)
_COLUMNS = (*_TOLD, "created_at")
_INSERT = (
    insert(table)
    .from_select(_COLUMNS, select(recordset(table, _COLUMNS, "tellings")))
    .on_conflict_do_nothing()
    .returning(table.c.id)
)


def tell(work: Work, tellings: Sequence[Telling]) -> int:
    """Put these into the inboxes of their people, in one statement; answers how many were new.

    A key that its person was told before changes nothing.
    """
    if not tellings:
        return 0
    given = [{**{name: getattr(one, name) for name in _TOLD}, "created_at": work.now} for one in tellings]
    return len(work.rows(_INSERT, {"tellings": given}))


def entries(
    work: Work, user_id: int, *, unread: bool = False, before: tuple[datetime, int] | None = None, limit: int = 50
) -> list[InboxEntry]:
    """What a person was told, what they were told last first; only what is unread, if that is asked for.

    When the last row was told and its id are the `before` of the next page.
    """
    columns = table.c
    query = select(*(columns[name] for name in InboxEntry.__dataclass_fields__)).where(columns.user_id == user_id)
    if unread:
        query = query.where(columns.read_at.is_(None))
    if before is not None:
        query = query.where(tuple_(columns.created_at, columns.id) < before)
    newest_first = (columns.created_at.desc(), columns.id.desc())
    return [InboxEntry(**row) for row in work.rows(query.order_by(*newest_first).limit(limit))]


def count_unread(work: Work, user_id: int) -> int:
    """How many entries a person has not read, `MOST_COUNTED` at most; one statement on an index."""
    columns = table.c
    unread = select(columns.id).where(columns.user_id == user_id, columns.read_at.is_(None)).limit(MOST_COUNTED)
    return int(work.sure_value(select(func.count()).select_from(unread.subquery())))


def mark_read(work: Work, user_id: int, entry_id: int, *, read: bool = True) -> None:
    """Say that a person has read an entry, or that it counts as unread again. Raises NotFound: it is not theirs."""
    columns = table.c
    mine = (columns.user_id == user_id, columns.id == entry_id)
    at = func.coalesce(columns.read_at, work.now) if read else None
    if work.execute(update(table).where(*mine).values(read_at=at)).rowcount == 0:
        raise NotFound("There is no such entry in your inbox. It may be older than what is kept.")


def mark_all_read(work: Work, user_id: int, *, up_to: int) -> int:
    """Say that a person has read every entry up to the one with this id; answers how many were unread."""
    columns = table.c
    unread = (columns.user_id == user_id, columns.id <= up_to, columns.read_at.is_(None))
    return int(work.execute(update(table).where(*unread).values(read_at=work.now)).rowcount)


def settle(work: Work, keys: Collection[str]) -> None:
    """Take what is done from the unread entries of everybody who was told of it, by the keys of the occasions."""
    if keys:
        columns = table.c
        unread = (columns.key.in_(keys), columns.read_at.is_(None))
        work.execute(update(table).where(*unread).values(read_at=work.now))


def settle_clocks(work: Work, clock_ids: Collection[int]) -> None:
    """Take what is about these clocks from the unread entries of everybody: they have stopped. One statement."""
    columns = table.c
    unread = (columns.clock_id.in_(clock_ids), columns.read_at.is_(None))
    work.execute(update(table).where(*unread).values(read_at=work.now))


def forget_old(work: Work) -> int:
    """Drop what was read and is older than 90 days, and anything older than a year; answers how many entries."""
    columns = table.c
    read = and_(columns.read_at.is_not(None), columns.created_at < work.now - _READ_KEPT)
    old = columns.created_at < work.now - _UNREAD_KEPT
    return int(work.execute(delete(table).where(or_(read, old))).rowcount)


def forget_case(work: Work, case_id: int) -> None:
    """Drop what anybody was told about a case, for its erasure."""
    work.execute(delete(table).where(table.c.case_id == case_id))
