"""What things are called: services, sites, teams and people by id, for pages, which never show an id."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from engine import definitions, people, sla
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Names:
    """Names by id. An id of None, or one that is not known, has the name “–”."""

    services: Mapping[int, str]
    sites: Mapping[int, str]
    teams: Mapping[int, str]
    users: Mapping[int, str]

    def service(self, number: int | None) -> str:
        """The name of a service."""
        return _name(self.services, number)

    def site(self, number: int | None) -> str:
        """The name of a site."""
        return _name(self.sites, number)

    def team(self, number: int | None) -> str:
        """The name of a team."""
        return _name(self.teams, number)

    def user(self, number: int | None) -> str:
        """The name of a person."""
        return _name(self.users, number)


def names(work: Work, user_ids: Collection[int | None] = ()) -> Names:
    """The names of all services, sites and teams, and of these people; two statements at most."""
    wanted = {number for number in user_ids if number is not None}
    places = people.place_names(work)
    return Names(
        places.services,
        places.sites,
        places.teams,
        people.names_of_users(work, wanted) if wanted else {},
    )


def process_names(work: Work) -> dict[int, str]:
    """The names of all processes by id; one statement."""
    return {item.id: item.name for item in definitions.processes(work)}


def calendar_names(work: Work) -> dict[str, str]:
    """The names of all calendars by key; one statement."""
    return {row.key: row.name for row in sla.list_calendars(work)}


def _name(known: Mapping[int, str], number: int | None) -> str:
    return "–" if number is None else known.get(number, "–")
