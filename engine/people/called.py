"""What services, sites and teams are called: all of a council's in one statement, for pages that show names."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import literal, select, union_all

from engine.people.tables import service, site, team
from engine.store import Work


@dataclass(frozen=True, slots=True)
class PlaceNames:
    """Names by id, in the order of the names."""

    services: dict[int, str] = field(default_factory=dict)
    sites: dict[int, str] = field(default_factory=dict)
    teams: dict[int, str] = field(default_factory=dict)


def place_names(work: Work) -> PlaceNames:
    """The names of every service, site and team; one statement."""
    kinds = (("services", service), ("sites", site), ("teams", team))
    parts = [select(literal(kind).label("kind"), table.c.id, table.c.name) for kind, table in kinds]
    found = PlaceNames()
    for row in work.rows(union_all(*parts).order_by("name", "id")):
        getattr(found, row["kind"])[row["id"]] = row["name"]
    return found
