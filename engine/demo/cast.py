"""Who works in the invented council: its people, teams, sites and processes, read once for a whole run of history."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random

from engine import people
from engine.demo.days import Days
from engine.demo.marker import DemoCouncil
from engine.people import SYSTEM, Actor, Team, User
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Cast:
    """The council as its history needs it. `members` are the people of each team, by its id."""

    council: DemoCouncil
    days: Days
    sites: Mapping[str, int]
    areas: Mapping[str, str]
    teams: Mapping[int, Team]
    members: Mapping[int, tuple[Actor, ...]]

    def front(self, site: str) -> Team:
        """The front office of a site."""
        return next(team for team in self.teams.values() if team.kind == "front" and team.site_id == self.sites[site])

    def somebody(self, team_id: int, random: Random) -> Actor:
        """One of a team."""
        return random.choice(self.members[team_id] or (SYSTEM,))


def read_cast(work: Work, council: DemoCouncil) -> Cast:
    """The council as it is in the database. People who have left since are left out."""
    teams = {team.id: team for team in people.teams(work)}
    users = [user for user in everybody(work) if user.active and user.id in council.people]
    actors = [people.actor_for_user(work, user.id) for user in users]
    members = {number: tuple(actor for actor in actors if number in actor.team_ids) for number in teams}
    sites = people.sites(work)
    return Cast(
        council=council,
        days=Days.before(work, council.loaded_at),
        sites={site.key: site.id for site in sites},
        areas={site.key: site.area for site in sites},
        teams=teams,
        members=members,
    )


def everybody(work: Work) -> list[User]:
    """All users, in the order they were added."""
    found: list[User] = []
    while page := people.users(work, after_id=found[-1].id if found else 0, limit=200):
        found += page
    return found
