"""Where a person takes contacts: the sites of their teams, the front office first, else any site of the council."""

from __future__ import annotations

from dataclasses import dataclass

from engine import people
from engine.people import Actor, Team
from engine.store import Work


@dataclass(frozen=True, slots=True)
class OwnSite:
    """A site at which a person takes contacts, and the team for which they do; None for somebody without a team."""

    site_id: int
    name: str
    team_id: int | None


def own_sites(work: Work, person: Actor) -> tuple[OwnSite, ...]:
    """The sites of `person`, the usual one first; two statements."""
    names = {site.id: site.name for site in people.sites(work)}
    own = sorted((team for team in people.teams(work) if team.id in person.team_ids), key=_nearness)
    found: dict[int, OwnSite] = {}
    for team in own:
        if team.site_id is not None and team.site_id in names:
            found.setdefault(team.site_id, OwnSite(team.site_id, names[team.site_id], team.id))
    if found:
        return tuple(found.values())
    anywhere = own[0].id if own else None
    return tuple(OwnSite(number, name, anywhere) for number, name in names.items())


def _nearness(team: Team) -> tuple[bool, int]:
    return (team.kind != "front", team.id)
