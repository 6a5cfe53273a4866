"""Users and what they hold."""

from __future__ import annotations

from api.schemas.fields import (
    PageQuery,
    Shape,
    choice,
    flag,
    moment,
    number,
    part,
    query_flag,
    query_number,
    reference,
    secret,
    several,
    text,
)
from api.schemas.me import GrantShape
from engine.people import ROLE_ACTIONS


class UserShape(Shape):
    """A person or service account."""

    id = reference("The id.", required=True)
    username = text("The username.", required=True)
    name = text("The name.", required=True)
    email = text("The e-mail address; empty when unknown.", required=True)
    authority = number("The level of authority, 0 to 100.", required=True)
    active = flag("Whether the account is open.", required=True)
    created_at = moment("When the account was opened.", required=True)
    row_version = number("The version; also the ETag.", required=True)
    grants = part(GrantShape, "The roles held.", many=True, required=True)
    team_ids = several(reference("The id of a team."), "The teams worked in.", required=True)
    skills = several(text("A skill."), "The skills held.", required=True)


class NewUser(Shape):
    """A user to be added; roles, teams and a password are given afterwards."""

    username = text("The username, without spaces.", required=True, longest=100)
    name = text("The name.", required=True, longest=200)
    email = text("The e-mail address.", load_default="", longest=300)
    authority = number("The level of authority.", most=100, load_default=0)


class UserChanges(Shape):
    """What changes of a user; what is left out stays."""

    name = text("The name.", longest=200)
    email = text("The e-mail address.", longest=300)
    authority = number("The level of authority.", most=100)
    active = flag("Whether the account is open.")


class UserQuery(PageQuery):
    """Which users."""

    words = text("Part of a name or username.", load_default="", longest=100)
    team_id = query_number("Only those in this team.", load_default=None)
    role = choice("Only those who hold this role.", sorted(ROLE_ACTIONS), load_default=None)
    active = query_flag("Only open accounts, or only closed ones.", load_default=None)


class UserGrants(Shape):
    """All roles a user is to hold."""

    grants = part(GrantShape, "The roles; none takes all away.", many=True, required=True)


class UserTeams(Shape):
    """All teams a user is to work in."""

    team_ids = several(reference("The id of a team."), "The teams; none takes all away.", required=True)


class UserSkills(Shape):
    """All skills a user is to hold."""

    skills = several(text("A skill.", longest=200), "The skills; none takes all away.", required=True)


class NewPassword(Shape):
    """A password."""

    password = secret("12 to 200 characters.", required=True)
