"""What holds a step, since when, and until when."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import audit
from engine.errors import Conflict, Refused
from engine.store import unit_of_work
from engine.transfer import OBSTACLES, hold, obstacles, release_hold, standings

STEP = "check-evidence"


def held(council, obstacle="resources", note="Two analysts for nine services", row_version=0):
    with unit_of_work(council.store) as work:
        return hold(work, **council.place(), obstacle=obstacle, note=note, by=council.head, row_version=row_version)


def released(council, reason="A third analyst joined", row_version=1):
    with unit_of_work(council.store) as work:
        return release_hold(work, **council.place(), reason=reason, by=council.analyst, row_version=row_version)


@pytest.mark.parametrize("obstacle", OBSTACLES)
def test_a_step_is_held_by_one_of_four_obstacles(council, reading_from, clock, obstacle):
    standing = held(council, obstacle)
    assert (standing.held_by, standing.held_since, standing.row_version) == (obstacle, clock.now(), 1)
    assert reading_from(standings, council.process_id, council.site_id)[STEP] == standing


def test_there_are_exactly_four(council):
    assert OBSTACLES == ("resources", "fear_of_poorer_service", "ownership", "job_fears")
    with pytest.raises(Refused, match="'weather' is not one of the four obstacles"):
        held(council, "weather")


def test_a_hold_needs_a_note(council):
    with pytest.raises(Refused, match="Say in a note"):
        held(council, note=" ")


def test_a_held_step_is_not_held_twice(council):
    held(council)
    with pytest.raises(Refused, match="is held by resources already"):
        held(council, "job_fears", row_version=1)


def test_a_live_step_cannot_be_held(council):
    version = council.move_to("live").row_version
    with pytest.raises(Refused, match="is live, so nothing holds it"):
        held(council, row_version=version)


def test_release_says_when_and_how(council, reading_from, clock):
    held(council)
    raised_at = clock.now()
    clock.advance(timedelta(days=9))
    assert released(council).held_by is None
    assert reading_from(standings, council.process_id, council.site_id)[STEP].held_by is None
    (past,) = reading_from(obstacles, **council.place())
    assert (past.since, past.released_at) == (raised_at, clock.now())
    assert (past.raised_by, past.released_by) == (council.head.user_id, council.analyst.user_id)
    assert past.released_reason == "A third analyst joined"


def test_a_step_can_be_held_again_after_release(council, reading_from):
    held(council)
    released(council)
    held(council, "job_fears", row_version=2)
    assert [past.obstacle for past in reading_from(obstacles, **council.place())] == ["resources", "job_fears"]


def test_there_must_be_something_to_release(council):
    with pytest.raises(Refused, match="Nothing holds step"):
        released(council, row_version=0)


def test_a_release_needs_a_reason(council):
    held(council)
    with pytest.raises(Refused, match="Say how the obstacle went away"):
        released(council, reason="")


def test_holding_what_somebody_else_changed_is_a_conflict(council):
    council.move("agreed")
    with pytest.raises(Conflict):
        held(council)


def test_hold_and_release_are_audited(council, reading_from):
    standing = held(council)
    released(council)
    rows = reading_from(audit.entries, subject=("transfer_standing", standing.id))
    assert [(row.action, row.facts["obstacle"]) for row in rows] == [
        ("transfer:step:released", "resources"),
        ("transfer:step:held", "resources"),
    ]
