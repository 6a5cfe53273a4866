"""The page of a case that waits for a system: since when, how often it was tried, and when it is tried next."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from engine import cases
from engine.clock import FixedClock
from engine.store import Store, unit_of_work
from tests.council import Council
from tests.jobs import found_asking_council, program
from tests.web.conftest import page_of, words_of


@pytest.fixture
def council(store: Store) -> Council:
    """The council whose process asks a payment system."""
    return found_asking_council(store)


@pytest.fixture
def asking(store: Store, council: Council) -> int:
    """A case that waits for the payment system."""
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        (task,) = cases.case(work, started.id, by=council.adviser).open_tasks
        cases.complete(work, task.id, answers={"amount": 3}, by=council.adviser)
    return started.id


@pytest.fixture
def fail(store: Store, council: Council):
    """The system is asked and does not do it."""
    gateway = program(store)

    def once(message: str = "<b>No line</b> to the bank") -> None:
        with unit_of_work(store) as work:
            (job,) = cases.fetch_jobs(
                work, worker="w", topics=["payments"], most=1, lock_for=timedelta(minutes=1), by=gateway
            )
            cases.fail_job(work, job.id, worker="w", message=message, by=gateway, wait=timedelta(minutes=30))

    return once


def test_it_says_which_system_and_since_when(council, browser, asking: int):
    page = page_of(browser(council.adviser).get(f"/cases/{asking}"))

    said = " ".join(page.text_content().split())
    assert "Wait for the system ‘payments’" in said
    told = "Waits for the system ‘payments’ to do “Take the payment”: asked on 18 November 2026 at 10am, not tried yet."
    assert told in said
    states = {row.get("data-element"): row.xpath("string(td[1])").strip() for row in page.xpath("//tr[@data-element]")}
    assert states["pay"] == "Waits for a system"
    markers = json.loads(page.xpath("string(//script[@id='diagram-data'])"))["markers"]
    assert {"element": "pay", "state": "active"} in markers


def test_it_says_how_often_it_was_tried_when_it_is_tried_next_and_why_it_failed(
    council, browser, clock: FixedClock, asking: int, fail
):
    fail()

    answer = browser(council.adviser).get(f"/cases/{asking}")

    said = words_of(answer)
    assert "tried once. It is tried again from 18 November 2026 at 10:30am." in said
    assert "The last time: <b>No line</b> to the bank." in said
    assert "<b>No line" not in answer.text
    assert "The system ‘payments’ did not do “Take the payment”; it is tried again in 30 minutes" in said


def test_without_retries_the_case_is_stuck_with_the_cause_and_can_be_tried_again(
    council, browser, clock: FixedClock, asking: int, fail
):
    for _ in range(3):
        fail("No line to the bank")
        clock.advance(timedelta(minutes=30))

    said = words_of(browser(council.administrator).get("/administration/stuck"))
    assert "The system ‘payments’ was asked 3 times and did not do it: No line to the bank." in said
    page = words_of(browser(council.adviser).get(f"/cases/{asking}"))
    assert "This case is stuck at “Take the payment”." in page
    assert "tried 3 times" in page


def test_a_step_that_a_system_did_is_done(store: Store, council, browser, asking: int):
    gateway = program(store)
    with unit_of_work(store) as work:
        (job,) = cases.fetch_jobs(
            work, worker="w", topics=["payments"], most=1, lock_for=timedelta(minutes=1), by=gateway
        )
        cases.complete_job(work, job.id, worker="w", result={"receipt": "R"}, by=gateway)

    page = page_of(browser(council.adviser).get(f"/cases/{asking}"))

    said = " ".join(page.text_content().split())
    assert "Waits for the system" not in said
    states = {row.get("data-element"): row.xpath("string(td[1])").strip() for row in page.xpath("//tr[@data-element]")}
    assert (states["pay"], states["tell"]) == ("Done", "Waits here")
