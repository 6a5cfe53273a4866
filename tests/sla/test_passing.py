"""Clocks of work that changes hands."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import sla
from engine.clock import FixedClock
from engine.sla import ClockStart
from engine.store import Store, unit_of_work
from tests import running_clocks


@pytest.fixture
def pass_on(store: Store):
    """Pass the clocks of tasks on to a team."""

    def go(*task_ids: int, team_id: int) -> None:
        with unit_of_work(store) as work:
            sla.pass_clocks(work, task_ids, team_id=team_id)

    return go


def of_team(team_id: int, task_id: int) -> ClockStart:
    """A clock of two working days."""
    return ClockStart("step", "Look", team_id=team_id, target="2 working days", case_id=1, task_id=task_id)


def test_another_team_answers_for_the_clocks_and_their_time_goes_on(start, look, pass_on, clock: FixedClock):
    start(of_team(1, 11), of_team(1, 12), of_team(1, 13))
    before = look()
    clock.advance(timedelta(hours=3))
    pass_on(11, 13, team_id=2)
    after = look()
    assert [row.team_id for row in after] == [2, 1, 2]
    assert [(row.due_at, row.started_at) for row in after] == [(row.due_at, row.started_at) for row in before]


def test_a_paused_clock_changes_hands_too(store: Store, start, look, pass_on):
    start(of_team(1, 11))
    with unit_of_work(store) as work:
        sla.pause_clocks(work, 1, reason="Waiting for the customer", by=None)
    pass_on(11, team_id=2)
    assert [(row.team_id, row.status) for row in look()] == [(2, "paused")]


def test_what_has_stopped_stays_with_the_team_that_stopped_it(store: Store, start, look, pass_on):
    start(of_team(1, 11))
    with unit_of_work(store) as work:
        running_clocks.stop(work, task_ids=[11])
    pass_on(11, team_id=2)
    assert [row.team_id for row in look()] == [1]


def test_no_tasks_are_no_trouble(start, look, pass_on):
    start(of_team(1, 11))
    pass_on(team_id=2)
    assert [row.team_id for row in look()] == [1]
