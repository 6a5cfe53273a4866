"""A council whose cases ask a payment system, the account of its program, and what it says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from engine import audit, cases
from engine.cases import CaseView, ClaimedJob
from engine.people import Actor
from engine.store import Store, reading, unit_of_work
from tests.council import Council
from tests.jobs import found_asking_council, program

LOCK = timedelta(minutes=5)
Ask = Callable[..., int]
Fetch = Callable[..., list[ClaimedJob]]


@pytest.fixture
def council(store: Store) -> Council:
    """The council whose process asks a payment system."""
    return found_asking_council(store)


@pytest.fixture
def gateway(store: Store, council: Council) -> Actor:
    """The account of the payment system's program."""
    return program(store)


@pytest.fixture
def ask(store: Store, council: Council) -> Ask:
    """A case that waits for the payment system; its id."""

    def begin(amount: int = 12, payer: str = "Quill") -> int:
        with unit_of_work(store) as work:
            started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        do(store, council, started.id, amount=amount, payer=payer)
        return started.id

    return begin


@pytest.fixture
def fetch(store: Store, gateway: Actor) -> Fetch:
    """Fetch jobs as a worker of the payment system."""

    def take(worker: str = "w1", most: int = 10, by: Actor | None = None, topics=("payments",)) -> list[ClaimedJob]:
        with unit_of_work(store) as work:
            return cases.fetch_jobs(work, worker=worker, topics=topics, most=most, lock_for=LOCK, by=by or gateway)

    return take


def do(store: Store, council: Council, case_id: int, **answers: object) -> None:
    """The adviser does the one open task of a case."""
    (task,) = look(store, council, case_id).open_tasks
    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers=answers, by=council.adviser)


def look(store: Store, council: Council, case_id: int) -> CaseView:
    """The case as the adviser sees it."""
    with reading(store) as work:
        return cases.case(work, case_id, by=council.adviser)


def complete(store: Store, job: ClaimedJob, by: Actor, worker: str = "w1", **result: object) -> Any:
    """The worker says that a job is done."""
    with unit_of_work(store) as work:
        return cases.complete_job(work, job.id, worker=worker, result=result, by=by)


def fail(store: Store, job: ClaimedJob, by: Actor, worker: str = "w1", **how: Any) -> Any:
    """The worker says that a job could not be done."""
    with unit_of_work(store) as work:
        return cases.fail_job(work, job.id, worker=worker, message=how.pop("message", "No line"), by=by, **how)


def actions(store: Store, case_id: int) -> list[str]:
    """What happened to a case, the oldest first, as far as jobs are concerned."""
    with reading(store) as work:
        found = audit.entries(work, case_id=case_id, limit=100)
    return [entry.action for entry in reversed(found) if entry.action.startswith("case:job")]
