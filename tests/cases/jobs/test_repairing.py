"""Repairs of a case that waits for a system: moved on or onto, put back, corrected, carried to another version."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import cases
from engine.cases import ClaimedJob, ClaimLost, TokenMove
from engine.people import SYSTEM, Actor
from engine.store import Store, reading, unit_of_work
from tests.cases.jobs.conftest import Ask, Fetch, actions, complete, do, fail, look
from tests.cases.migration.test_migrating import begin_run, deploy, finished
from tests.council import Council
from tests.jobs import PAYMENT, asking

WHY = "The bank does not answer"


def move(store: Store, council: Council, case_id: int, to: str) -> str:
    with unit_of_work(store) as work:
        (place,) = cases.places(work, case_id, by=council.leader)
        return cases.move_token(work, case_id, token=place.token, to=to, reason=WHY, by=council.leader).status


def foreseen(store: Store, council: Council, case_id: int, to: str) -> TokenMove:
    with reading(store) as work:
        (place,) = cases.places(work, case_id, by=council.leader)
        return cases.foresee_token_move(work, case_id, token=place.token, to=to, by=council.leader)


def statuses(store: Store, council: Council, case_id: int) -> list[str]:
    with reading(store) as work:
        return [job.status for job in cases.find_jobs(work, cases.JobFilter(case_id=case_id), by=council.administrator)]


def refused_late(store: Store, council: Council, gateway: Actor, job: ClaimedJob) -> None:
    """What the worker says about a job that its case needs no more is refused by name, and changes nothing."""
    before = look(store, council, job.case_id)
    with pytest.raises(ClaimLost):
        complete(store, job, gateway, receipt="R-late")
    with pytest.raises(ClaimLost):
        fail(store, job, gateway)
    with pytest.raises(ClaimLost), unit_of_work(store) as work:
        cases.end_with_error(work, job.id, worker="w1", code="no-funds", values={}, by=gateway)
    assert look(store, council, job.case_id) == before


def test_a_case_is_moved_past_a_system_that_does_not_answer(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask()
    (job,) = fetch()
    told = foreseen(store, council, case_id, "tell")
    assert (told.at, told.opens, told.asks_no_more, told.asks) == (
        "Take the payment",
        ("Tell the customer",),
        ("Take the payment",),
        (),
    )

    assert move(store, council, case_id, "tell") == "open"

    assert statuses(store, council, case_id) == ["cancelled"]
    refused_late(store, council, gateway, job)
    assert [task.name for task in look(store, council, case_id).open_tasks] == ["Tell the customer"]
    assert fetch(worker="w2") == []


def test_a_case_is_moved_onto_a_system_step_and_asks_it_with_a_new_key(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask(amount=12)
    (first,) = fetch()
    complete(store, first, gateway, receipt="R-1")
    told = foreseen(store, council, case_id, "pay")
    assert (told.withdraws, told.opens, told.asks) == (("Tell the customer",), (), ("Take the payment",))

    assert move(store, council, case_id, "pay") == "waiting"

    (again,) = fetch()
    assert (again.inputs, again.key != first.key) == ({"amount": 12, "payer": "Quill"}, True)
    assert complete(store, again, gateway, receipt="R-2").status == "done"
    assert [task.name for task in look(store, council, case_id).open_tasks] == ["Tell the customer"]
    assert actions(store, case_id).count("case:job:done") == 2


def test_a_case_that_is_stuck_at_a_system_is_moved_past_it(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask()
    (job,) = fetch()
    fail(store, job, gateway, retries_left=0)

    assert move(store, council, case_id, "poor") == "open"

    assert look(store, council, case_id).incident is None
    assert statuses(store, council, case_id) == ["cancelled"]


def test_in_a_walk_through_a_step_of_a_system_is_left_and_come_to_as_a_task(store: Store, council: Council):
    with unit_of_work(store) as work:
        started = cases.start_walk_through(work, version_id=council.version_id, site_id=council.site_id, by=SYSTEM)
    told = foreseen(store, council, started.id, "pay")
    assert (told.opens, told.asks) == (("Take the payment",), ())

    assert move(store, council, started.id, "pay") == "open"
    assert move(store, council, started.id, "tell") == "open"

    with reading(store) as work:
        case = cases.case(work, started.id, by=SYSTEM)
    assert [(task.name, task.status) for task in case.tasks] == [
        ("Take the request", "cancelled"),
        ("Take the payment", "cancelled"),
        ("Tell the customer", "open"),
    ]


def test_going_back_to_before_an_answer_asks_anew_with_a_new_key(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask(amount=1)
    (first,) = fetch()
    complete(store, first, gateway, receipt="R-1")
    (task, _) = look(store, council, case_id).tasks
    with reading(store) as work:
        way = cases.foresee_way_back(work, case_id, task.id, by=council.administrator)
    assert (way.systems, way.recalls, way.asks) == (("Take the payment",), (), ())
    with unit_of_work(store) as work:
        cases.go_back(work, case_id, task.id, reason="The wrong amount", by=council.administrator)

    assert (complete(store, first, gateway).status, fetch()) == ("done", []), "said again, it has no effect"
    do(store, council, case_id, amount=2)
    (again,) = fetch()
    assert (again.inputs["amount"], again.key != first.key) == (2, True)


def test_before_going_back_it_is_said_which_job_is_withdrawn(store: Store, council: Council, ask: Ask):
    case_id = ask(amount=1)
    (task,) = look(store, council, case_id).tasks

    with reading(store) as work:
        way = cases.foresee_way_back(work, case_id, task.id, by=council.administrator)

    assert (way.withdrawn, way.recalls, way.asks, way.systems) == ((), ("Take the payment",), (), ())


@pytest.mark.parametrize("retries", [0, 1])
def test_a_job_that_nobody_has_begun_is_given_the_corrected_data(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch, retries: int
):
    case_id = ask(amount=1)
    (first,) = fetch()
    fail(store, first, gateway, retries_left=retries)
    with unit_of_work(store) as work:
        cases.change_data(work, case_id, {"amount": 2}, reason="A slip", by=council.administrator)
        if not retries:
            cases.retry(work, case_id, reason="Corrected", by=council.administrator)
    store.clock.advance(timedelta(hours=1))

    (again,) = fetch()
    assert (again.inputs["amount"], again.key) == (2, first.key)


RENAMED = asking().replace('"pay"', '"charge"').replace(">pay<", ">charge<").replace("Take the payment", "Charge them")
ELSEWHERE = asking(PAYMENT.replace('"payments"', '"bank"'))
MORE_GIVEN = asking(PAYMENT.replace('"=amount"', '"=amount * 100"'))


def migrated(store: Store, council: Council, model: str, **mapping: str) -> None:
    run = finished(store, council, begin_run(store, council, deploy(store, council, model), **mapping))
    assert (run.count("done"), run.count("refused", "failed")) == (1, 0)


def test_a_case_with_an_open_job_moves_to_a_version_in_which_its_step_is_called_otherwise(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask()
    (job,) = fetch()

    migrated(store, council, RENAMED, pay="charge")

    assert complete(store, job, gateway, receipt="R-1").status == "done", "whoever had begun it ends it"
    case = look(store, council, case_id)
    assert [task.name for task in case.open_tasks] == ["Tell the customer"]


def test_where_its_step_goes_is_proposed_with_the_cases_that_wait_there(store: Store, council: Council, ask: Ask):
    ask()
    newer = deploy(store, council, asking())
    with reading(store) as work:
        found = cases.propose_mapping(work, council.version_id, newer, by=council.leader)
    (stop,) = (stop for stop in found.stops if stop.element == "pay")
    assert (stop.to, stop.how, stop.waiting) == ("pay", "kept", 1)


@pytest.mark.parametrize("begun", [False, True])
def test_a_job_that_nobody_has_begun_is_given_what_the_new_version_says_under_its_key(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch, begun: bool
):
    ask(amount=3)
    (job,) = fetch()
    if not begun:
        fail(store, job, gateway)

    migrated(store, council, MORE_GIVEN)
    store.clock.advance(job.due_at - store.clock.now())

    (again,) = fetch(worker="w2")
    assert (again.key, again.inputs["amount"]) == (job.key, 3 if begun else 300)


@pytest.mark.parametrize("how", ["begun", "stuck", "suspended"])
def test_a_job_that_another_system_does_now_is_asked_there_under_its_key(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch, how: str
):
    case_id = ask()
    (job,) = fetch()
    with unit_of_work(store) as work:
        if how == "stuck":
            cases.fail_job(work, job.id, worker="w1", message="No line", retries_left=0, by=gateway)
        elif how == "suspended":
            cases.suspend(work, case_id, reason=WHY, by=council.administrator)

    migrated(store, council, ELSEWHERE)

    with unit_of_work(store) as work:
        if how == "stuck":
            cases.retry(work, case_id, reason="It is another bank now", by=council.administrator)
        elif how == "suspended":
            cases.resume(work, case_id, reason="It is another bank now", by=council.administrator)
    with pytest.raises(ClaimLost):
        complete(store, job, gateway, receipt="R-late")
    assert (look(store, council, case_id).status, fetch()) == ("waiting", [])
    (again,) = fetch(worker="w2", topics=("bank",))
    assert (again.key, again.inputs) == (job.key, job.inputs)
    assert complete(store, again, gateway, worker="w2", receipt="R-1").status == "done"


def test_a_step_that_a_person_does_now_takes_no_case_that_waits_for_the_system(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask()
    (job,) = fetch()
    error = '<bpmn:errorEventDefinition id="nf" errorRef="no_funds"/>'
    late = '<bpmn:timerEventDefinition id="nf"><bpmn:timeDuration>P9D</bpmn:timeDuration></bpmn:timerEventDefinition>'
    by_hand = asking("").replace("bpmn:serviceTask", "bpmn:userTask").replace(error, late)

    run = finished(store, council, begin_run(store, council, deploy(store, council, by_hand)))

    (total,) = run.totals
    assert total.status == "refused"
    assert total.why.startswith("“Take the payment” waits, and is done in another way in the new version.")
    assert complete(store, job, gateway, receipt="R-1").status == "done"
    assert look(store, council, case_id).status == "open"
