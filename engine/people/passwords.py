"""Passwords: argon2id hashes, and a check that costs the same whether or not the user exists."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from sqlalchemy import delete, update

from engine.errors import Refused
from engine.people.actor import Actor
from engine.people.tables import session, user
from engine.people.users import check_user
from engine.people.writing import note
from engine.store import Work

MINIMUM, MAXIMUM = 12, 200
_READABLE = "abcdefghjkmnpqrstuvwxyz23456789"
_hasher = PasswordHasher()


def set_password(work: Work, user_id: int, password: str, *, by: Actor) -> None:
    """Give a user a password of 12 to 200 characters, and end their sessions. Raises `NotFound` or `Refused`."""
    set_shared_password(work, [user_id], password, by=by)


def set_shared_password(work: Work, user_ids: Collection[int], password: str, *, by: Actor) -> None:
    """Give several users the same password, on purpose: it is hashed once. Raises as `set_password` does."""
    if not MINIMUM <= len(password) <= MAXIMUM:
        raise Refused.at(
            "password", f"Choose a password of {MINIMUM} to {MAXIMUM} characters. Three random words do well."
        )
    for user_id in user_ids:
        check_user(work, user_id)
    work.execute(update(user).where(user.c.id.in_(user_ids)).values(password_hash=_hasher.hash(password)))
    work.execute(delete(session).where(session.c.user_id.in_(user_ids)))
    for user_id in user_ids:
        note(work, "people:password:set", "user", user_id, by)


def make_password() -> str:
    """A new password that can be read out: four groups of four letters and digits, none easily mistaken (79 bits)."""
    return "-".join("".join(secrets.choice(_READABLE) for _ in range(4)) for _ in range(4))


def agrees(password_hash: str, password: str) -> bool:
    """Whether the password is the one hashed. An empty hash (no such user, no password) agrees with nothing, slowly."""
    try:
        _hasher.verify(password_hash or _nobody(), password)
    except (VerificationError, InvalidHashError):
        return False
    return bool(password_hash)


@cache
def _nobody() -> str:
    return _hasher.hash("the password of nobody")
