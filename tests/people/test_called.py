"""What places are called, for pages."""

from __future__ import annotations

from engine import people
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.council import Council


def test_every_name_is_found_by_its_id_in_one_statement(store: Store, council: Council, statements):
    with unit_of_work(store) as work:
        added = people.create_service(work, "allotments", "Allotments", by=SYSTEM)
    with reading(store) as work, statements() as sent:
        names = people.place_names(work)
    assert len(sent) == 1
    assert list(names.services.items()) == [(added.id, "Allotments"), (council.service_id, "Highways")]
    assert names.sites == {council.site_id: "Eastgate", council.other_site_id: "Harbour"}
    assert names.teams[council.back_team_id] == "Inspectors"
    assert list(names.teams.values()) == ["East front", "Inspectors", "West front"]


def test_a_new_council_has_none(store: Store):
    with reading(store) as work:
        names = people.place_names(work)
    assert (names.services, names.sites, names.teams) == ({}, {}, {})
