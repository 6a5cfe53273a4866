"""Teams of the front office and the back offices."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import SIGNED_IN, actor
from api.cursors import read_cursor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import PageQuery, page_of
from api.schemas.places import MemberShape, NewTeam, TeamChanges, TeamShape
from api.versions import if_match
from api.work import work
from engine import people, sla

resource = Resource("teams", "Teams of the front office and the back offices.")


@resource.get(permission=SIGNED_IN, answer=page_of(TeamShape))
def list_teams() -> Response:
    """List them all, by name."""
    found = people.teams(work())
    return page(found, len(found), lambda item: (item.id,))


@resource.post(permission="people:manage", body=NewTeam, answer=TeamShape, status=201)
def add_team(body: dict[str, Any]) -> Response:
    """Add a team."""
    sla.check_calendars_of(work(), body)
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
    sla.check_calendars_of(work(), body)
    changed = people.change_team(work(), number, body, by=actor(), row_version=if_match())
    return reply(changed, version=changed.row_version)


@resource.get("/<id:number>/members", permission="task:assign", query=PageQuery, answer=page_of(MemberShape))
def list_members(number: int, query: dict[str, Any]) -> Response:
    """List who works in a team, for those who assign its tasks. Closed accounts are left out."""
    team = people.team_by_id(work(), number)
    people.require(actor(), "task:assign", service_id=team.service_id, site_id=team.site_id)
    (after_id,) = read_cursor(query["cursor"], int) or (0,)
    found = people.users(work(), team_id=number, active=True, after_id=after_id, limit=query["limit"] + 1)
    return page(found, query["limit"], lambda user: (user.id,), _show_member)


def _show_member(user: people.User) -> dict[str, object]:
    return {"id": user.id, "name": user.name, "skills": user.skills, "authority": user.authority}
