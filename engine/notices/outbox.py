"""Writing and reading the outbox. Nothing leaves from here: a worker delivers what is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select, update
from sqlalchemy.dialects.postgresql import insert

from engine import audit
from engine.errors import NotFound, Problem, Refused
from engine.notices import inbox
from engine.notices.channels import channels
from engine.notices.tables import notice as table
from engine.people import Actor
from engine.store import Work

_BODY_LIMIT = 20_000


@dataclass(frozen=True, slots=True)
class Notice:
    """One notice as lists show it. `state` is queued, sent or failed; `next_try_at` says when a queued one is due."""

    id: int
    key: str
    channel: str
    recipient: str
    subject: str
    case_id: int | None
    state: str
    attempts: int
    next_try_at: datetime
    last_error: str
    created_at: datetime
    sent_at: datetime | None
    erased_at: datetime | None


def send(work: Work, *, key: str, channel: str, recipient: str, subject: str, body: str, case_id: int | None) -> int:
    """Put a notice into the outbox and answer its id. A key that is there already changes nothing and answers that id.

    `key` names the occasion (`case:17:received`), never a person. Raises Refused when the channel is unknown, or the
    recipient, subject or body cannot be used.
    """
    check(key, channel, recipient, subject, body)
    named = {"key": key, "channel": channel, "recipient": recipient, "subject": subject, "body": body}
    values = row_of(work, {**named, "case_id": case_id})
    added = work.value(insert(table).values(values).on_conflict_do_nothing().returning(table.c.id))
    return int(added if added is not None else work.sure_value(select(table.c.id).where(table.c.key == key)))


def row_of(work: Work, named: Mapping[str, object]) -> dict[str, object]:
    """The row of a notice that is to be sent as soon as can be."""
    return {
        **named,
        "state": "queued",
        "attempts": 0,
        "next_try_at": work.now,
        "last_error": "",
        "created_at": work.now,
        "forget_due": False,
    }


def list_notices(
    work: Work,
    *,
    case_id: int | None = None,
    state: str | None = None,
    before_id: int | None = None,
    limit: int = 50,
) -> tuple[Notice, ...]:
    """Notices, newest first. The last row's id is the `before_id` of the next page."""
    conditions = []
    if case_id is not None:
        conditions.append(table.c.case_id == case_id)
    if state is not None:
        conditions.append(table.c.state == state)
    if before_id is not None:
        conditions.append(table.c.id < before_id)
    columns = [table.c[name] for name in Notice.__dataclass_fields__]
    rows = work.rows(select(*columns).where(*conditions).order_by(table.c.id.desc()).limit(limit))
    return tuple(Notice(**row) for row in rows)


def body_of(work: Work, notice_id: int) -> str:
    """The words of one notice. Raises NotFound."""
    found = work.value(select(table.c.body).where(table.c.id == notice_id))
    if found is None:
        raise NotFound(f"There is no notice {notice_id}.")
    return str(found)


def try_again(work: Work, notice_id: int, *, by: Actor) -> None:
    """Put a failed notice back into the queue. Raises NotFound, Refused when it did not fail or was erased."""
    row = work.row(
        select(table.c.state, table.c.erased_at, table.c.case_id).where(table.c.id == notice_id).with_for_update()
    )
    if row is None:
        raise NotFound(f"There is no notice {notice_id}.")
    if row["state"] != "failed" or row["erased_at"] is not None:
        what = "was erased" if row["erased_at"] else f"is {row['state']}"
        raise Refused(f"Only a failed notice can be tried again, but notice {notice_id} {what}.")
    work.execute(update(table).where(table.c.id == notice_id).values(state="queued", attempts=0, next_try_at=work.now))
    subject = ("notice", notice_id)
    audit.record(work, "notices:notice:requeued", by=by.user_id, subject=subject, case_id=row["case_id"])


def erase(work: Work, case_id: int) -> int:
    """Blank recipient, subject and words of a case's notices, and answer how many; no inbox keeps anything of it.

    What is still queued is not sent any more. Files kept of them are deleted by the next delivery run.
    """
    inbox.forget_case(work, case_id)
    statement = (
        update(table)
        .where(table.c.case_id == case_id, table.c.erased_at.is_(None))
        .values(
            recipient="",
            subject="",
            body="",
            last_error="",
            state=case((table.c.state == "queued", "failed"), else_=table.c.state),
            erased_at=work.now,
            forget_due=True,
        )
    )
    return int(work.execute(statement).rowcount)


def check(key: str, channel: str, recipient: str, subject: str, body: str) -> None:
    """Raise Refused when the channel is unknown, or the key, recipient, subject or body cannot be used."""
    found = channels().get(channel)
    if found is None:
        known = ", ".join(channels())
        raise Refused(f"There is no channel {channel!r} for notices. Use one of: {known}.")
    found.check(recipient)
    problems = []
    if not key.strip() or len(key) > 200 or not key.isprintable():
        problems.append(Problem("key", "Give a key of up to 200 characters."))
    if not subject.strip() or len(subject) > 200 or not subject.isprintable():
        problems.append(Problem("subject", "Give a subject of one line and up to 200 characters."))
    if not body.strip() or len(body) > _BODY_LIMIT or not _can_be_kept(body):
        problems.append(Problem("body", f"Give the words of the notice, up to {_BODY_LIMIT:,} characters."))
    if problems:
        raise Refused("The notice cannot be sent as it is.", tuple(problems))


def _can_be_kept(text: str) -> bool:
    return not any(character == "\0" or "\ud800" <= character <= "\udfff" for character in text)
