"""Open tasks, and those of them that are overdue."""

from __future__ import annotations

from engine import cases
from engine.store import unit_of_work
from tests.measures.history import DEEP, History

KEY = "open-tasks-overdue"


def test_an_open_task_is_overdue_once_its_due_time_has_passed(history: History):
    history.deep()
    assert history.splits(KEY) == {"back": (0, 1)}
    history.wait(days=1)
    assert history.splits(KEY) == {"back": (0, 1)}, "8 working hours end as the next working day's hour begins"
    history.wait(hours=1)
    assert history.splits(KEY) == {"back": (1, 1)}


def test_a_claimed_task_is_still_open_and_a_done_one_is_not(history: History):
    case_id = history.deep()
    with unit_of_work(history.store) as work:
        cases.claim(work, history.open_task(case_id).id, by=history.council.officer)
    assert history.counted(KEY) == (0, 1)
    history.complete(case_id, finding="a hole")
    assert history.counted(KEY) == (0, 0)


def test_a_task_without_a_target_is_never_overdue(history: History):
    contact = history.contact(customer_id=history.customer())
    started = history.begin(contact)
    history.complete(started.id, contact, depth=10)
    assert history.open_task(started.id).due_at is None
    history.wait(days=60)
    assert history.counted(KEY) == (0, 1)


def test_it_does_not_matter_when_the_task_began(history: History):
    history.deep()
    history.wait(days=200)
    assert history.counted(KEY) == (1, 1)


def test_closed_cases_and_walk_throughs_are_left_out(history: History):
    history.close(history.deep(), "withdrawn")
    history.walk_through(DEEP)
    assert history.counted(KEY) == (0, 0)
