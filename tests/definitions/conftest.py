"""A council with one service, an analyst who uploads and a head who approves, for the tests of this room."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from engine import people
from engine.people import SYSTEM, Actor, Grant
from engine.store import Store, Work, unit_of_work


@dataclass(frozen=True)
class Council:
    """Ids and people that most tests need."""

    service: int
    other_service: int
    site: int
    analyst: Actor
    head: Actor


@pytest.fixture
def council(store: Store) -> Council:
    with unit_of_work(store) as work:
        service = people.create_service(work, "planning", "Planning", by=SYSTEM).id
        other = people.create_service(work, "revenues", "Revenues", by=SYSTEM).id
        site = people.create_site(work, "northport", "Northport", by=SYSTEM, area="north").id
        return Council(service, other, site, _person(work, "ana", "analyst"), _person(work, "hed", "head_of_service"))


def _person(work: Work, username: str, role: str) -> Actor:
    user = people.create_user(work, username, username.title(), by=SYSTEM)
    people.set_grants(work, user.id, [Grant(role)], by=SYSTEM)
    return people.actor_for_user(work, user.id)
