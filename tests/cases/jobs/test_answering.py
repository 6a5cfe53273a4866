"""How a job went: done, failed and tried again, ended with an error, and what becomes of its case."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import audit, cases
from engine.bpmn import Stuck
from engine.cases import ClaimedJob, ClaimLost
from engine.cases.incidents import record_incident
from engine.cases.jobs.answering import wait_after
from engine.cases.locking import lock_case
from engine.clock import FixedClock
from engine.errors import Conflict, Refused
from engine.people import Actor
from engine.store import Store, Work, reading, unit_of_work
from tests.cases.jobs.conftest import LOCK, Ask, Fetch, actions, complete, do, fail, look
from tests.council import Council
from tests.jobs import PAYMENT, found_asking_council, program


def test_the_answer_moves_the_case_on_in_the_name_of_the_program(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask()
    (job,) = fetch()

    answered = complete(store, job, gateway, receipt="R-1", other="x")

    assert (answered.status, answered.case_id) == ("done", case_id)
    case = look(store, council, case_id)
    assert (case.status, [task.name for task in case.open_tasks]) == ("open", ["Tell the customer"])
    assert actions(store, case_id) == ["case:job:asked", "case:job:done"]
    with reading(store) as work:
        (done,) = audit.entries(work, case_id=case_id, action="case:job:done")
        (view,) = [cases.task(work, task.id, by=council.adviser) for task in case.open_tasks]
    assert done.by == gateway.user_id
    assert (view.data["receipt"], "other" in view.data) == ("R-1", False)


def test_saying_it_twice_changes_nothing(store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch):
    case_id = ask()
    (job,) = fetch()

    assert complete(store, job, gateway, receipt="R-1") == complete(store, job, gateway, receipt="R-1")

    assert len(look(store, council, case_id).open_tasks) == 1
    with pytest.raises(ClaimLost):
        complete(store, job, gateway, worker="w2")


def test_a_job_that_failed_is_tried_again_later(
    store: Store, clock: FixedClock, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask()
    (job,) = fetch()

    failed = fail(store, job, gateway)

    assert failed.status == "due"
    assert timedelta(seconds=7) < failed.due_at - clock.now() < timedelta(seconds=13)
    assert fetch() == []
    clock.advance(timedelta(seconds=13))
    (again,) = fetch("w2")
    assert (again.key, again.attempts, again.retries_left) == (job.key, 2, 2)
    assert actions(store, case_id) == ["case:job:asked", "case:job:failed"]


def test_a_worker_may_say_when_and_how_often_it_is_tried_again(
    store: Store, clock: FixedClock, gateway: Actor, ask: Ask, fetch: Fetch
):
    ask()
    (job,) = fetch()

    fail(store, job, gateway, retries_left=9, wait=timedelta(hours=2))

    clock.advance(timedelta(minutes=119))
    assert fetch() == []
    clock.advance(timedelta(minutes=1))
    assert fetch()[0].retries_left == 9


def test_without_retries_left_the_case_is_stuck_and_a_repair_gives_new_ones(
    store: Store, clock: FixedClock, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask()
    for _ in range(3):
        (job,) = fetch()
        fail(store, job, gateway, message="The bank\ndoes not answer")
        clock.advance(timedelta(hours=1))

    case = look(store, council, case_id)
    assert case.incident is not None
    assert (case.status, case.incident.element) == ("stuck", "pay")
    assert case.incident.cause == (
        "The system ‘payments’ was asked 3 times and did not do it: The bank does not answer."
    )
    assert fetch() == []
    with unit_of_work(store) as work:
        cases.retry(work, case_id, by=council.administrator, reason="The bank is back")
    case = look(store, council, case_id)
    assert (case.status, case.next_action) == ("waiting", "Wait for the system ‘payments’")
    (job,) = fetch()
    assert (job.attempts, job.retries_left) == (4, 3)
    complete(store, job, gateway, receipt="R")
    do(store, council, case_id)
    assert look(store, council, case_id).status == "ended"


def test_failing_twice_changes_nothing(store: Store, gateway: Actor, ask: Ask, fetch: Fetch):
    ask()
    (job,) = fetch()

    fail(store, job, gateway, retries_left=0)

    assert fail(store, job, gateway, retries_left=0).status == "failed"


def test_a_bpmn_error_goes_to_what_catches_it(store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch):
    case_id = ask()
    (job,) = fetch()

    for _ in range(2):
        with unit_of_work(store) as work:
            ended = cases.end_with_error(work, job.id, worker="w1", code="no-funds", values={"missing": 3}, by=gateway)
        assert ended.status == "done"

    (task,) = look(store, council, case_id).open_tasks
    assert task.name == "Agree another way"
    assert actions(store, case_id) == ["case:job:asked", "case:job:ended-with-error"]


def test_an_error_that_nothing_catches_makes_the_case_stuck_not_dead(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask()
    (job,) = fetch()

    with unit_of_work(store) as work:
        cases.end_with_error(work, job.id, worker="w1", code="surprise", values={}, by=gateway)

    case = look(store, council, case_id)
    assert (case.status, "Nothing in the model catches the error 'surprise'" in case.incident.cause) == ("stuck", True)
    with unit_of_work(store) as work:
        cases.retry(work, case_id, by=council.administrator, reason="Agreed with the supplier")
    (again,) = fetch()
    complete(store, again, gateway)
    assert look(store, council, case_id).status == "open"


def test_an_answer_that_cannot_be_kept_is_refused_and_the_job_is_still_theirs(
    store: Store, gateway: Actor, ask: Ask, fetch: Fetch
):
    ask()
    (job,) = fetch()

    for result in ({"__class__": 1}, {"card": "4111 1111 1111 1111"}):
        with pytest.raises(Refused):
            complete(store, job, gateway, **result)

    assert complete(store, job, gateway).status == "done"


def test_an_answer_that_the_case_cannot_go_on_with_is_kept_for_its_repair(store: Store):
    failing = PAYMENT.replace("=receipt", "=if receipt = &quot;bad&quot; then 10 ** 30 else receipt")
    council = found_asking_council(store, failing)
    gateway = program(store)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    do(store, council, started.id, amount=1)

    def fetch() -> list[ClaimedJob]:
        with unit_of_work(store) as work:
            return cases.fetch_jobs(work, worker="w1", topics=["payments"], most=1, lock_for=LOCK, by=gateway)

    (job,) = fetch()
    assert complete(store, job, gateway, receipt="bad").status == "done"

    case = look(store, council, started.id)
    assert case.incident is not None
    assert (case.status, case.incident.element) == ("stuck", "pay")
    with unit_of_work(store) as work:
        assert cases.retry(work, started.id, by=council.administrator, reason="Try").status == "stuck"
    assert fetch() == [], "what was done is not done again"


def test_a_stuck_case_takes_no_answer_and_its_job_is_done_again_after_the_repair(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask()
    (job,) = fetch()
    with unit_of_work(store) as work:
        _get_stuck(work, case_id)

    with pytest.raises(Conflict, match="stuck"):
        complete(store, job, gateway)
    assert fetch("w2") == []

    with unit_of_work(store) as work:
        cases.retry(work, case_id, by=council.administrator, reason="Mended")
    (again,) = fetch("w2")
    assert (again.key, again.retries_left) == (job.key, 3)


def _get_stuck(work: Work, case_id: int) -> None:
    record_incident(work, lock_case(work, case_id), Stuck("take", "a cause"), pending={"action": "timers"})


@pytest.mark.parametrize(("attempts", "seconds"), [(1, 10), (2, 40), (3, 160), (6, 3600), (90, 3600)])
def test_the_wait_grows_and_has_an_end(attempts: int, seconds: int):
    assert wait_after(attempts, lambda low, high: (low + high) / 2) == timedelta(seconds=seconds)
    assert timedelta(seconds=seconds * 0.8) <= wait_after(attempts) <= timedelta(seconds=seconds * 1.2)
