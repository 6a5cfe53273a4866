"""Whose time it was."""

from __future__ import annotations

import pytest

from engine import cases
from engine.store import unit_of_work
from tests.measures.history import History

KEY = "time-by-party"


def divide(history: History) -> None:
    """Let the worker divide the time of what has ended."""
    with unit_of_work(history.store) as work:
        cases.divide_time(work)


def days(history: History, **limits: object) -> dict[str, float]:
    """The mean days of each party that has any."""
    found = history.figures(KEY, "split", **limits)
    return {figure.group["split"]: figure.value for figure in found if figure.value}


def test_each_party_has_the_time_that_was_its_own(history: History):
    history.repaired()
    divide(history)
    (whole,) = history.figures(KEY)
    assert (whole.denominator, whole.value) == (1, pytest.approx(2))
    assert sum(days(history).values()) == pytest.approx(2)
    assert days(history)["nobody"] == pytest.approx(2), "the two days that the model waits"


def test_the_mean_is_of_all_cases_also_of_those_in_which_a_party_had_none(history: History):
    history.repaired()
    history.shallow()
    divide(history)
    assert days(history) == {"nobody": pytest.approx(1)}
    assert len(history.listed(KEY)) == 10, "five parties of two cases"


def test_time_is_counted_once_it_was_divided_in_the_period_in_which_the_case_ended(history: History):
    history.repaired()
    assert history.counted(KEY) == (0, 0)
    divide(history)
    divide(history)
    assert history.counted(KEY) == (1, 1)
    history.wait(minutes=1)
    assert history.counted(KEY, since=history.now()) == (0, 0)


def test_cases_that_go_on_or_were_withdrawn_are_left_out(history: History):
    history.deep()
    history.close(history.deep(), "withdrawn")
    divide(history)
    assert history.counted(KEY) == (0, 0)
