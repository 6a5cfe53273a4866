"""Signing in and out: sessions, and the brake on guessing passwords."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, insert, select

from engine.audit import record
from engine.errors import NotPermitted, TooManyAttempts
from engine.people.actor import Actor
from engine.people.passwords import agrees, set_password
from engine.people.sessions import REMEMBERED, SESSION_HOURS
from engine.people.tables import session, sign_in_attempt, user
from engine.people.users import plain
from engine.people.who import actor_for_user, csrf_token, hash_secret, new_secret
from engine.store import Work

WINDOW = timedelta(minutes=15)
TRIES_PER_NAME = 10
TRIES_PER_ADDRESS = 50


@dataclass(frozen=True, slots=True)
class Session:
    """A session that has just begun. `token` goes into the cookie, `csrf` into forms and the header `X-CSRF-Token`."""

    token: str
    csrf: str
    actor: Actor
    expires_at: datetime


def sign_in(work: Work, username: str, password: str, address: str) -> Session | None:
    """Begin a session; None when the name or password is wrong.

    **Commit on None too**: the failed attempt is part of this unit of work, and the brake counts it. Raises
    `TooManyAttempts` after 10 failures for the name or 50 from the address within 15 minutes.
    """
    name = plain(username)[:100]
    _check_attempts(work, name, address)
    found = work.row(select(user.c.id, user.c.password_hash, user.c.active).where(user.c.username == name))
    right = agrees(found["password_hash"] if found else "", password)
    if found is None or not right or not found["active"]:
        _note_failure(work, name, address, found["id"] if found else None)
        return None
    work.execute(delete(sign_in_attempt).where(sign_in_attempt.c.username == name))
    return _begin(work, found["id"])


def begin_session(work: Work, user_id: int, *, reason: str) -> Session:
    """Begin a session of a person without a password, for a caller who knows why that is right and says so.

    Raises NotSignedIn when there is no such person or the account is closed.
    """
    return _begin(work, user_id, reason)


def sign_out(work: Work, token: str) -> None:
    """End a session. One that is unknown or over already stays so."""
    ended = delete(session).where(session.c.token_hash == hash_secret(token)).returning(session.c.user_id)
    user_id = work.value(ended)
    if user_id is not None:
        record(work, "people:session:ended", by=user_id, subject=("user", user_id))


def change_own_password(work: Work, actor: Actor, current: str, wanted: str, address: str) -> bool:
    """Give the person who is signed in another password, and end all their sessions; False when `current` is wrong.

    **Commit on False too**, as with `sign_in`: it counts as a failed attempt. Raises `TooManyAttempts` or `Refused`.
    """
    if actor.user_id is None:
        raise NotPermitted("The system has no password.")
    _check_attempts(work, actor.username, address)
    known = work.value(select(user.c.password_hash).where(user.c.id == actor.user_id))
    if not agrees(known or "", current):
        _note_failure(work, actor.username, address, actor.user_id)
        return False
    set_password(work, actor.user_id, wanted, by=actor)
    return True


def forget_old_sign_ins(work: Work) -> None:
    """Drop sessions that ended a day ago, and attempts the brake no longer counts. For the worker, now and then."""
    work.execute(delete(session).where(session.c.expires_at <= work.now - REMEMBERED))
    work.execute(delete(sign_in_attempt).where(sign_in_attempt.c.happened_at <= work.now - WINDOW))


def _begin(work: Work, user_id: int, reason: str = "") -> Session:
    actor = actor_for_user(work, user_id)
    token = new_secret()
    expires_at = work.now + timedelta(hours=SESSION_HOURS)
    work.execute(
        insert(session).values(
            token_hash=hash_secret(token), user_id=user_id, created_at=work.now, expires_at=expires_at, seen_at=work.now
        )
    )
    record(work, "people:session:begun", by=user_id, subject=("user", user_id), reason=reason)
    return Session(token, csrf_token(token), actor, expires_at)


def _note_failure(work: Work, name: str, address: str, user_id: int | None) -> None:
    work.execute(insert(sign_in_attempt).values(username=name, address=address, happened_at=work.now))
    record(work, "people:sign-in:failed", by=None, subject=None if user_id is None else ("user", user_id))


def _check_attempts(work: Work, name: str, address: str) -> None:
    """Count recent failures, one request for a name after the other so that many at once do not slip through."""
    work.execute(select(func.pg_advisory_xact_lock(func.hashtextextended(name, 7_021))))
    recent = sign_in_attempt.c.happened_at > work.now - WINDOW
    by_name = select(func.count()).where(recent, sign_in_attempt.c.username == name).scalar_subquery()
    by_address = select(func.count()).where(recent, sign_in_attempt.c.address == address).scalar_subquery()
    row = work.row(select(by_name.label("by_name"), by_address.label("by_address")))
    if row is not None and (row["by_name"] >= TRIES_PER_NAME or row["by_address"] >= TRIES_PER_ADDRESS):
        raise TooManyAttempts("There were too many attempts to sign in. Wait 15 minutes and try again.")
