"""Who is behind a token: one statement each, for it runs on every request."""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, ScalarSelect, Select, bindparam, func, select
from sqlalchemy.dialects.postgresql import JSONB, aggregate_order_by

from engine.errors import NotSignedIn
from engine.people.actor import Actor, Grant
from engine.people.tables import api_token, grant, membership, skill, user
from engine.store import Work


def new_secret() -> str:
    """A random secret of 256 bits, fit for a header or a cookie. Only its hash is ever stored."""
    return secrets.token_urlsafe(32)


def hash_secret(secret: str) -> str:
    """SHA-256 of a secret, in hex. The secret is random and long, so no slow hash is needed."""
    return hashlib.sha256(secret.encode()).hexdigest()


def csrf_token(session_token: str) -> str:
    """The token that a request changing something sends beside the session's cookie; it follows from the session's."""
    return hmac.new(session_token.encode(), b"csrf", hashlib.sha256).hexdigest()


def actor_for_token(work: Work, token: str) -> Actor:
    """The account that an API token stands for. Raises `NotSignedIn` when unknown, revoked or the account closed."""
    row = work.row(_FOR_TOKEN, {"token_hash": hash_secret(token)})
    if row is None:
        raise NotSignedIn("This token is not valid: it is unknown or was revoked. Ask an administrator for a new one.")
    return actor_from(row)


def actor_for_user(work: Work, user_id: int) -> Actor:
    """The actor an active user would be. Raises `NotSignedIn` when there is none."""
    row = work.row(_FOR_USER, {"user_id": user_id})
    if row is None:
        raise NotSignedIn(f"There is no active user {user_id}.")
    return actor_from(row)


def grants_of_user() -> ScalarSelect[Any]:
    """Column: the grants of the user in the row, as a JSON list of role, service id and site id."""
    triple = func.jsonb_build_array(grant.c.role, grant.c.service_id, grant.c.site_id)
    collected = func.jsonb_agg(aggregate_order_by(triple, grant.c.id), type_=JSONB)
    return select(collected).where(grant.c.user_id == user.c.id).scalar_subquery()


def teams_of_user() -> ScalarSelect[Any]:
    """Column: the ids of the teams of the user in the row, as an array or null."""
    collected = func.array_agg(aggregate_order_by(membership.c.team_id, membership.c.team_id))
    return select(collected).where(membership.c.user_id == user.c.id).scalar_subquery()


def skills_of_user() -> ScalarSelect[Any]:
    """Column: the skills of the user in the row, as an array or null."""
    collected = func.array_agg(aggregate_order_by(skill.c.skill, skill.c.skill))
    return select(collected).where(skill.c.user_id == user.c.id).scalar_subquery()


def read_grants(value: list[list[Any]] | None) -> frozenset[Grant]:
    """Grants from the column that `grants_of_user` makes."""
    return frozenset(Grant(role, service_id, site_id) for role, service_id, site_id in value or ())


def select_actor(*conditions: ColumnElement[bool]) -> Select[Any]:
    """A query for the active user that fits; `actor_from` reads its row."""
    return select(
        user.c.id,
        user.c.username,
        user.c.name,
        user.c.authority,
        grants_of_user().label("grants"),
        teams_of_user().label("team_ids"),
        skills_of_user().label("skills"),
    ).where(user.c.active, *conditions)


def actor_from(row: RowMapping) -> Actor:
    """The actor in a row that `select_actor` found."""
    return Actor(
        user_id=row["id"],
        username=row["username"],
        name=row["name"],
        grants=read_grants(row["grants"]),
        team_ids=frozenset(row["team_ids"] or ()),
        skills=frozenset(row["skills"] or ()),
        authority=row["authority"],
    )


_FOR_TOKEN = select_actor(
    api_token.c.user_id == user.c.id,
    api_token.c.token_hash == bindparam("token_hash"),
    api_token.c.revoked_at.is_(None),
)
_FOR_USER = select_actor(user.c.id == bindparam("user_id"))
