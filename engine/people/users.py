"""Users: people and service accounts, their teams, skills and authority."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, delete, insert, or_, select, update

from engine.errors import NotFound, Refused
from engine.people.actor import Actor, Grant
from engine.people.keeping import ADMINISTRATOR, keep_an_administrator
from engine.people.tables import api_token, grant, membership, session, skill, team, user
from engine.people.who import grants_of_user, read_grants, skills_of_user, teams_of_user
from engine.people.writing import add_row, change_row, check_changes, check_exist, check_name, note
from engine.store import Work

_CHANGEABLE = frozenset({"name", "email", "authority", "active"})


@dataclass(frozen=True, slots=True)
class User:
    """A person or service account. A closed account (`active` is False) keeps its name in the record."""

    id: int
    username: str
    name: str
    email: str
    authority: int
    active: bool
    created_at: datetime
    row_version: int
    grants: frozenset[Grant]
    team_ids: frozenset[int]
    skills: frozenset[str]


def create_user(work: Work, username: str, name: str, *, by: Actor, email: str = "", authority: int = 0) -> User:
    """Add a user without a password, grants or teams. Raises `Refused` when the username is taken or unusable."""
    username = clean_username(username)
    check_name(name)
    _check_authority(authority)
    values = {
        "username": username,
        "name": name,
        "email": email,
        "password_hash": "",
        "authority": authority,
        "active": True,
        "created_at": work.now,
        "row_version": 1,
    }
    number = add_row(work, user, values, unique="username", thing="user")
    note(work, "people:user:created", "user", number, by)
    return user_by_id(work, number)


def change_user(work: Work, user_id: int, changes: Mapping[str, Any], *, by: Actor, row_version: int) -> User:
    """Change a user's `name`, `email`, `authority` or `active`. Raises `NotFound`, `StaleVersion`, `Refused`, or
    `Conflict` when no administrator would be left.

    Closing an account ends its sessions and tokens for good: opening it again brings none of them back.
    """
    check_changes(changes, _CHANGEABLE)
    _check_authority(changes.get("authority", 0))
    if user_id == by.user_id and changes.get("active") is False:
        raise Refused.at("active", "You cannot close your own account. Ask another administrator.")
    change_row(work, user, user_id, changes, row_version=row_version, thing="user")
    if changes.get("active") is False:
        work.execute(delete(session).where(session.c.user_id == user_id))
        unrevoked = (api_token.c.user_id == user_id, api_token.c.revoked_at.is_(None))
        work.execute(update(api_token).where(*unrevoked).values(revoked_at=work.now))
        if any(held.role == ADMINISTRATOR for held in user_by_id(work, user_id).grants):
            keep_an_administrator(work, by)
    note(work, "people:user:changed", "user", user_id, by, changed=sorted(changes))
    return user_by_id(work, user_id)


def set_teams(work: Work, user_id: int, team_ids: Collection[int], *, by: Actor) -> None:
    """Make these the teams of a user, and no others. Raises `NotFound` or `Refused`."""
    check_user(work, user_id)
    check_exist(work, team, team_ids, "team_ids")
    wanted = sorted(set(team_ids))
    work.execute(delete(membership).where(membership.c.user_id == user_id))
    if wanted:
        work.execute(insert(membership).values([{"user_id": user_id, "team_id": number} for number in wanted]))
    note(work, "people:user-teams:set", "user", user_id, by, team_ids=wanted)


def known_skills(work: Work) -> list[str]:
    """The skills that anybody has, in the order of the alphabet."""
    return [row.skill for row in work.execute(select(skill.c.skill).distinct().order_by(skill.c.skill))]


def join_team(work: Work, user_id: int, team_id: int, *, by: Actor) -> None:
    """Put a user into one more team; one they are in already is no error. Raises `NotFound` or `Refused`."""
    check_user(work, user_id)
    set_teams(work, user_id, {*user_by_id(work, user_id).team_ids, team_id}, by=by)


def leave_team(work: Work, user_id: int, team_id: int, *, by: Actor) -> None:
    """Take a user out of one team; one they are not in is no error. Raises `NotFound`."""
    check_user(work, user_id)
    set_teams(work, user_id, user_by_id(work, user_id).team_ids - {team_id}, by=by)


def set_skills(work: Work, user_id: int, skills: Collection[str], *, by: Actor) -> None:
    """Make these the skills of a user, and no others. Raises `NotFound` or `Refused`."""
    check_user(work, user_id)
    wanted = sorted({item.strip() for item in skills})
    for item in wanted:
        check_name(item, "skills")
    work.execute(delete(skill).where(skill.c.user_id == user_id))
    if wanted:
        work.execute(insert(skill).values([{"user_id": user_id, "skill": item} for item in wanted]))
    note(work, "people:user-skills:set", "user", user_id, by, skills=wanted)


def find_user(work: Work, username: str) -> User | None:
    """The user with this username, whatever its case; or None."""
    row = work.row(_select_users().where(user.c.username == plain(username)))
    return None if row is None else _user(row)


def user_by_id(work: Work, user_id: int) -> User:
    """The user with this id. Raises `NotFound`."""
    row = work.row(_select_users().where(user.c.id == user_id))
    if row is None:
        raise NotFound(f"There is no user {user_id}.")
    return _user(row)


def users(
    work: Work,
    *,
    words: str = "",
    team_id: int | None = None,
    role: str | None = None,
    active: bool | None = None,
    after_id: int = 0,
    limit: int = 50,
) -> list[User]:
    """Users in the order they were added, those after `after_id`: the next page begins there.

    `words` is part of a name or username, `team_id` limits them to a team, `role` to those who hold it anywhere (an
    empty one to those who hold none), `active` to open or closed accounts.
    """
    query = _select_users().where(user.c.id > after_id).order_by(user.c.id).limit(limit)
    if words:
        matches = (column.icontains(words, autoescape=True) for column in (user.c.name, user.c.username))
        query = query.where(or_(*matches))
    if active is not None:
        query = query.where(user.c.active.is_(active))
    if team_id is not None:
        query = query.where(user.c.id.in_(select(membership.c.user_id).where(membership.c.team_id == team_id)))
    if role is not None:
        held = select(grant.c.id).where(grant.c.user_id == user.c.id)
        query = query.where(held.where(grant.c.role == role).exists() if role else ~held.exists())
    return [_user(row) for row in work.rows(query)]


def read_users(work: Work, *conditions: ColumnElement[bool]) -> list[User]:
    """The users who meet every condition, in one statement."""
    return [_user(row) for row in work.rows(_select_users().where(*conditions).order_by(user.c.id))]


def names_of_users(work: Work, user_ids: Collection[int]) -> dict[int, str]:
    """The names of these users by id, in one statement; unknown ids are left out."""
    if not user_ids:
        return {}
    return {row["id"]: row["name"] for row in work.rows(select(user.c.id, user.c.name).where(user.c.id.in_(user_ids)))}


def plain(username: str) -> str:
    """The username in small letters, without outer spaces, full-width and other forms of a letter made plain."""
    return unicodedata.normalize("NFKC", username).strip().lower()


def clean_username(username: str) -> str:
    """The username as it is stored. Raises `Refused` when it cannot be used."""
    cleaned = plain(username)
    if not cleaned or len(cleaned) > 100 or not cleaned.isprintable() or any(sign.isspace() for sign in cleaned):
        raise Refused.at("username", "Give a username of 1 to 100 characters without spaces.")
    return cleaned


def check_user(work: Work, user_id: int) -> None:
    """Raise `NotFound` unless there is a user with this id; others who change this user wait until we are done."""
    if work.value(select(user.c.id).where(user.c.id == user_id).with_for_update()) is None:
        raise NotFound(f"There is no user {user_id}.")


def _check_authority(authority: int) -> None:
    if not 0 <= authority <= 100:
        raise Refused.at("authority", "The authority of a user is a level from 0 to 100.")


def _select_users() -> Select[Any]:
    columns = [column for column in user.c if column.name != "password_hash"]
    return select(
        *columns,
        grants_of_user().label("grants"),
        teams_of_user().label("team_ids"),
        skills_of_user().label("skills"),
    )


def _user(row: RowMapping) -> User:
    gathered = {
        "grants": read_grants(row["grants"]),
        "team_ids": frozenset(row["team_ids"] or ()),
        "skills": frozenset(row["skills"] or ()),
    }
    return User(**{**row, **gathered})
