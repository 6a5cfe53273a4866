"""Which team gets a step: the front office where the step has been moved, else the team of its lane."""

from __future__ import annotations

from dataclasses import dataclass

from engine.errors import Refused
from engine.people import Team, TeamDirectory
from engine.transfer import Routing, goes_to_front_office


@dataclass(frozen=True, slots=True)
class Route:
    """Where a task goes and why: `live` or `pilot` (the step stands so at this site), else `lane`.

    One that waited in the back office until its step moved has come as `moved`.
    """

    team: Team
    why: str


def route(
    directory: TeamDirectory,
    standing: Routing | None,
    *,
    step_name: str,
    lane: str,
    case_id: int,
    begun_by_team_id: int | None,
) -> Route:
    """The team that gets a step of a case. Raises Refused when no team exists that could."""
    front = _front_team(directory, begun_by_team_id)
    if standing is not None and front is not None and goes_to_front_office(standing, case_id, front.id):
        return Route(front, standing.state)
    team = directory.for_lane(lane) or directory.back()
    if team is None:
        raise Refused(
            f"No team can do the step “{step_name}”: no team serves the lane “{lane}” "
            "and the service has no back office. Ask an administrator to add a team."
        )
    return Route(team, "lane")


def _front_team(directory: TeamDirectory, begun_by_team_id: int | None) -> Team | None:
    """The front-office team that began the case keeps it; else the site's."""
    begun_by = (team for team in directory.teams if team.id == begun_by_team_id and team.kind == "front")
    return next(begun_by, None) or directory.front()
