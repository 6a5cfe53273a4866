"""Services and sites: what the council does, and where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import RowMapping, select

from engine.errors import NotFound
from engine.people.actor import Actor
from engine.people.tables import service, site, user
from engine.people.writing import add_row, change_row, check_changes, check_exist, check_key, check_name, note
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Service:
    """A service of the council.

    `default_calendar` is the key of the calendar its promises are counted on, `channel_calendars` the keys of those for
    what came by a channel.
    """

    id: int
    key: str
    name: str
    themes: tuple[str, ...]
    owner_id: int | None
    default_calendar: str
    row_version: int
    channel_calendars: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True, slots=True)
class Site:
    """A place where customers are served. `area` is the part of the county it serves, which may choose a variant."""

    id: int
    key: str
    name: str
    area: str
    row_version: int


def create_service(
    work: Work,
    key: str,
    name: str,
    *,
    by: Actor,
    themes: Sequence[str] = (),
    owner_id: int | None = None,
    default_calendar: str = "",
    channel_calendars: Mapping[str, str] | None = None,
) -> Service:
    """Add a service. Raises `Refused` when the key is taken or the owner unknown."""
    check_key(key, "service")
    check_name(name)
    check_exist(work, user, [owner_id], "owner_id")
    values = {
        "key": key,
        "name": name,
        "themes": list(themes),
        "owner_id": owner_id,
        "default_calendar": default_calendar,
        "channel_calendars": dict(channel_calendars or {}),
        "row_version": 1,
    }
    number = add_row(work, service, values, unique="key", thing="service")
    note(work, "people:service:created", "service", number, by, key=key)
    return service_by_id(work, number)


def change_service(work: Work, service_id: int, changes: Mapping[str, Any], *, by: Actor, row_version: int) -> Service:
    """Change a service's name, themes, owner or calendar. Raises `NotFound`, `StaleVersion` or `Refused`."""
    check_changes(changes, {"name", "themes", "owner_id", "default_calendar", "channel_calendars"})
    check_exist(work, user, [changes.get("owner_id")], "owner_id")
    change_row(work, service, service_id, changes, row_version=row_version, thing="service")
    note(work, "people:service:changed", "service", service_id, by, changed=sorted(changes))
    return service_by_id(work, service_id)


def create_site(work: Work, key: str, name: str, *, by: Actor, area: str = "") -> Site:
    """Add a site. Raises `Refused` when the key is taken."""
    check_key(key, "site")
    check_name(name)
    values = {"key": key, "name": name, "area": area, "row_version": 1}
    number = add_row(work, site, values, unique="key", thing="site")
    note(work, "people:site:created", "site", number, by, key=key)
    return Site(number, key, name, area, 1)


def change_site(work: Work, site_id: int, changes: Mapping[str, Any], *, by: Actor, row_version: int) -> Site:
    """Change a site's `name` or `area`. Raises `NotFound`, `StaleVersion`, `Refused`."""
    check_changes(changes, {"name", "area"})
    change_row(work, site, site_id, changes, row_version=row_version, thing="site")
    note(work, "people:site:changed", "site", site_id, by, changed=sorted(changes))
    return site_by_id(work, site_id)


def find_service(work: Work, key: str) -> Service | None:
    """The service with this key, or None."""
    row = work.row(select(service).where(service.c.key == key))
    return None if row is None else _service(row)


def service_by_id(work: Work, service_id: int) -> Service:
    """The service with this id. Raises `NotFound`."""
    row = work.row(select(service).where(service.c.id == service_id))
    if row is None:
        raise NotFound(f"There is no service {service_id}.")
    return _service(row)


def services(work: Work) -> list[Service]:
    """Every service, by name. A council has a few dozen."""
    return [_service(row) for row in work.rows(select(service).order_by(service.c.name, service.c.id))]


def find_site(work: Work, key: str) -> Site | None:
    """The site with this key, or None."""
    row = work.row(select(site).where(site.c.key == key))
    return None if row is None else _site(row)


def site_by_id(work: Work, site_id: int) -> Site:
    """The site with this id. Raises `NotFound`."""
    row = work.row(select(site).where(site.c.id == site_id))
    if row is None:
        raise NotFound(f"There is no site {site_id}.")
    return _site(row)


def sites(work: Work) -> list[Site]:
    """Every site, by name. A council has a few dozen."""
    return [_site(row) for row in work.rows(select(site).order_by(site.c.name, site.c.id))]


def _service(row: RowMapping) -> Service:
    return Service(**{**row, "themes": tuple(row["themes"])})


def _site(row: RowMapping) -> Site:
    return Site(**row)
