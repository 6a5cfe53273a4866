"""Finished at first contact."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from engine import cases
from engine.store import Store, unit_of_work
from tests.cases.repair.test_repairing import FAILING
from tests.council import MODEL, found_council
from tests.measures.history import DEEP, SHALLOW, History

KEY = "finished-at-first-contact"


def test_a_case_done_by_the_front_office_in_its_contact_counts_once_the_customer_was_told(history: History):
    contact = history.contact(customer_id=history.customer())
    history.shallow(contact, end=False)
    assert history.counted(KEY) == (0, 1), "the contact goes on: nobody has told the customer"
    history.end(contact)
    assert history.counted(KEY) == (1, 1)


def test_a_case_handed_to_the_back_office_does_not_count_even_when_it_ends(history: History):
    case_id = history.deep()
    assert history.counted(KEY) == (0, 1)
    history.complete(case_id, finding="a hole")
    history.wait(days=2)
    cases.fire_due_timers(history.store)
    history.complete(case_id)
    assert history.counted(KEY) == (0, 1)


def test_the_list_says_at_which_step_and_with_whom_a_case_fell_short(history: History):
    history.deep()
    history.shallow()
    told = [(row["counted"], row["short_at"], row["short_team_id"]) for row in history.listed(KEY)]
    assert told == [(True, None, None), (False, "Inspect it", history.council.back_team_id)]


def test_site_work_afterwards_is_no_hand_off(history: History):
    history.move("live")
    contact = history.contact(customer_id=history.customer())
    started = history.begin(contact)
    history.complete(started.id, contact, depth=DEEP)
    history.complete(started.id, contact, finding="a hole")
    history.end(contact)
    history.wait(days=2)
    cases.fire_due_timers(history.store)
    assert history.open_task(started.id).name == "Repair it"
    assert history.counted(KEY) == (1, 1)
    history.complete(started.id)
    assert history.counted(KEY) == (1, 1)


def test_work_at_a_place_does_not_finish_a_case_that_still_needs_the_customer(store: Store):
    inspected_first = MODEL.replace(
        'calendar="england-mon-fri-9-17" stage="contact"/>\n      </bpmn:extensionElements>\n      <bpmn:incoming>f3',
        'calendar="england-mon-fri-9-17" stage="fulfilment"/>\n      </bpmn:extensionElements>\n'
        "      <bpmn:incoming>f3",
    ).replace('<bpr:mark stage="fulfilment"/>', '<bpr:mark stage="contact"/>')
    history = History(store, found_council(store, inspected_first))

    case_id = history.deep()

    assert history.open_task(case_id).name == "Inspect it"
    assert history.counted(KEY) == (0, 1), "what comes after the inspection needs the customer"
    assert history.counted("hand-offs") == (1, 1), "and they wait for it"


def test_only_fulfilment_left_to_do_is_finished(store: Store):
    history = History(store, found_council(store, MODEL.replace('stage="contact"', 'stage="fulfilment"')))

    history.deep()

    assert history.counted(KEY) == (1, 1)
    assert history.counted("hand-offs") == (0, 0)


@pytest.mark.parametrize(
    ("depth", "finished"), [(DEEP, 1), (5, 0)], ids=["only fulfilment is left", "the customer is to be told"]
)
def test_trying_again_what_was_stuck_counts_as_if_it_had_never_been_stuck(store: Store, depth: int, finished: int):
    model = FAILING.replace(
        '8 working hours" calendar="england-mon-fri-9-17" stage="contact"', '1 hour" stage="fulfilment"'
    )
    history = History(store, found_council(store, model))
    contact = history.contact(customer_id=history.customer())
    started = history.begin(contact)
    history.complete(started.id, contact, depth=20)
    history.end(contact)
    assert history.counted(KEY) == (0, 1), "nobody knows yet what is left to do"
    history.wait(days=1)
    mended = "UPDATE case_incident SET pending = jsonb_set(pending, '{answers,depth}', to_jsonb(CAST(:depth AS int)))"
    with unit_of_work(store) as work:
        work.execute(text(mended), {"depth": depth})
        cases.retry(work, started.id, by=history.council.leader, reason="The way on is drawn now")
    assert history.counted(KEY) == (finished, 1)


def test_work_the_front_office_did_outside_the_contact_does_not_count(history: History):
    contact = history.contact(customer_id=history.customer())
    started = history.begin(contact)
    history.complete(started.id, contact, depth=SHALLOW)
    history.complete(started.id)
    history.end(contact)
    assert history.counted(KEY) == (0, 1)


def test_work_done_in_a_later_contact_does_not_count(history: History):
    contact = history.contact(customer_id=history.customer())
    started = history.begin(contact)
    history.complete(started.id, contact, depth=SHALLOW)
    history.end(contact)
    history.wait(days=1)
    later = history.contact(customer_id=contact.customer_id)
    history.complete(started.id, later)
    history.end(later)
    assert history.counted(KEY) == (0, 1)


def test_a_case_with_work_still_open_does_not_count(history: History):
    contact = history.contact(customer_id=history.customer())
    started = history.begin(contact)
    history.complete(started.id, contact, depth=SHALLOW)
    history.end(contact)
    assert history.counted(KEY) == (0, 1)


@pytest.mark.parametrize("as_", ["withdrawn", "duplicate"])
def test_withdrawals_and_duplicates_are_left_out(history: History, as_: str):
    history.shallow()
    history.close(history.deep(), as_)
    assert history.counted(KEY) == (1, 1)


def test_cases_that_no_contact_began_and_walk_throughs_are_left_out(history: History, store):
    council = history.council
    with unit_of_work(store) as work:
        cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    history.walk_through()
    assert history.counted(KEY) == (0, 0)


def test_it_is_split_by_channel_and_the_period_is_when_the_case_began(history: History):
    history.shallow()
    history.shallow(history.contact(channel="counter", customer_id=history.customer()))
    assert history.splits(KEY) == {"counter": (1, 1), "phone": (1, 1)}
    began = history.now()
    assert history.counted(KEY, since=began, until=began) == (0, 0)
    history.wait(days=1)
    assert history.counted(KEY, since=began, until=history.now()) == (2, 2)
    assert history.counted(KEY, since=history.now()) == (0, 0)
