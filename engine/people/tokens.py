"""API tokens: secrets by which programs act for an account. Only their hash is stored."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update

from engine.errors import NotFound, NotPermitted
from engine.people.actor import Actor
from engine.people.tables import api_token, grant, user
from engine.people.users import check_user
from engine.people.who import hash_secret, new_secret
from engine.people.writing import check_name, note
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Token:
    """What is known of an issued token; the secret itself is not."""

    id: int
    user_id: int
    name: str
    created_at: datetime
    revoked_at: datetime | None


def issue_token(work: Work, user_id: int, name: str, by: Actor) -> str:
    """Make a token for an account and give its secret, this once.

    A person may have one made for a service account or for themselves, never for another person: what is done with it
    would stand in the record under the other's name. Raises `NotPermitted`, `NotFound` or `Refused`.
    """
    check_name(name)
    check_user(work, user_id)
    if by.user_id not in (None, user_id) and not _is_service_account(work, user_id):
        raise NotPermitted("A token is issued to a service account or to yourself, not to another person.")
    secret = new_secret()
    values = {"token_hash": hash_secret(secret), "user_id": user_id, "name": name, "created_at": work.now}
    number = work.sure_value(insert(api_token).values(values).returning(api_token.c.id))
    note(work, "people:token:issued", "token", number, by, user_id=user_id)
    return secret


def revoke_token(work: Work, token_id: int, by: Actor) -> None:
    """End a token now. One that was revoked already stays so. Raises `NotFound`."""
    if work.value(select(api_token.c.id).where(api_token.c.id == token_id)) is None:
        raise NotFound(f"There is no token {token_id}.")
    ended = update(api_token).where(api_token.c.id == token_id, api_token.c.revoked_at.is_(None))
    if work.value(ended.values(revoked_at=work.now).returning(api_token.c.id)) is not None:
        note(work, "people:token:revoked", "token", token_id, by)


def tokens(work: Work, *, user_id: int | None = None, before_id: int | None = None, limit: int = 50) -> list[Token]:
    """Issued tokens, newest first, those below `before_id`; of one user when `user_id` is given."""
    columns = [column for column in api_token.c if column.name != "token_hash"]
    query = select(*columns).order_by(api_token.c.id.desc()).limit(limit)
    if user_id is not None:
        query = query.where(api_token.c.user_id == user_id)
    if before_id is not None:
        query = query.where(api_token.c.id < before_id)
    return [Token(**row) for row in work.rows(query)]


def _is_service_account(work: Work, user_id: int) -> bool:
    """Whether the account is a program's: it has that role, and no password by which a person signs in."""
    roles = {row["role"] for row in work.rows(select(grant.c.role).where(grant.c.user_id == user_id))}
    password = work.value(select(user.c.password_hash).where(user.c.id == user_id))
    return "service_account" in roles and not password
