"""Jobs as cases ask for them, hold them and need them no more."""

from __future__ import annotations

import pytest

from engine import cases
from engine.cases import ClaimLost
from engine.errors import Conflict
from engine.people import SYSTEM, Actor
from engine.store import Store, reading, unit_of_work
from tests.cases.jobs.conftest import Ask, Fetch, complete, do, fail, look
from tests.council import Council
from tests.erased import places_of


def test_a_case_asks_the_system_and_waits_for_it(store: Store, council: Council, ask: Ask, fetch: Fetch):
    case_id = ask(amount=12)

    case = look(store, council, case_id)
    assert (case.status, case.next_action) == ("waiting", "Wait for the system ‘payments’")
    (job,) = fetch()
    assert (job.case_id, job.reference, job.name) == (case_id, case.reference, "Take the payment")
    assert job.inputs == {"amount": 12, "payer": "Quill"}
    assert (job.attempts, job.retries_left, len(job.key)) == (1, 3, 36)


def test_what_a_job_was_given_is_forgotten_when_it_is_done(store: Store, gateway: Actor, ask: Ask, fetch: Fetch):
    ask(payer="Quillfeather")
    (job,) = fetch()
    assert "case_job.inputs" in places_of(store, "Quillfeather")

    complete(store, job, gateway)

    assert "case_job.inputs" not in places_of(store, "Quillfeather")


def test_a_closed_case_needs_its_job_no_more(store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch):
    case_id = ask()
    (job,) = fetch()
    with unit_of_work(store) as work:
        cases.close(work, case_id, as_="withdrawn", reason="Changed their mind", by=council.adviser)

    with pytest.raises(ClaimLost):
        complete(store, job, gateway)
    assert "case_job.inputs" not in places_of(store, "Quill")


def test_erasing_leaves_nothing_of_the_customer_in_a_job(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask(payer="Quillfeather")
    (job,) = fetch()
    fail(store, job, gateway, message="Quillfeather has no account", retries_left=0)
    with unit_of_work(store) as work:
        cases.close(work, case_id, as_="withdrawn", reason="Quillfeather rang", by=council.adviser)
        cases.erase(work, case_id, by=council.administrator, reason="Rule 3")

    assert places_of(store, "Quillfeather") == []


def test_a_walk_through_asks_no_system(store: Store, council: Council, gateway: Actor, fetch: Fetch):
    with unit_of_work(store) as work:
        started = cases.start_walk_through(work, version_id=council.version_id, site_id=council.site_id, by=SYSTEM)
    for answers in ({"amount": 3}, {"receipt": "by hand"}):
        with unit_of_work(store) as work:
            (task,) = cases.case(work, started.id, by=SYSTEM).open_tasks
            cases.complete(work, task.id, answers=answers if task.element == "take" else {}, by=SYSTEM)
        assert fetch() == []

    with reading(store) as work:
        case = cases.case(work, started.id, by=SYSTEM)
    assert [task.name for task in case.open_tasks] == ["Tell the customer"]


def test_completing_a_task_asks_with_one_statement_more(store: Store, council: Council, statements):
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    (task,) = look(store, council, started.id).open_tasks
    with statements() as seen, unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"amount": 1}, by=council.adviser)

    assert sum("case_job" in statement for statement in seen) == 1


def test_a_suspended_case_asks_nobody_until_it_is_resumed(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask()
    (job,) = fetch()
    with unit_of_work(store) as work:
        cases.suspend(work, case_id, reason="The bank is closed", by=council.administrator)

    with pytest.raises(Conflict, match="suspended"):
        complete(store, job, gateway)
    assert fetch() == []
    with unit_of_work(store) as work:
        cases.resume(work, case_id, reason="It is open again", by=council.administrator)
    (again,) = fetch()
    assert again.key == job.key
    assert complete(store, again, gateway).status == "done"


def test_a_case_that_goes_back_needs_its_job_no_more_and_asks_anew_when_it_comes_there(
    store: Store, council: Council, gateway: Actor, ask: Ask, fetch: Fetch
):
    case_id = ask(amount=1)
    (job,) = fetch()
    (task,) = look(store, council, case_id).tasks
    with unit_of_work(store) as work:
        cases.go_back(work, case_id, task.id, reason="The wrong amount", by=council.administrator)

    with pytest.raises(ClaimLost):
        complete(store, job, gateway)
    do(store, council, case_id, amount=2)
    (again,) = fetch()
    assert (again.inputs["amount"], again.key != job.key) == (2, True)
