"""Delivering what is due: at least once, each notice claimed by one worker at a time.

A claim puts the next try off before anything is sent, in a unit of work of its own. A worker that dies in between
leaves the notice to be tried again: it may then arrive twice, with the same Message-ID, but is never lost.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping, Update, func, select, update

from engine import audit
from engine.notices.channels import channels
from engine.notices.letter import Letter, NotDelivered
from engine.notices.tables import notice as table
from engine.settings import Settings
from engine.store import Store, Work, unit_of_work

MAX_ATTEMPTS = 12
CLAIM = timedelta(minutes=5)
_FIRST_WAIT = timedelta(minutes=1)
_LONGEST_WAIT = timedelta(hours=6)


def deliver_due(store: Store, settings: Settings, limit: int = 100) -> int:
    """Try up to `limit` notices that are due, oldest first, and answer how many were delivered."""
    delivered = 0
    for _ in range(limit):
        with unit_of_work(store) as work:
            row = _claim(work)
        if row is None:
            break
        delivered += _try(store, settings, row)
    _forget_erased(store, settings)
    return delivered


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts: 1, 2, 4 minutes and so on, at most 6 hours."""
    doublings: int = 2 ** (min(attempts, MAX_ATTEMPTS) - 1)
    return min(_FIRST_WAIT * doublings, _LONGEST_WAIT)


def _claim(work: Work) -> RowMapping | None:
    due = (
        select(table.c.id)
        .where(table.c.state == "queued", table.c.next_try_at <= work.now)
        .order_by(table.c.next_try_at, table.c.id)
        .limit(1)
        .with_for_update(skip_locked=True)
        .scalar_subquery()
    )
    return work.row(
        update(table)
        .where(table.c.id == due)
        .values(attempts=table.c.attempts + 1, next_try_at=work.now + CLAIM)
        .returning(table)
    )


def _try(store: Store, settings: Settings, row: RowMapping) -> bool:
    letter = Letter(row["key"], row["recipient"], row["subject"], row["body"], row["created_at"])
    try:
        channels()[row["channel"]].deliver(letter, settings)
    except NotDelivered as failure:
        with unit_of_work(store) as work:
            _put_off(work, row, failure)
        return False
    with unit_of_work(store) as work:
        kept = _close(work, row, "sent", sent_at=work.now, last_error="")
    if not kept:
        channels()[row["channel"]].forget(row["key"], settings)
    return True


def _put_off(work: Work, row: RowMapping, failure: NotDelivered) -> None:
    if failure.permanent or row["attempts"] >= MAX_ATTEMPTS:
        _close(work, row, "failed", last_error=failure.message)
        return
    next_try_at = work.now + wait_after(row["attempts"])
    work.execute(_still_queued(row).values(next_try_at=next_try_at, last_error=failure.message))


def _close(work: Work, row: RowMapping, state: str, **values: object) -> bool:
    """Answer False when the notice was erased, or closed by another worker, in the meantime."""
    closed = work.execute(_still_queued(row).values(state=state, **values))
    if closed.rowcount:
        facts: dict[str, Any] = {"key": row["key"], "channel": row["channel"], "attempts": row["attempts"]}
        subject = ("notice", row["id"])
        action = f"notices:notice:{state}"
        audit.record(work, action, by=None, subject=subject, case_id=row["case_id"], facts=facts)
    return bool(closed.rowcount)


def _still_queued(row: RowMapping) -> Update:
    return update(table).where(table.c.id == row["id"], table.c.state == "queued")


def _forget_erased(store: Store, settings: Settings) -> None:
    with unit_of_work(store) as work:
        columns = (table.c.id, table.c.key, table.c.channel)
        statement = select(*columns).where(table.c.forget_due).order_by(table.c.id).limit(500)
        rows = work.rows(statement.with_for_update(skip_locked=True))
        for row in rows:
            channels()[row["channel"]].forget(row["key"], settings)
        if rows:
            ids = [row["id"] for row in rows]
            work.execute(update(table).where(table.c.id.in_(ids)).values(forget_due=False))


def count_waiting(work: Work) -> int:
    """How many notices are due and not yet delivered."""
    statement = select(func.count()).where(table.c.state == "queued", table.c.next_try_at <= work.now)
    return work.sure_value(statement.select_from(table))
