"""Sessions that go on: whose they are, when they end, and what still counts once one has timed out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import bindparam, func, select, update

from engine.errors import NotSignedIn
from engine.people.actor import Actor
from engine.people.tables import session, user
from engine.people.who import actor_from, hash_secret, select_actor
from engine.store import Work

IDLE_MINUTES = 30
"""A session ends after so many minutes in which its person did nothing."""
SESSION_HOURS = 10
"""A session ends so many hours after it began, whatever its person does."""
REMEMBERED = timedelta(days=1)
"""For so long after its end a session tells whose words a form held that came too late, and the words are kept."""
_IDLE = timedelta(minutes=IDLE_MINUTES)
_TOUCHED_EVERY = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that goes on: its person, when they were last active, and when it ends for good (aware UTC)."""

    actor: Actor
    seen_at: datetime
    expires_at: datetime

    @property
    def ends_at(self) -> datetime:
        """When it ends if its person does nothing more."""
        return min(self.seen_at + _IDLE, self.expires_at)


def session_by_token(work: Work, token: str) -> OpenSession:
    """The session with this token, which is not kept going by being asked for: for what a page asks by itself.

    Raises `NotSignedIn` when it is unknown, over, idle for too long, or its account closed.
    """
    given = {"token_hash": hash_secret(token), "now": work.now, "idle_since": work.now - _IDLE}
    row = work.row(_OPEN, given)
    if row is None:
        raise NotSignedIn("Your session has ended. Sign in again.")
    return OpenSession(actor_from(row), row["seen_at"], row["expires_at"])


def touch_session(work: Work, token: str) -> OpenSession:
    """The session with this token, kept going because its person did something. Raises `NotSignedIn`.

    It is written at most once a minute, and never waits for another request of the same person to do so.
    """
    found = session_by_token(work, token)
    if work.now - found.seen_at < _TOUCHED_EVERY:
        return found
    mine = select(session.c.id).where(session.c.token_hash == hash_secret(token)).with_for_update(skip_locked=True)
    work.execute(update(session).where(session.c.id == mine.scalar_subquery()).values(seen_at=work.now))
    return OpenSession(found.actor, work.now, found.expires_at)


def actor_for_session(work: Work, token: str) -> Actor:
    """The person whose session this is, as `session_by_token` finds it. Raises `NotSignedIn`."""
    return session_by_token(work, token).actor


def owner_of_ended_session(work: Work, token: str) -> int | None:
    """The id of the user whose session has timed out, within a day; None for one that goes on or is unknown.

    Only to keep for that person what a form held when it came too late, once its CSRF token has been checked: it is no
    sign-in, and no `Actor`. It answers no more once the person has signed out, has another password, or has lost the
    account.
    """
    ended_at = func.least(session.c.seen_at + _IDLE, session.c.expires_at)
    found: int | None = work.value(
        select(session.c.user_id)
        .join(user, user.c.id == session.c.user_id)
        .where(session.c.token_hash == hash_secret(token), user.c.active)
        .where(ended_at <= work.now, ended_at > work.now - REMEMBERED)
    )
    return found


_OPEN = select_actor(
    session.c.user_id == user.c.id,
    session.c.token_hash == bindparam("token_hash"),
    session.c.expires_at > bindparam("now"),
    session.c.seen_at > bindparam("idle_since"),
).add_columns(session.c.seen_at, session.c.expires_at)
