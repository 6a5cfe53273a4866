"""Where steps stand across services, and where they stood."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from engine import definitions
from engine.store import unit_of_work
from engine.transfer import (
    Filters,
    Slip,
    hold,
    list_standings,
    live_step_keys,
    release_hold,
    standings,
    standings_at,
    steps_in_front_office,
)

STEP = "check-evidence"


@pytest.fixture
def busy(council, clock):
    """Four standings: live, pilot, held, and one of another process at another site, planned ten days ago."""
    council.move_to("live")
    council.move_to("pilot", step_key="inspect")
    with unit_of_work(council.store) as work:
        place = council.place(step_key="repair")
        hold(work, **place, obstacle="job_fears", note="Depot staff worry", by=council.head, row_version=0)
    clock.advance(timedelta(days=-10))
    council.move(
        "agreed",
        process_id=council.other_process_id,
        site_id=council.other_site_id,
        owner_id=council.analyst.user_id,
        planned_on=date(2026, 11, 10),
    )
    clock.advance(timedelta(days=10))
    return council


def listed(reading_from, **filters: Any):
    return [(row.process_id, row.standing.step_key) for row in reading_from(list_standings, Filters(**filters))]


def test_without_filters_every_standing_is_listed(busy, reading_from):
    assert len(reading_from(list_standings)) == 4


def test_steps_that_the_front_office_does_are_found_for_many_processes_at_once(busy, reading_from):
    both = [busy.process_id, busy.other_process_id]
    assert reading_from(steps_in_front_office, both) == {busy.process_id: frozenset({STEP, "inspect"})}


def test_filters_limit_the_list(busy, reading_from):
    here, other = busy.process_id, busy.other_process_id
    assert listed(reading_from, process_ids={other}) == [(other, STEP)]
    assert listed(reading_from, process_ids=()) == []
    assert listed(reading_from, site_ids={busy.other_site_id}) == [(other, STEP)]
    assert listed(reading_from, states=["live", "pilot"]) == [(here, STEP), (here, "inspect")]
    assert listed(reading_from, owner_id=busy.analyst.user_id) == [(other, STEP)]
    assert listed(reading_from, obstacle="job_fears") == [(here, "repair")]
    assert listed(reading_from, obstacle="resources") == []
    assert listed(reading_from, held=True) == [(here, "repair")]
    assert len(listed(reading_from, held=False)) == 3
    assert listed(reading_from, planned_before=date(2026, 11, 18)) == [(other, STEP)]


def test_only_places_that_the_reader_may_see_are_listed(busy, reading_from):
    with unit_of_work(busy.store) as work:
        service = definitions.process(work, busy.process_id).service_id
    here, there = busy.site_id, busy.other_site_id
    assert len(listed(reading_from, scopes={(None, None)})) == 4
    assert listed(reading_from, scopes=()) == []
    assert len(listed(reading_from, scopes={(service, here)})) == 3
    assert len(listed(reading_from, scopes={(None, here)})) == 3
    two_limited_roles = {(service, there), (service + 1, here)}
    assert listed(reading_from, scopes=two_limited_roles) == [(busy.other_process_id, STEP)]


def test_pages_follow_the_id_of_the_last_row(busy, reading_from):
    first = reading_from(list_standings, limit=3)
    rest = reading_from(list_standings, limit=3, after_id=first[-1].id)
    assert len(first) == 3
    assert [row.standing.step_key for row in rest] == [STEP]


def test_a_listed_standing_shows_its_first_plan_and_slip(busy, reading_from):
    (late,) = reading_from(list_standings, Filters(process_ids={busy.other_process_id}))
    assert (late.first_planned_on, late.slip) == (date(2026, 11, 10), Slip(8, 8))
    assert reading_from(list_standings)[0].slip is None


def test_a_live_step_stops_slipping(council, reading_from, clock):
    clock.advance(timedelta(days=-10))
    council.move("agreed", planned_on=date(2026, 11, 16))
    clock.advance(timedelta(days=10))
    council.move("trained", row_version=1)
    council.move("pilot", row_version=2, pilot_share=5)
    council.move("live", row_version=3)
    clock.advance(timedelta(days=30))
    assert reading_from(list_standings)[0].slip == Slip(2, 2)


def test_standings_of_a_process_are_one_statement(busy, statements):
    with unit_of_work(busy.store) as work, statements() as seen:
        found = standings(work, busy.process_id, busy.site_id)
    assert len(seen) == 1
    assert {key: value.state for key, value in found.items()} == {
        STEP: "live",
        "inspect": "pilot",
        "repair": "back_office",
    }


def test_steps_in_a_pilot_or_live_anywhere_are_live_steps(busy, reading_from):
    assert reading_from(live_step_keys, busy.process_id) == {STEP, "inspect"}
    assert reading_from(live_step_keys, busy.other_process_id) == frozenset()


def test_where_a_step_stood_on_a_past_day_can_be_answered(council, reading_from, clock):
    before = clock.now() - timedelta(days=1)
    council.move("agreed", planned_on=date(2027, 3, 1))
    agreed_at = clock.now()
    clock.advance(timedelta(days=10))
    with unit_of_work(council.store) as work:
        hold(work, **council.place(), obstacle="resources", note="No trainer", by=council.head, row_version=1)
    held_at = clock.now()
    clock.advance(timedelta(days=10))
    with unit_of_work(council.store) as work:
        release_hold(work, **council.place(), reason="Trainer found", by=council.head, row_version=2)
    council.move("trained", row_version=3)

    def stood(at):
        found = reading_from(standings_at, council.process_id, council.site_id, at).get(STEP)
        return found and (found.state, found.held_by, found.planned_on)

    assert stood(before) is None
    assert stood(agreed_at) == ("agreed", None, date(2027, 3, 1))
    assert stood(held_at + timedelta(days=1)) == ("agreed", "resources", date(2027, 3, 1))
    assert stood(clock.now()) == ("trained", None, date(2027, 3, 1))
