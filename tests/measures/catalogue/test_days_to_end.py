"""Days from contact to end."""

from __future__ import annotations

import pytest

from engine import cases, measures
from tests.measures.history import History

KEY = "days-to-end"


def median(history: History, **limits: object) -> float | None:
    (figure,) = history.figures(KEY, **limits)
    return figure.value


def test_a_case_finished_in_the_call_took_no_days_and_one_with_site_work_took_what_it_took(history: History):
    history.shallow()
    assert median(history) == 0
    history.repaired()
    assert median(history) == 1
    history.repaired()
    assert median(history) == 2
    assert [row["days"] for row in history.listed(KEY)] == [2, 2, 0]


def test_half_of_an_even_number_lies_in_between(history: History):
    history.repaired()
    contact = history.contact(customer_id=history.customer())
    case_id = history.deep(contact)
    history.wait(days=1)
    history.complete(case_id, finding="a hole")
    history.wait(days=2)
    cases.fire_due_timers(history.store)
    history.complete(case_id)
    assert median(history) == 2.5


def test_it_counts_in_the_period_in_which_the_case_ended(history: History):
    history.shallow()
    ended = history.now()
    history.wait(days=1)
    assert history.counted(KEY, since=ended, until=history.now()) == (1, 1)
    assert history.counted(KEY, since=history.now()) == (0, 0)
    assert median(history, since=history.now()) is None


def test_cases_that_go_on_were_withdrawn_or_had_no_contact_are_left_out(history: History):
    history.deep()
    history.close(history.deep(), "withdrawn")
    history.walk_through()
    assert history.counted(KEY) == (0, 0)


def test_sites_and_channels_are_told_apart(history: History):
    history.shallow(history.contact(channel="counter", customer_id=history.customer()))
    history.repaired()
    assert {figure.group["split"]: figure.value for figure in history.figures(KEY, "split")} == {
        "counter": 0,
        "phone": 2,
    }
    (here,) = history.figures(KEY, "site_id")
    assert (here.group["site_id"], here.value) == (history.council.site_id, 1)


def test_medians_of_small_groups_make_none_of_a_larger_one(history: History):
    history.shallow()
    found = history.figures(KEY, "site_id")
    with pytest.raises(ValueError, match="median"):
        measures.summed(measures.measure(KEY), history.scope(), found)
