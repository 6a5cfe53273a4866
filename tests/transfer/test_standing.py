"""Which cases of a step go to the front office."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.transfer import Standing, goes_to_front_office, in_words

CASES = st.integers(1, 10**12)


def test_nothing_known_means_the_back_office():
    assert goes_to_front_office(None, 1, 7) is False


@pytest.mark.parametrize(
    ("state", "goes"),
    [("back_office", False), ("agreed", False), ("trained", False), ("live", True), ("returned", False)],
)
def test_only_a_live_step_goes_whatever_the_case(state, goes):
    assert {goes_to_front_office(Standing("a", state), case, None) for case in range(200)} == {goes}


def test_a_team_pilot_goes_to_that_team_alone():
    pilot = Standing("a", "pilot", pilot_team_id=7)
    assert goes_to_front_office(pilot, 1, 7)
    assert not goes_to_front_office(pilot, 1, 8)
    assert not goes_to_front_office(pilot, 1, None)


@pytest.mark.parametrize("share", [1, 20, 50, 99])
def test_a_share_takes_about_that_many_cases(share):
    pilot = Standing("check", "pilot", pilot_share=share)
    taken = sum(goes_to_front_office(pilot, case, 7) for case in range(10_000))
    assert abs(taken - share * 100) < 150


@settings(max_examples=100)
@given(CASES, st.integers(1, 98), st.text(min_size=1, max_size=20))
def test_a_wider_share_keeps_every_case_it_had(case, share, step_key):
    narrow = goes_to_front_office(Standing(step_key, "pilot", pilot_share=share), case, 7)
    wide = goes_to_front_office(Standing(step_key, "pilot", pilot_share=share + 1), case, 7)
    assert wide or not narrow


@pytest.mark.parametrize(("case", "goes"), [(1, False), (2, False), (3, True)])
def test_the_same_cases_are_in_the_pilot_on_every_machine(case, goes):
    assert goes_to_front_office(Standing("check", "pilot", pilot_share=50), case, 7) is goes


def test_states_and_obstacles_read_as_words():
    assert in_words("back_office") == "in the back office"
    assert in_words("job_fears") == "job fears"
