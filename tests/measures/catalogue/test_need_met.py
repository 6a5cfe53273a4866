"""Need met."""

from __future__ import annotations

import pytest

from engine import cases
from tests.measures.history import DEEP, History

KEY = "need-met"


def test_a_case_fulfilled_by_the_promised_date_without_a_repeat_counts(history: History):
    history.repaired()
    assert history.counted(KEY) == (1, 1)


def test_an_open_case_does_not_count_yet(history: History):
    history.deep()
    assert history.splits(KEY) == {"still open": (0, 1)}


def test_an_open_case_that_is_late_or_was_asked_about_again_can_not_be_met_any_more(history: History):
    history.deep()
    asked_about = history.deep()
    history.wait(days=1)
    history.touch(history.contact(customer_id=history.customer("A neighbour")), asked_about)
    assert history.splits(KEY) == {"still open": (0, 1), "provisional": (0, 1)}
    history.wait(days=30)
    assert history.splits(KEY) == {"provisional": (0, 2)}


def test_a_case_that_ended_after_the_promised_date_does_not_count(history: History):
    case_id = history.deep()
    history.wait(days=15)
    history.complete(case_id, finding="a hole")
    history.wait(days=2)
    cases.fire_due_timers(history.store)
    history.complete(case_id)
    assert history.counted(KEY) == (0, 1)


@pytest.mark.parametrize(("days", "met"), [(1, 0), (27.9, 0), (28.1, 1)])
def test_a_repeat_within_28_days_is_a_need_not_met(history: History, days: float, met: int):
    contact = history.contact(customer_id=history.customer())
    history.shallow(contact)
    history.wait(days=days)
    again = history.contact(customer_id=contact.customer_id)
    assert (again.repeat_of_id == contact.id) is (met == 0)
    assert history.counted(KEY) == (met, 1)


@pytest.mark.parametrize(("days", "met"), [(1, 0), (27.9, 0), (28.1, 1)])
def test_a_contact_that_touches_the_case_within_28_days_is_one_too(history: History, days: float, met: int):
    case_id = history.shallow()
    history.wait(days=days)
    chase = history.contact(customer_id=history.customer("A neighbour"))
    history.touch(chase, case_id)
    assert history.counted(KEY) == (met, 1)


def test_what_the_council_sends_out_is_no_coming_back(history: History):
    contact = history.contact(customer_id=history.customer())
    case_id = history.shallow(contact)
    history.wait(days=1)
    out = history.contact(channel="outbound", customer_id=contact.customer_id)
    history.touch(out, case_id)
    assert history.counted(KEY) == (1, 1)


def test_a_contact_before_the_one_that_began_the_case_is_no_coming_back(history: History):
    earlier = history.contact(customer_id=history.customer("Somebody else"))
    history.wait(hours=1)
    case_id = history.shallow()
    history.touch(earlier, case_id)
    assert history.counted(KEY) == (1, 1)


def test_a_contact_about_another_matter_or_by_another_customer_is_no_repeat(history: History):
    history.shallow()
    history.wait(days=1)
    history.contact(customer_id=history.customer("Another"))
    assert history.counted(KEY) == (1, 1)


def test_without_a_customer_or_place_a_repeat_is_not_measurable_and_never_a_success(history: History):
    history.shallow(history.contact())
    history.wait(days=40)
    assert history.splits(KEY) == {"repeat not measurable": (0, 1)}


def test_the_last_28_days_are_provisional(history: History):
    history.shallow()
    assert history.splits(KEY) == {"provisional": (1, 1)}
    history.wait(days=27.9)
    assert history.splits(KEY) == {"provisional": (1, 1)}
    history.wait(days=0.2)
    assert history.splits(KEY) == {"settled": (1, 1)}


@pytest.mark.parametrize("as_", ["withdrawn", "duplicate"])
def test_withdrawals_and_duplicates_are_left_out(history: History, as_: str):
    history.close(history.deep(), as_)
    assert history.counted(KEY) == (0, 0)


def test_walk_throughs_are_left_out(history: History):
    history.walk_through(DEEP)
    assert history.counted(KEY) == (0, 0)
