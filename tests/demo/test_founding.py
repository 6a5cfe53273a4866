"""Northmere on the day it is loaded: who is there, what is in force, and where the steps stand."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta

import pytest

from engine import definitions, demo, people, transfer
from engine.errors import Conflict
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from engine.transfer import Filters
from tests.conftest import WEDNESDAY
from tests.demo.conftest import PASSWORD


def test_it_loads_only_where_nobody_has_begun(store: Store):
    with unit_of_work(store) as work:
        people.create_user(work, "somebody", "Somebody", by=SYSTEM)
    with unit_of_work(store) as work, pytest.raises(Conflict, match="only into an empty one"):
        demo.load(work, PASSWORD)
    with reading(store) as work:
        assert demo.council(work) is None


def test_four_processes_run_uploaded_by_one_person_and_approved_by_another(northmere: Store):
    with reading(northmere) as work:
        versions = [definitions.version_by_id(work, row.live_version_id) for row in definitions.processes(work)]

    assert {row.process_key for row in versions} == {
        "council_tax_move",
        "report_a_highway_defect",
        "householder_application",
        "planning_enforcement_complaint",
    }
    assert all(None not in (row.uploaded_by, row.approved_by) for row in versions)
    assert all(row.uploaded_by != row.approved_by for row in versions)


def test_who_is_liable_is_live_at_harbour_and_held_at_eastgate_63_days_late(northmere: Store):
    with reading(northmere) as work:
        sites = {site.key: site.id for site in people.sites(work)}
        process_id = definitions.live_version(work, "council_tax_move").process_id
        listed = {
            row.site_id: row
            for row in transfer.list_standings(work, Filters(process_ids=[process_id]))
            if row.standing.step_key == "confirm_liability"
        }
        rita = people.find_user(work, "rita.revenues")
        where = {"process_id": process_id, "step_key": "confirm_liability", "site_id": sites["eastgate"]}
        plans = transfer.plans(work, **where)

    assert listed[sites["harbour"]].standing.state == "live"
    held = listed[sites["eastgate"]]
    assert (held.standing.state, held.standing.held_by) == ("trained", "fear_of_poorer_service")
    assert held.standing.owner_id == rita.id
    assert held.slip.against_first == 63
    assert plans[0].planned_on == WEDNESDAY.date() - timedelta(days=63)


def test_the_board_shows_steps_in_every_state_each_with_an_owner(northmere: Store):
    with reading(northmere) as work:
        listed = transfer.list_standings(work, limit=100)
    states = Counter(row.standing.state for row in listed)

    assert set(states) == set(transfer.STATES)
    assert all(row.standing.owner_id for row in listed if row.standing.state != "back_office")
    assert {row.standing.held_by for row in listed} == {None, *transfer.OBSTACLES}
