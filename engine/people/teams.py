"""Teams, and the directory that says which team takes the work of a lane."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, Literal, cast

import orjson
from sqlalchemy import ColumnElement, RowMapping, Select, bindparam, or_, select

from engine.errors import NotFound, Refused
from engine.people.actor import Actor
from engine.people.tables import service, site, team
from engine.people.writing import add_row, change_row, check_changes, check_exist, check_key, check_name, note
from engine.store import Work

KINDS = ("front", "back")
PROVIDERS = ("council", "partner", "contractor")
_CHANGEABLE = frozenset(
    {"name", "kind", "service_id", "site_id", "provider", "provider_name", "lanes", "calendar", "channel_calendars"}
)


@dataclass(frozen=True, slots=True)
class Team:
    """A team of the front office or a back office.

    Without a service it works for all of them, without a site everywhere. `lanes` are the names of the lanes in
    models whose work it does. `provider_name` says who a partner or contractor is. `calendar` is the key of the one its
    work is counted on, `channel_calendars` those for what came by a channel; without one it is its service's.
    """

    id: int
    key: str
    name: str
    kind: Literal["front", "back"]
    service_id: int | None
    site_id: int | None
    provider: str
    provider_name: str
    lanes: tuple[str, ...]
    row_version: int = 1
    calendar: str = ""
    channel_calendars: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class TeamDirectory:
    """The teams that may take work of one service at one site; looking up asks nothing of the database."""

    service_id: int | None
    site_id: int | None
    teams: tuple[Team, ...]
    calendar: str = ""
    """The service's own calendar, which its promises are counted on; empty when it has none."""
    channel_calendars: Mapping[str, str] = field(default_factory=dict, hash=False)
    """The service's calendars for what came by a channel."""

    def calendar_for(self, team: Team | None, channel: str = "") -> str:
        """The key of the calendar on which work is counted that came by a channel; empty when nobody named one.

        The nearest one counts: the team's for the channel, the team's, the service's for the channel, the service's.
        Without a team it is a promise of the whole service.
        """
        nearest = () if team is None else (team.channel_calendars.get(channel), team.calendar)
        found = (*nearest, self.channel_calendars.get(channel), self.calendar)
        return next((key for key in found if key), "")

    def for_lane(self, lane: str) -> Team | None:
        """The team for a lane's work.

        A team carries the lane when the names agree whatever their case. The team for exactly this service and site
        wins over the service-wide, the site-wide and the council-wide one. A lane of the front office (at any site)
        means this site's front-office team. A lane that nobody carries goes to the back office.
        """
        here = carrying(self.teams, lane)
        found = self._first(item for item in here if item.kind == "back")
        if found is None and any(item.kind == "front" for item in here):
            return self.front() or self.back()
        return found or self.back()

    def front(self) -> Team | None:
        """The front-office team of the site; where the site has none, one that works at every site."""
        here = [item for item in self.teams if item.kind == "front"]
        return self._first(item for item in here if item.site_id is not None) or self._first(here)

    def back(self) -> Team | None:
        """The service's back office by default: of its teams the nearest one, and among those one without lanes."""
        return self._first(item for item in self.teams if item.kind == "back")

    def _first(self, candidates: Iterable[Team]) -> Team | None:
        reachable = [item for item in candidates if item.site_id in (None, self.site_id)]
        return min(reachable, key=lambda item: (*_distance(item), bool(item.lanes), item.id), default=None)


def is_front_lane(teams: Iterable[Team], lane: str, service_id: int | None) -> bool:
    """Whether a lane's work goes to the front office: its teams carry the lane, and no back office of the service."""
    here = carrying(teams_of(teams, service_id), lane)
    return bool(here) and all(item.kind == "front" for item in here)


def teams_of(teams: Iterable[Team], service_id: int | None) -> tuple[Team, ...]:
    """The teams that may take work of one service."""
    return tuple(item for item in teams if item.service_id in (None, service_id))


def carrying(teams: Iterable[Team], lane: str) -> list[Team]:
    """The teams that carry a lane, whatever the case of its name."""
    wanted = lane.strip().casefold()
    return [item for item in teams if wanted in {name.strip().casefold() for name in item.lanes}]


def team_directory(work: Work, service_id: int | None, site_id: int | None) -> TeamDirectory:
    """The teams that may take work of this service at this site, in one statement."""
    rows = work.rows(_REACHABLE, {"service_id": service_id, "site_id": site_id})
    own = (rows[0]["service_calendar"], rows[0]["service_channels"]) if rows else ("", {})
    return TeamDirectory(service_id, site_id, tuple(_team(row) for row in rows), own[0] or "", own[1] or {})


