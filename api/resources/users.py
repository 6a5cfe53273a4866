"""Users: people and service accounts, their roles, teams and skills."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import read_cursor
from api.replies import empty_reply, page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.users import (
    NewPassword,
    NewUser,
    UserChanges,
    UserGrants,
    UserQuery,
    UserShape,
    UserSkills,
    UserTeams,
)
from api.versions import if_match
from api.work import work
from engine import people
from engine.people import Grant, User

resource = Resource("users", "People and service accounts, their roles, teams and skills.")


@resource.get(permission="people:manage", query=UserQuery, answer=page_of(UserShape))
def list_users(query: dict[str, Any]) -> Response:
    """List users, in the order they were added."""
    (after_id,) = read_cursor(query["cursor"], int) or (0,)
    limit = query["limit"]
    wanted = {name: query[name] for name in ("words", "team_id", "role", "active")}
    found = people.users(work(), **wanted, after_id=after_id, limit=limit + 1)
    return page(found, limit, lambda user: (user.id,), _show)


@resource.post(permission="people:manage", body=NewUser, answer=UserShape, status=201)
def add_user(body: dict[str, Any]) -> Response:
    """Add a user, without roles or a password."""
    return _reply(people.create_user(work(), by=actor(), **body), 201)


@resource.get("/<id:number>", permission="people:manage", answer=UserShape)
def show_user(number: int) -> Response:
    """Show one user."""
    return _reply(people.user_by_id(work(), number))


@resource.patch("/<id:number>", permission="people:manage", body=UserChanges, answer=UserShape, if_match=True)
def change_user(number: int, body: dict[str, Any]) -> Response:
    """Change a user. Closing an account ends its sessions and tokens."""
    return _reply(people.change_user(work(), number, body, by=actor(), row_version=if_match()))


@resource.put("/<id:number>/grants", permission="people:manage", body=UserGrants, answer=UserShape)
def set_grants(number: int, body: dict[str, Any]) -> Response:
    """Set the roles of a user; nobody sets their own."""
    people.set_grants(work(), number, [Grant(**item) for item in body["grants"]], by=actor())
    return show_user(number)


@resource.put("/<id:number>/teams", permission="people:manage", body=UserTeams, answer=UserShape)
def set_teams(number: int, body: dict[str, Any]) -> Response:
    """Set the teams of a user."""
    people.set_teams(work(), number, body["team_ids"], by=actor())
    return show_user(number)


@resource.put("/<id:number>/skills", permission="people:manage", body=UserSkills, answer=UserShape)
def set_skills(number: int, body: dict[str, Any]) -> Response:
    """Set the skills of a user."""
    people.set_skills(work(), number, body["skills"], by=actor())
    return show_user(number)


@resource.put("/<id:number>/password", permission="people:manage", body=NewPassword, status=204)
def set_password(number: int, body: dict[str, Any]) -> Response:
    """Set the password of a user, which ends their sessions."""
    people.set_password(work(), number, body["password"], by=actor())
    return empty_reply()


def _reply(user: User, status: int = 200) -> Response:
    return reply(_show(user), status, version=user.row_version)


def _show(user: User) -> dict[str, object]:
    return {**asdict(user), "grants": sorted(user.grants, key=str)}
