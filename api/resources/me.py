"""Who is signed in."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from api.auth import SIGNED_IN, actor
from api.errors import problem
from api.replies import empty_reply, reply
from api.resource import Resource
from api.schemas.me import Me, OwnPassword
from api.work import work
from engine.errors import Problem
from engine.people import ACTIONS, Actor, change_own_password, may

resource = Resource("me", "Who is signed in, and what they may do.")


@resource.get(permission=SIGNED_IN, answer=Me)
def show_me() -> Response:
    """Show who is signed in and what they may do."""
    return reply(about(actor()))


@resource.put("/password", permission=SIGNED_IN, body=OwnPassword, status=204, throttled=True)
def change_password(body: dict[str, Any]) -> Response:
    """Change your own password. It ends all your sessions: sign in again with the new one."""
    if change_own_password(work(), actor(), body["current"], body["password"], request.remote_addr or ""):
        return empty_reply()
    return problem(403, "The password until now is wrong.", (Problem("current", "This is not your password."),))


def about(somebody: Actor) -> dict[str, object]:
    """What the API says of an actor."""
    return {
        "id": somebody.user_id,
        "username": somebody.username,
        "name": somebody.name,
        "authority": somebody.authority,
        "grants": sorted(somebody.grants, key=str),
        "team_ids": somebody.team_ids,
        "skills": somebody.skills,
        "permissions": sorted(action for action in ACTIONS if may(somebody, action)),
    }
