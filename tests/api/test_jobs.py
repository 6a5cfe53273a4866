"""Jobs over the API: a program fetches what cases ask of it, and says how it went."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.clock import FixedClock
from engine.store import Store
from tests.api.casework import CARD, case, complete, open_task, pages, timeline
from tests.api.checking import assert_problem
from tests.council import Council
from tests.jobs import found_asking_council

Json = dict[str, Any]


@pytest.fixture
def council(store: Store) -> Council:
    """The council whose process asks a payment system."""
    return found_asking_council(store)


@pytest.fixture
def adviser(council: Council, as_actor) -> FlaskClient:
    return as_actor(council.adviser)


@pytest.fixture
def gateway(council: Council, as_user) -> FlaskClient:
    """The payment system's program."""
    return as_user("service_account")


@pytest.fixture
def ask(council: Council, adviser: FlaskClient) -> Callable[..., int]:
    """A case that waits for the payment system; its id."""

    def begin(**answers: object) -> int:
        started = adviser.post("/api/v1/cases", json={"process": "report", "site_id": council.site_id})
        complete(adviser, open_task(adviser, started.json["id"]), **answers)
        return int(started.json["id"])

    return begin


def fetch(client: FlaskClient, **changes: object) -> list[Json]:
    """The jobs that the program `w1` gets."""
    answer = client.post("/api/v1/jobs/fetch", json={"worker": "w1", "topics": ["payments"], **changes})
    assert answer.status_code == 200, answer.text
    return list(answer.json["items"])


def say(client: FlaskClient, job: Json, what: str, **body: object):
    """What the program says about a job."""
    return client.post(f"/api/v1/jobs/{job['id']}/{what}", json={"worker": "w1", **body})


def test_a_program_fetches_a_job_does_it_and_the_case_goes_on(adviser: FlaskClient, gateway: FlaskClient, ask):
    case_id = ask(amount=12, payer="Quill")

    (job,) = fetch(gateway, max=5, lock_seconds=60)

    assert job["inputs"] == {"amount": 12, "payer": "Quill"}
    assert job["reference"] == case(adviser, case_id)["reference"]
    assert (job["topic"], job["name"], job["attempts"], job["retries_left"]) == ("payments", "Take the payment", 1, 3)
    answer = say(gateway, job, "complete", result={"receipt": "R-1"})
    assert (answer.status_code, answer.json["status"]) == (200, "done")
    shown = case(adviser, case_id)
    assert (shown["status"], shown["next_action"]) == ("open", "Tell the customer")
    assert "case:job:done" in timeline(adviser, case_id)


def test_the_same_answer_twice_is_answered_the_same(gateway: FlaskClient, ask):
    ask()
    (job,) = fetch(gateway)

    first, second = (say(gateway, job, "complete", result={"receipt": "R"}) for _ in range(2))

    assert first.json == second.json
    for _ in range(2):
        with_key = gateway.post(
            f"/api/v1/jobs/{job['id']}/complete", json={"worker": "w1"}, headers={"Idempotency-Key": "k1"}
        )
        assert with_key.json == first.json


def test_a_lock_that_was_lost_is_told_in_a_sentence(gateway: FlaskClient, clock: FixedClock, ask):
    ask()
    (job,) = fetch(gateway, lock_seconds=10)
    clock.advance(timedelta(seconds=11))
    (again,) = fetch(gateway, worker="w2")
    assert (again["key"], again["attempts"]) == (job["key"], 2)

    for what, body in (("complete", {}), ("fail", {"message": "x"}), ("extend", {}), ("error", {"code": "no-funds"})):
        assert_problem(say(gateway, job, what, **body), 409, "no longer yours")


def test_a_case_is_moved_past_its_job_and_what_the_program_says_later_is_refused(
    council: Council, adviser: FlaskClient, as_actor, gateway: FlaskClient, ask
):
    case_id, leader = ask(amount=12), as_actor(council.leader)
    (job,) = fetch(gateway)
    (place,) = leader.get(f"/api/v1/cases/{case_id}/places").json["items"]
    assert (place["element"], place["kind"]) == ("pay", "serviceTask")
    asked = {"token": place["token"], "to": "tell", "reason": "The bank is closed"}
    assert leader.post(f"/api/v1/cases/{case_id}/move", json=asked).status_code == 200
    before = case(adviser, case_id)

    assert_problem(say(gateway, job, "complete", result={"receipt": "R-1"}), 409, "no longer yours")
    assert_problem(say(gateway, job, "fail", message="No line"), 409, "no longer yours")
    assert_problem(say(gateway, job, "error", code="no-funds"), 409, "no longer yours")
    assert_problem(say(gateway, job, "extend", lock_seconds=60), 409, "no longer yours")
    assert (case(adviser, case_id), fetch(gateway)) == (before, [])
    assert "case:job:done" not in timeline(adviser, case_id)