def directory_query(service_id: ColumnElement[int], site_id: ColumnElement[int]) -> Select[Any]:
    """The rows of a team directory: for a statement that reads more."""
    of_service = or_(team.c.service_id.is_(None), team.c.service_id == service_id)
    at_site = or_(team.c.site_id.is_(None), team.c.site_id == site_id, team.c.kind == "front")
    of = service.c.id == service_id
    calendar = select(service.c.default_calendar).where(of).scalar_subquery().label("service_calendar")
    channels = select(service.c.channel_calendars).where(of).scalar_subquery().label("service_channels")
    columns = [team.c[name] for name in Team.__dataclass_fields__]
    return select(*columns, calendar, channels).where(of_service, at_site).order_by(team.c.id)


@lru_cache(maxsize=256)
def directory_from(service_id: int, site_id: int, listed: str) -> TeamDirectory:
    """The rows of `directory_query`, listed as JSON, as the directory that they make."""
    rows = orjson.loads(listed)
    teams = tuple(Team(**{**dict(zip(_TEAM, row, strict=False)), "lanes": tuple(row[_LANES])}) for row in rows)
    *_, calendar, channels = rows[0] if rows else ("", {})
    return TeamDirectory(service_id, site_id, teams, calendar or "", channels or {})


def create_team(
    work: Work,
    key: str,
    name: str,
    *,
    kind: str,
    by: Actor,
    service_id: int | None = None,
    site_id: int | None = None,
    provider: str = "council",
    provider_name: str = "",
    lanes: Sequence[str] = (),
    calendar: str = "",
    channel_calendars: Mapping[str, str] | None = None,
) -> Team:
    """Add a team. Raises `Refused` when the key is taken, or the service, site, kind or provider unknown."""
    check_key(key, "team")
    values: dict[str, Any] = {
        "name": name,
        "kind": kind,
        "service_id": service_id,
        "site_id": site_id,
        "provider": provider,
        "provider_name": provider_name,
        "lanes": list(lanes),
        "calendar": calendar,
        "channel_calendars": dict(channel_calendars or {}),
    }
    check_name(name)
    _check(work, values)
    number = add_row(work, team, {"key": key, **values, "row_version": 1}, unique="key", thing="team")
    note(work, "people:team:created", "team", number, by, key=key)
    return team_by_id(work, number)


def change_team(work: Work, team_id: int, changes: Mapping[str, Any], *, by: Actor, row_version: int) -> Team:
    """Change anything of a team but its key. Raises `NotFound`, `StaleVersion` or `Refused`."""
    check_changes(changes, _CHANGEABLE)
    _check(work, changes)
    change_row(work, team, team_id, changes, row_version=row_version, thing="team")
    note(work, "people:team:changed", "team", team_id, by, changed=sorted(changes))
    return team_by_id(work, team_id)


def find_team(work: Work, key: str) -> Team | None:
    """The team with this key, or None."""
    row = work.row(select(team).where(team.c.key == key))
    return None if row is None else _team(row)


def team_by_id(work: Work, team_id: int) -> Team:
    """The team with this id. Raises `NotFound`."""
    row = work.row(select(team).where(team.c.id == team_id))
    if row is None:
        raise NotFound(f"There is no team {team_id}.")
    return _team(row)


def teams(work: Work) -> list[Team]:
    """Every team, by name. A council has a few hundred."""
    return [_team(row) for row in work.rows(select(team).order_by(team.c.name, team.c.id))]


def _check(work: Work, values: Mapping[str, Any]) -> None:
    for where, allowed in (("kind", KINDS), ("provider", PROVIDERS)):
        if where in values and values[where] not in allowed:
            raise Refused.at(where, f"The {where} of a team is one of: {', '.join(allowed)}.")
    check_exist(work, service, [values.get("service_id")], "service_id")
    check_exist(work, site, [values.get("site_id")], "site_id")


def _distance(item: Team) -> tuple[int, int]:
    return (item.service_id is None, item.site_id is None)


def _team(row: RowMapping) -> Team:
    values = {name: row[name] for name in Team.__dataclass_fields__}
    kind = cast("Literal['front', 'back']", row["kind"])
    return Team(**{**values, "kind": kind, "lanes": tuple(row["lanes"])})


_TEAM = tuple(Team.__dataclass_fields__)
_LANES = _TEAM.index("lanes")
_REACHABLE = directory_query(
    bindparam("service_id", type_=service.c.id.type), bindparam("site_id", type_=site.c.id.type)
)
