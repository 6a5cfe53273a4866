"""Tasks done by the front office."""

from __future__ import annotations

from tests.measures.history import History

KEY = "tasks-done-by-front-office"


def test_tasks_finished_are_told_apart_by_the_office_that_did_them(history: History):
    history.repaired()
    assert history.splits(KEY) == {"back": (0, 2), "front": (1, 1)}
    assert history.counted(KEY) == (1, 3)
    assert {row["name"] for row in history.listed(KEY, counted=False)} == {"Inspect it", "Repair it"}


def test_a_step_that_went_live_counts_for_the_front_office(history: History):
    history.move("live")
    case_id = history.deep()
    history.complete(case_id, finding="a hole")
    assert history.counted(KEY, step_key="inspect") == (1, 1)


def test_it_counts_in_the_period_in_which_the_task_was_finished(history: History):
    history.deep()
    done = history.now()
    history.wait(days=1)
    assert history.counted(KEY, since=done, until=history.now()) == (1, 1)
    assert history.counted(KEY, until=done) == (0, 0), "the end of a period is not in it"


def test_open_and_cancelled_tasks_and_walk_throughs_are_left_out(history: History):
    case_id = history.deep()
    assert history.counted(KEY) == (1, 1)
    history.close(case_id, "withdrawn")
    history.walk_through()
    assert history.counted(KEY) == (1, 1)
