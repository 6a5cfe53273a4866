"""Claiming jobs: one worker at a time, for as long as it asked, and nobody gets one twice."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest

from engine import cases, people
from engine.cases import ClaimLost
from engine.clock import FixedClock
from engine.errors import NotPermitted
from engine.people import SYSTEM, Actor
from engine.store import Store, unit_of_work
from tests.cases.jobs.conftest import LOCK, Ask, Fetch, complete, fail
from tests.council import Council
from tests.jobs import program


def test_a_job_belongs_to_whoever_fetched_it(store: Store, gateway: Actor, ask: Ask, fetch: Fetch):
    ask()
    other = program(store, "impostor")
    (job,) = fetch()

    assert fetch() == fetch("w2") == []
    for act in (complete, fail):
        with pytest.raises(ClaimLost):
            act(store, job, gateway, worker="w2")
        with pytest.raises(ClaimLost):
            act(store, job, other)


def test_a_lock_that_runs_out_lets_another_worker_have_it(
    store: Store, clock: FixedClock, gateway: Actor, ask: Ask, fetch: Fetch
):
    ask()
    (first,) = fetch("w1")
    clock.advance(LOCK)

    (second,) = fetch("w2")

    assert (second.id, second.key, second.attempts) == (first.id, first.key, 2)
    with pytest.raises(ClaimLost, match="ran out"):
        complete(store, first, gateway, worker="w1")
    assert complete(store, second, gateway, worker="w2").status == "done"


def test_a_worker_that_is_late_may_still_answer_while_nobody_else_has_the_job(
    store: Store, clock: FixedClock, gateway: Actor, ask: Ask, fetch: Fetch
):
    ask()
    (job,) = fetch()
    clock.advance(LOCK * 3)

    assert complete(store, job, gateway).status == "done"


def test_a_worker_keeps_a_job_for_longer(store: Store, clock: FixedClock, gateway: Actor, ask: Ask, fetch: Fetch):
    ask()
    (job,) = fetch()
    clock.advance(timedelta(minutes=4))

    with unit_of_work(store) as work:
        until = cases.extend_job(work, job.id, worker="w1", lock_for=LOCK, by=gateway)

    assert until == clock.now() + LOCK
    clock.advance(timedelta(minutes=4))
    assert fetch("w2") == []
    clock.advance(timedelta(minutes=2))
    assert len(fetch("w2")) == 1


def test_a_program_gets_jobs_of_its_own_services_and_topics_only(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    ask()
    with unit_of_work(store) as work:
        planning = people.create_service(work, "planning", "Planning", by=SYSTEM)
    elsewhere = program(store, "elsewhere", service_id=planning.id)
    here = program(store, "here", service_id=council.service_id)

    assert fetch(by=elsewhere) == fetch(by=council.adviser, topics=["other"]) == fetch(topics=["other"]) == []
    (job,) = fetch(by=here)
    with pytest.raises(NotPermitted):
        complete(store, job, elsewhere)
    with pytest.raises(NotPermitted):
        complete(store, job, council.adviser)


def test_two_workers_share_the_jobs_and_none_gets_one_twice(store: Store, ask: Ask, fetch: Fetch):
    waiting = {ask() for _ in range(12)}
    got: list[int] = []

    def work_off(worker: str) -> None:
        while found := fetch(worker, most=1):
            got.extend(job.case_id for job in found)

    threads = [Thread(target=work_off, args=(f"w{number}",)) for number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(got) == sorted(waiting)


def test_the_longest_waiting_come_first_and_no_more_than_asked_for(
    store: Store, clock: FixedClock, ask: Ask, fetch: Fetch
):
    order = []
    for _ in range(3):
        order.append(ask())
        clock.advance(timedelta(seconds=1))

    assert [job.case_id for job in fetch(most=2)] == order[:2]
    assert [job.case_id for job in fetch(most=2)] == order[2:]
