"""A council whose adviser records contacts about two processes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import pytest
from sqlalchemy import insert

from engine.contacts import Contact, NewContact, add_customer, keep_property, record
from engine.definitions.tables import process
from engine.people import SYSTEM, Actor, create_service, create_site, create_team, create_user
from engine.store import Store, Work, unit_of_work


@dataclass(frozen=True, slots=True)
class Desk:
    """Ids to record contacts with, and short ways to do so, each in a unit of work of its own."""

    store: Store
    adviser: Actor
    service_id: int
    site_id: int
    team_id: int
    process_id: int
    other_process_id: int

    def do(self, function: Callable[..., Any], *args: Any, **named: Any) -> Any:
        """Call a function of the room."""
        with unit_of_work(self.store) as work:
            return function(work, *args, **named)

    def record(self, **changes: Any) -> Contact:
        """Record a telephone call about the first process."""
        asked = {
            "channel": "phone",
            "own_words": "There is a hole in our road",
            "service_id": self.service_id,
            "process_id": self.process_id,
        }
        return self.do(record, NewContact(**(asked | changes)), by=self.adviser)

    def customer(self, **values: str) -> int:
        """Keep a customer and answer the id."""
        return int(self.do(add_customer, **(values or {"name": "Ann Smith"}), by=self.adviser).id)

    def place(self, **values: str) -> int:
        """Keep a place and answer the id."""
        return int(self.do(keep_property, **(values or {"uprn": "010012345678"})).id)


def _process(work: Work, service_id: int, key: str) -> int:
    values = {"service_id": service_id, "key": key, "name": key, "created_at": work.now}
    return int(work.value(insert(process).values(values).returning(process.c.id)))


@pytest.fixture
def desk(store: Store) -> Desk:
    """One desk, freshly set up."""
    with unit_of_work(store) as work:
        service = create_service(work, "highways", "Highways", by=SYSTEM)
        site = create_site(work, "salisbury", "Salisbury", by=SYSTEM)
        team = create_team(work, "hub", "Salisbury hub", kind="front", site_id=site.id, by=SYSTEM)
        user = create_user(work, "adviser", "Alex Adviser", by=SYSTEM)
        processes = [_process(work, service.id, key) for key in ("pothole", "street-light")]
        adviser = Actor(user_id=user.id, username="adviser", name=user.name)
        return Desk(store, adviser, service.id, site.id, team.id, *processes)
