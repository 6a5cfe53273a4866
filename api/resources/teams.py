"""Teams of the front office and the back offices."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import SIGNED_IN, actor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.places import NewTeam, TeamChanges, TeamShape
from api.versions import if_match
from api.work import work
from engine import people

resource = Resource("teams", "Teams of the front office and the back offices.")


@resource.get(permission=SIGNED_IN, answer=page_of(TeamShape))
def list_teams() -> Response:
    """List them all, by name."""
    found = people.teams(work())
    return page(found, len(found), lambda item: (item.id,))


@resource.post(permission="people:manage", body=NewTeam, answer=TeamShape, status=201)
def add_team(body: dict[str, Any]) -> Response:
    """Add a team."""
    made = people.create_team(work(), by=actor(), **body)
    return reply(made, 201, version=made.row_version)


@resource.get("/<id:number>", permission=SIGNED_IN, answer=TeamShape)
def show_team(number: int) -> Response:
    """Show a team."""
    found = people.team_by_id(work(), number)
    return reply(found, version=found.row_version)


@resource.patch("/<id:number>", permission="people:manage", body=TeamChanges, answer=TeamShape, if_match=True)
def change_team(number: int, body: dict[str, Any]) -> Response:
    """Change a team."""
    changed = people.change_team(work(), number, body, by=actor(), row_version=if_match())
    return reply(changed, version=changed.row_version)
