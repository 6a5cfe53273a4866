"""Who gets the work of the lanes that models draw, as the teams of a service stand today. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engine.people.teams import Team, TeamDirectory, carrying, is_front_lane, teams_of


@dataclass(frozen=True, slots=True)
class LaneWork:
    """Who gets a lane's work. `carried`: a team says that it takes the lane; else it goes to the service's back office.

    `front`: it goes to the front office of the customer's site. `teams` are those that get it, one of them at each
    site; empty where the service has no back office either.
    """

    lane: str
    front: bool
    carried: bool
    teams: tuple[str, ...]

    @property
    def office(self) -> str:
        """The office as pages call it."""
        return "Front office" if self.front else "Back office"


def lane_work(teams: Iterable[Team], lane: str, service_id: int | None) -> LaneWork:
    """Who gets the work of one lane of a service's models."""
    of_service = teams_of(teams, service_id)
    found = carrying(of_service, lane)
    front = is_front_lane(of_service, lane, service_id)
    if not found:
        default = TeamDirectory(service_id, None, of_service).back()
        return LaneWork(lane, False, False, (default.name,) if default else ())
    return LaneWork(lane, front, True, tuple(team.name for team in found if front or team.kind == "back"))


def lanes_taken(teams: Iterable[Team], service_id: int | None) -> tuple[LaneWork, ...]:
    """The lanes that teams of the service take, those of the front office first."""
    of_service = teams_of(teams, service_id)
    lanes = {lane.strip().casefold(): lane.strip() for team in of_service for lane in team.lanes if lane.strip()}
    found = (lane_work(of_service, lane, service_id) for lane in lanes.values())
    return tuple(sorted(found, key=lambda work: (not work.front, work.lane.casefold())))
