"""Who is signed in."""

from __future__ import annotations

from api.schemas.fields import Shape, number, part, reference, secret, several, text


class GrantShape(Shape):
    """A role, for one service or all, at one site or all."""

    role = text("The key of the role.", required=True, longest=60)
    service_id = reference("The service; null for all.", allow_none=True, load_default=None)
    site_id = reference("The site; null for all.", allow_none=True, load_default=None)


class Me(Shape):
    """Who is signed in, and what they may do."""

    id = reference("The id of the user.", required=True)
    username = text("The username.", required=True)
    name = text("The name.", required=True)
    authority = number("The level of authority.", required=True)
    grants = part(GrantShape, "The roles held.", many=True, required=True)
    team_ids = several(reference("The id of a team."), "The teams worked in.", required=True)
    skills = several(text("A skill."), "The skills held.", required=True)
    permissions = several(text("An action."), "What may be done, for some service or site at least.", required=True)


class OwnPassword(Shape):
    """Another password for oneself."""

    current = secret("The password until now.", required=True)
    password = secret("The new one: 12 to 200 characters.", required=True)
