"""Who is signed in."""

from __future__ import annotations

from flask import Response

from api.auth import SIGNED_IN, actor
from api.replies import reply
from api.resource import Resource
from api.schemas.me import Me
from engine.people import ACTIONS, Actor, may

resource = Resource("me", "Who is signed in, and what they may do.")


@resource.get(permission=SIGNED_IN, answer=Me)
def show_me() -> Response:
    """Show who is signed in and what they may do."""
    return reply(about(actor()))


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
