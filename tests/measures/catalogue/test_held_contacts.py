"""What holds the rest, by contacts a month."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import cases, definitions
from engine.people import SYSTEM
from engine.store import unit_of_work
from tests.measures.history import DEEP, History

KEY = "held-contacts"


def test_a_contact_whose_case_waits_for_the_back_office_counts_under_what_holds_the_step(history: History):
    history.deep()
    history.deep()
    assert history.splits(KEY) == {"nothing recorded": (2, 2)}
    history.hold("job_fears")
    assert history.splits(KEY) == {"job_fears": (2, 2)}


def test_what_holds_the_step_is_what_holds_it_today(history: History):
    history.deep()
    history.move("trained")
    history.hold("job_fears")
    history.deep()
    assert history.splits(KEY) == {"job_fears": (2, 2)}
    history.release()
    history.deep()
    assert history.splits(KEY) == {"nothing recorded": (3, 3)}
    history.wait(hours=1)
    history.move_on("pilot", pilot_team_id=history.council.front_team_id)
    assert history.splits(KEY) == {"waited before the pilot": (0, 3)}


def test_contacts_that_waited_have_waited_also_when_their_tasks_go_to_the_front_office(history: History):
    waiting = [history.deep() for _ in range(3)]
    history.move("trained")
    assert history.counted(KEY) == (3, 3)
    history.wait(hours=1)
    history.move_on("pilot", pilot_team_id=history.council.front_team_id)
    assert history.open_task(waiting[0]).office == "front", "the move took it along"
    assert history.splits(KEY) == {"waited before the pilot": (0, 3)}
    history.deep()
    assert history.counted(KEY) == (0, 3), "a contact that never waited"


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


def test_a_step_that_must_stay_in_the_back_office_is_none_of_the_rest(history: History):
    history.deep()
    council = history.council
    stays = {
        "once_and_done": False,
        "must_stay": True,
        "duty": "An Act",
        "duty_owner": "The head",
        "review_on": "2027-04-01",
    }
    with unit_of_work(history.store) as work:
        definitions.set_marks(work, council.process_id, {"inspect": stays}, by=SYSTEM, reason="The law says so")
    assert history.counted(KEY) == (0, 0)


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
