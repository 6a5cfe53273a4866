"""Hand-offs."""

from __future__ import annotations

from engine import cases
from engine.store import unit_of_work
from tests.measures.history import DEEP, History

KEY = "hand-offs"


def test_work_that_passes_to_the_back_office_is_one_hand_off(history: History):
    history.deep()
    assert history.splits(KEY) == {"waiting": (1, 1)}
    (row,) = history.listed(KEY)
    assert (row["step_key"], row["name"]) == ("inspect", "Inspect it")


def test_work_that_stays_in_the_team_is_none(history: History):
    history.shallow()
    assert history.counted(KEY) == (0, 0)


def test_what_became_of_it_is_told_apart(history: History):
    accepted, returned = history.deep(), history.deep()
    council = history.council
    with unit_of_work(history.store) as work:
        cases.claim(work, history.open_task(accepted).id, by=council.officer)
        (hand_off,) = cases.case(work, returned, by=council.officer).hand_offs
        cases.return_(work, hand_off.id, reason="No address", by=council.officer)
    assert history.splits(KEY) == {"accepted": (1, 1), "returned": (1, 1)}


def test_site_work_after_the_decision_is_no_hand_off(history: History):
    history.move("live")
    contact = history.contact(customer_id=history.customer())
    started = history.begin(contact)
    history.complete(started.id, contact, depth=DEEP)
    history.complete(started.id, contact, finding="a hole")
    history.wait(days=2)
    cases.fire_due_timers(history.store)
    assert history.open_task(started.id).office == "back"
    assert history.counted(KEY) == (0, 0)


def test_one_that_was_made_was_made_also_when_its_task_goes_elsewhere_before_it_is_accepted(history: History):
    history.deep()
    assert history.counted(KEY) == (1, 1)
    history.move("live")
    assert history.splits(KEY) == {"rerouted": (1, 1)}


def test_it_counts_in_the_period_in_which_the_work_was_handed_over(history: History):
    history.deep()
    made = history.now()
    history.wait(days=1)
    assert history.counted(KEY, since=made, until=history.now()) == (1, 1)
    assert history.counted(KEY, since=history.now()) == (0, 0)


def test_walk_throughs_are_left_out(history: History):
    history.walk_through(DEEP)
    assert history.counted(KEY) == (0, 0)
