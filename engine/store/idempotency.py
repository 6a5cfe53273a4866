"""Requests that carry a key are carried out once; sent again, they get the answer of the first time.

The key is claimed in the transaction of the request itself. A twin sent at the same moment waits at the primary key
until the first has committed, and then finds its answer; if the first failed, nothing of it is left and the twin goes
ahead.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert

from engine.errors import Conflict, Refused
from engine.store.tables import idempotency
from engine.store.work import Work

KEPT_FOR = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a request was answered with."""

    status: int
    headers: Mapping[str, str]
    body: bytes


def begin_once(work: Work, user_id: int, key: str, request_hash: str) -> Answer | None:
    """Claim `key` for this request of this user: None means go ahead, otherwise here is the answer of the first time.

    Raises `Refused` when the key stood for another request, `Conflict` when the answer is no longer kept.
    """
    values = {"user_id": user_id, "key": key, "request_hash": request_hash, "created_at": work.now}
    claim = insert(idempotency).values(values).on_conflict_do_nothing().returning(idempotency.c.key)
    if work.value(claim) is not None:
        return None
    mine = (idempotency.c.user_id == user_id) & (idempotency.c.key == key)
    found = work.row(select(idempotency).where(mine))
    if found is not None and found["request_hash"] != request_hash:
        raise Refused.at(
            "Idempotency-Key", "This Idempotency-Key was used for another request. Use a new key for each request."
        )
    if found is None or found["body"] is None:
        raise Conflict("This request was carried out before, but its answer is no longer kept. Look at the result.")
    return Answer(found["status"], found["headers"], found["body"])


def keep_answer(work: Work, user_id: int, key: str, answer: Answer) -> None:
    """Keep the answer to the request that claimed `key`, for 24 hours."""
    mine = (idempotency.c.user_id == user_id) & (idempotency.c.key == key)
    values = {"status": answer.status, "headers": dict(answer.headers), "body": answer.body}
    work.execute(update(idempotency).where(mine).values(values))


def forget_answers(work: Work) -> None:
    """Empty every kept answer, for an erasure: any may hold what is to be erased. No request is carried out twice."""
    work.execute(update(idempotency).where(idempotency.c.body.is_not(None)).values(headers=None, body=None))


def forget_old_keys(work: Work) -> None:
    """Drop what is older than 24 hours. For the worker, now and then."""
    work.execute(delete(idempotency).where(idempotency.c.created_at <= work.now - KEPT_FOR))