def test_a_job_is_kept_longer(gateway: FlaskClient, clock: FixedClock, ask):
    ask()
    (job,) = fetch(gateway, lock_seconds=10)

    answer = say(gateway, job, "extend", lock_seconds=100)

    assert answer.json["locked_until"] == (clock.now() + timedelta(seconds=100)).isoformat()
    clock.advance(timedelta(seconds=99))
    assert fetch(gateway, worker="w2") == []


def test_failures_end_in_a_stuck_case_that_a_retry_sets_going(
    adviser: FlaskClient, gateway: FlaskClient, as_user, clock: FixedClock, ask
):
    case_id = ask()
    (job,) = fetch(gateway)
    failed = say(gateway, job, "fail", message="No line to the bank", retry_seconds=30)
    assert failed.json["status"] == "due"
    assert failed.json["due_at"] == (clock.now() + timedelta(seconds=30)).isoformat()
    clock.advance(timedelta(seconds=30))
    (job,) = fetch(gateway)

    assert say(gateway, job, "fail", message="No line to the bank", retries_left=0).json["status"] == "failed"

    stuck = case(adviser, case_id)
    assert (stuck["status"], "No line to the bank." in stuck["incident"]["cause"]) == ("stuck", True)
    mended = as_user("administrator").post(f"/api/v1/cases/{case_id}/retry", json={"reason": "The line is back"})
    assert mended.status_code == 200
    (job,) = fetch(gateway)
    assert say(gateway, job, "complete").json["status"] == "done"


def test_a_bpmn_error_takes_the_way_that_the_model_draws(adviser: FlaskClient, gateway: FlaskClient, ask):
    case_id = ask()
    (job,) = fetch(gateway)

    assert say(gateway, job, "error", code="no-funds", values={"missing": 4}).json["status"] == "done"

    assert case(adviser, case_id)["next_action"] == "Agree another way"


def test_what_a_program_sends_is_checked(gateway: FlaskClient, ask):
    ask()
    (job,) = fetch(gateway)

    assert_problem(say(gateway, job, "complete", result={"card": CARD}), 422, "card number")
    assert_problem(
        say(gateway, job, "complete", result={"__class__": 1}), 422, "key that may not be used", where="result"
    )
    assert_problem(say(gateway, job, "complete", result={"receipt": "\0"}), 422, where="result.receipt")
    assert_problem(say(gateway, job, "error", code="no-funds", values={"typename": 1}), 422, where="values")
    told = gateway.get("/api/v1/jobs?status=lost")
    assert_problem(told, 422, "Choose one of: due, locked, held, done, failed, cancelled.", where="status")
    assert_problem(say(gateway, job, "complete", receipt=1), 422, "receipt")
    assert_problem(say(gateway, job, "fail", message=""), 422, "message")
    assert_problem(say(gateway, job, "extend", lock_seconds=4000), 422, "lock_seconds")
    assert_problem(say(gateway, {"id": 99}, "complete"), 404, "no job 99")
    assert_problem(gateway.post("/api/v1/jobs/fetch", json={"worker": "w1", "topics": "payments"}), 422, "topics")


def test_who_may_not_do_jobs_gets_none(
    council: Council, adviser: FlaskClient, gateway: FlaskClient, as_user, client: FlaskClient, ask
):
    ask()
    (job,) = fetch(gateway)

    for what in ("complete", "fail", "extend", "error"):
        assert_problem(say(adviser, job, what), 403, "job:work")
        assert say(client, job, what).status_code == 401
    assert_problem(adviser.get("/api/v1/jobs"), 403, "job:read")


def test_a_list_of_jobs_goes_on_page_by_page_and_shows_no_inputs(gateway: FlaskClient, ask):
    asked = [ask(payer="Quill") for _ in range(3)]

    found = pages(gateway, "/api/v1/jobs", status="due", topic="payments")

    assert [row["case_id"] for row in found] == asked[::-1]
    assert "Quill" not in str(found)
    assert pages(gateway, "/api/v1/jobs", case_id=asked[0])[0]["status"] == "due"
    assert pages(gateway, "/api/v1/jobs", status="done") == []
