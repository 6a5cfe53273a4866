"""Hand-offs per case."""

from __future__ import annotations

import pytest

from engine import measures
from tests.measures.history import History

KEY = "hand-offs-per-case"


def mean(history: History, **limits: object) -> float | None:
    (figure,) = history.figures(KEY, **limits)
    return figure.value


def test_a_case_finished_in_the_contact_had_none_and_one_that_was_passed_on_had_one(history: History):
    history.shallow()
    assert mean(history) == 0
    history.repaired()
    assert mean(history) == 0.5
    assert history.counted(KEY) == (2, 2)
    assert [row["hand_offs"] for row in history.listed(KEY)] == [1, 0]


def test_it_counts_the_hand_offs_that_the_measure_of_hand_offs_lists(history: History):
    for _ in range(3):
        history.repaired()
    history.shallow()
    whole, _ = history.counted("hand-offs")
    assert whole > 0
    assert sum(row["hand_offs"] for row in history.listed(KEY)) == whole
    assert mean(history) == whole / 4


def test_it_counts_in_the_period_in_which_the_case_ended(history: History):
    begun = history.now()
    history.repaired()
    assert history.counted(KEY, since=begun, until=begun) == (0, 0)
    assert mean(history, until=begun) is None
    assert mean(history, since=history.now()) == 1


def test_cases_that_go_on_were_withdrawn_or_had_no_contact_are_left_out(history: History):
    history.deep()
    history.close(history.deep(), "withdrawn")
    history.walk_through()
    assert history.counted(KEY) == (0, 0)


def test_means_of_small_groups_make_none_of_a_larger_one(history: History):
    history.shallow()
    found = history.figures(KEY, "site_id")
    with pytest.raises(ValueError, match="mean"):
        measures.summed(measures.measure(KEY), history.scope(), found)
