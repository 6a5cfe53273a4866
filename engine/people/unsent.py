"""What a person had typed into a form that was not sent before their session ended: kept for them alone, for a day.

It may say anything about anybody, so nothing of it is recorded, searched or shown to anyone else: it goes as soon as
its person has sent or discarded it, and after a day in any case. That is why an erasure need not look for it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, insert, select, update

from engine.people.sessions import REMEMBERED
from engine.people.tables import unsent as table
from engine.store import Work

MOST = 20
"""So many forms are kept for one person; the oldest go first."""

Words = Sequence[tuple[str, str]]
"""Names and values of the fields of a form, in its order."""


@dataclass(frozen=True, slots=True)
class Unsent:
    """The words of one form: the page on which it stood and the address it is sent to, both as in a browser."""

    id: int
    page: str
    address: str
    words: Words


def keep_unsent(work: Work, user_id: int, page: str, address: str, words: Words) -> None:
    """Keep the words of a form for this person; the very same words of the same form are kept once."""
    held = [list(pair) for pair in words]
    same = (table.c.page == page) & (table.c.address == address) & (table.c.words == held)
    work.execute(delete(table).where(table.c.user_id == user_id, same))
    values = {"user_id": user_id, "page": page, "address": address, "words": held, "kept_at": work.now}
    work.execute(insert(table).values(values))
    newest = select(table.c.id).where(table.c.user_id == user_id).order_by(table.c.id.desc()).limit(MOST)
    work.execute(delete(table).where(table.c.user_id == user_id, table.c.id.not_in(newest)))


def unsent(work: Work, user_id: int) -> tuple[Unsent, ...]:
    """What is kept for this person, the oldest first."""
    mine = select(table).where(table.c.user_id == user_id, table.c.kept_at > work.now - REMEMBERED)
    return tuple(
        Unsent(row["id"], row["page"], row["address"], tuple((name, value) for name, value in row["words"]))
        for row in work.rows(mine.order_by(table.c.id))
    )


def move_unsent(work: Work, unsent_id: int, page: str) -> None:
    """Let the words be shown on another page: the one to which theirs leads now."""
    work.execute(update(table).where(table.c.id == unsent_id).values(page=page))


def forget_unsent(work: Work, user_id: int, unsent_id: int) -> None:
    """Drop words that this person has sent by now, or needs no more; those of others stay."""
    work.execute(delete(table).where(table.c.id == unsent_id, table.c.user_id == user_id))


def forget_old_unsent(work: Work) -> None:
    """Drop words that were kept for a day. For the worker, now and then."""
    work.execute(delete(table).where(table.c.kept_at <= work.now - REMEMBERED))
