"""What holds the rest, by contacts a month."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import cases
from engine.store import unit_of_work
from tests.measures.history import DEEP, History

KEY = "held-contacts"


def test_a_contact_whose_case_waits_for_the_back_office_counts_under_what_holds_the_step(history: History):
    history.deep()
    history.deep()
    assert history.splits(KEY) == {"nothing recorded": (2, 2)}
    history.hold("job_fears")
    assert history.splits(KEY) == {"job_fears": (2, 2)}


def test_what_held_the_step_when_the_contact_came_is_kept_once_it_is_released(history: History):
    history.deep()
    history.wait(days=1)
    history.move("trained")
    history.hold("job_fears")
    history.deep()
    history.wait(days=1)
    history.release()
    history.deep()
    assert history.splits(KEY) == {"nothing recorded": (2, 2), "job_fears": (1, 1)}
    history.hold("resources")
    assert history.splits(KEY) == {"resources": (3, 3)}


def test_the_value_is_by_the_month(history: History):
    for _ in range(3):
        history.deep()
    month = timedelta(days=365) / 12
    now = history.now() + timedelta(seconds=1)
    (one,) = history.figures(KEY, since=now - month, until=now)
    (six,) = history.figures(KEY, since=now - 6 * month, until=now)
    assert (one.numerator, one.value) == (3, pytest.approx(3.0))
    assert (six.numerator, six.value) == (3, pytest.approx(0.5))


def test_a_step_that_is_live_at_the_site_holds_nobody(history: History):
    history.deep()
    history.move("live")
    assert history.counted(KEY) == (0, 0)
    history.deep()
    assert history.counted(KEY) == (0, 0)


def test_a_contact_counts_once_at_a_step_however_often_its_case_comes_there(history: History):
    case_id = history.deep()
    with unit_of_work(history.store) as work:
        (hand_off,) = cases.case(work, case_id, by=history.council.officer).hand_offs
        cases.return_(work, hand_off.id, reason="No address", by=history.council.officer)
        task = cases.case(work, case_id, by=history.council.officer).tasks[-1]
        back = history.council.back_team_id
        cases.hand_over(work, task.id, to_team_id=back, reason="Added", by=history.council.adviser)
    assert history.counted(KEY) == (1, 1)


def test_site_work_and_what_the_front_office_does_hold_nobody(history: History):
    history.shallow()
    assert history.counted(KEY) == (0, 0)
    history.repaired()
    assert [row["step_key"] for row in history.listed(KEY)] == ["inspect"]


@pytest.mark.parametrize("as_", ["withdrawn", "duplicate"])
def test_withdrawals_and_duplicates_are_left_out(history: History, as_: str):
    history.close(history.deep(), as_)
    assert history.counted(KEY) == (0, 0)


def test_cases_that_no_contact_began_and_walk_throughs_are_left_out(history: History):
    council = history.council
    with unit_of_work(history.store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    history.complete(started.id, depth=DEEP)
    history.walk_through(DEEP)
    assert history.counted(KEY) == (0, 0)
