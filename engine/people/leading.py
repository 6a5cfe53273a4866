"""Who leads a team and who heads a service: whom to tell when work does not go on."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import or_, select

from engine.people.tables import grant, service, user
from engine.people.users import User, read_users
from engine.store import Work

_LEADS = ("team_leader", "head_of_service")


@dataclass(frozen=True, slots=True)
class Leading:
    """Open accounts of those who lead or head anything, and of others asked for, by id; the owners of services."""

    users: Mapping[int, User]
    owners: Mapping[int, int | None]

    def team_leaders(self, team_id: int | None, service_id: int | None) -> list[int]:
        """Those of a team who lead it: its members with the role, for its service or for all. In order of their ids."""
        return [
            number
            for number, one in sorted(self.users.items())
            if team_id in one.team_ids
            and any(held.role == "team_leader" and held.service_id in (None, service_id) for held in one.grants)
        ]

    def heads(self, service_id: int | None) -> list[int]:
        """The head of a service: its owner, else those with the role for this service."""
        owner = self.owners.get(service_id or 0)
        if owner in self.users:
            return [owner] if owner is not None else []
        return [
            number
            for number, one in sorted(self.users.items())
            if any(held.role == "head_of_service" and held.service_id == service_id for held in one.grants)
        ]


def who_leads(work: Work, also: Collection[int] = ()) -> Leading:
    """Everybody with an open account who leads or heads something, and those of `also`; two statements."""
    owners = {row["id"]: row["owner_id"] for row in work.rows(select(service.c.id, service.c.owner_id))}
    leads = select(grant.c.user_id).where(grant.c.role.in_(_LEADS))
    asked = {*also, *(number for number in owners.values() if number is not None)}
    found = read_users(work, user.c.active, or_(user.c.id.in_(leads), user.c.id.in_(asked)))
    return Leading({one.id: one for one in found}, owners)
