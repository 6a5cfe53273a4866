"""The worker's turn: calls over HTTP and functions, tried again, given up, shared by several workers, never twice."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import timedelta

import pytest

from engine import audit, cases, executor
from engine.clock import FixedClock
from engine.connectors.callables import add_line
from engine.settings import Settings, read_settings
from engine.store import Store, reading, unit_of_work
from tests.executor.conftest import calls, given, kept, mapped
from tests.running import wait_until
from tests.serving import Asked, Reply, Served

SLOW = timedelta(seconds=0.3)


def test_a_call_is_made_and_its_answer_moves_the_case_on(store: Store, server: Served, found, begin, turn, data, look):
    server.answer = lambda _asked: Reply(200, b'{"receipt": "R-1", "balance": 3}')
    council = found(calls(f'="{server.url}/pay"', given("body", "={sum: amount}"), kept("receipt", "=body.receipt")))
    case_id = begin(council, amount=12)
    assert look(council, case_id).next_action == f"Wait for the system ‘{server.url}’"

    assert turn() == 1

    assert data(council, case_id)["receipt"] == "R-1"
    assert [asked.body for asked in server.calls] == [b'{"sum":12}']
    assert turn() == 0


def test_a_call_that_fails_is_repeated_with_the_same_key_until_it_works(
    server: Served, clock: FixedClock, found, begin, turn, look
):
    replies = [Reply(503, b"", {"Retry-After": "90"}), Reply(200, b"{broken"), Reply(200)]
    server.answer = lambda _asked: replies[len(server.calls) - 1]
    council = found(calls(server.url))
    case_id = begin(council)

    turn()
    clock.advance(timedelta(seconds=89))
    assert turn() == 0, "the system asked for 90 seconds"
    clock.advance(timedelta(seconds=1))
    turn()
    clock.advance(timedelta(minutes=1))
    turn()

    assert look(council, case_id).next_action == "Tell the customer"
    assert len({asked.headers["Idempotency-Key"] for asked in server.calls}) == 1
    assert len(server.calls) == 3


def test_retries_that_are_used_up_lead_to_an_incident_and_a_repair_to_the_end(
    store: Store, server: Served, clock: FixedClock, found, begin, turn, look
):
    server.answer = lambda _asked: Reply(500, b"Quillfeather")
    council = found(calls(server.url, retries=2))
    case_id = begin(council)
    for _ in range(4):
        turn()
        clock.advance(timedelta(hours=1))

    case = look(council, case_id)
    assert (case.status, len(server.calls)) == ("stuck", 2)
    assert (
        case.incident.cause
        == f"The system ‘{server.url}’ was asked 2 times and did not do it: The system answered 500."
    )
    server.answer = lambda _asked: Reply()
    with unit_of_work(store) as work:
        cases.retry(work, case_id, by=council.administrator, reason="It is up again")
    turn()

    assert look(council, case_id).next_action == "Tell the customer"
    assert len({asked.headers["Idempotency-Key"] for asked in server.calls}) == 1


def test_what_will_never_work_is_tried_once(server: Served, found, begin, turn, look):
    server.answer = lambda _asked: Reply(422)
    council = found(calls(server.url))
    case_id = begin(council)

    turn()

    assert (look(council, case_id).status, len(server.calls)) == ("stuck", 1)


def test_a_host_that_is_not_allowed_is_never_called(store: Store, server: Served, found, begin, look):
    council = found(calls(server.url))
    case_id = begin(council)

    executor.do_due_jobs(store, read_settings({}))

    case = look(council, case_id)
    assert (case.status, "BPR_HTTP_HOSTS" in case.incident.cause) == ("stuck", True)
    assert server.calls == []


def test_an_answer_that_cannot_be_kept_makes_the_case_stuck(server: Served, found, begin, turn, look):
    server.answer = lambda _asked: Reply(200, b'{"__class__": 1}')
    council = found(calls(server.url))
    case_id = begin(council)

    turn()

    case = look(council, case_id)
    assert (case.status, "cannot be kept" in case.incident.cause) == ("stuck", True)


@pytest.mark.parametrize("broken", ["slow", "wrong", "too much"])
def test_a_function_that_breaks_is_an_incident_that_tells_nothing_of_the_customer(
    monkeypatch: pytest.MonkeyPatch, found, begin, turn, look, broken: str
):
    release = threading.Event()

    def run(given: dict[str, object], _desk: object) -> dict[str, object]:
        if broken == "slow":
            release.wait(30)
        if broken == "wrong":
            raise RuntimeError(f"no account for {given['line']}")
        return {"more": 1}

    monkeypatch.setattr(add_line, "run", run)
    council = found(mapped("bpr:add-line", given("line", "=payer"), retries=1))
    case_id = begin(council, payer="Quillfeather")

    assert turn(longest=SLOW) == 1

    release.set()
    case = look(council, case_id)
    assert case.status == "stuck"
    expected = {"slow": "longer than 0.3 seconds", "wrong": "failed unexpectedly (RuntimeError)", "too much": "more"}
    assert expected[broken] in case.incident.cause
    assert "Quillfeather" not in case.incident.cause


def test_a_slow_job_holds_up_no_other(server: Served, found, begin, turn, look):
    release = threading.Event()

    def answer(asked: Asked) -> Reply:
        if asked.path == "/slow":
            release.wait(15)
        return Reply()

    server.answer = answer
    council = found(calls(f'="{server.url}/" + payer'))
    slow = begin(council, payer="slow")
    quick = [begin(council, payer="quick") for _ in range(20)]

    worker = threading.Thread(target=turn)
    worker.start()
    wait_until(lambda: {look(council, case_id).status for case_id in quick} == {"open"}, 14)
    assert look(council, slow).status == "waiting"
    release.set()
    worker.join(30)
    assert look(council, slow).status == "open"


def test_two_workers_share_the_jobs_and_do_each_once(
    store: Store, settings: Settings, server: Served, found, begin, look
):
    council = found(calls(f'="{server.url}/" + string(amount)'))
    waiting = [begin(council, amount=number) for number in range(20)]

    workers = [threading.Thread(target=executor.do_due_jobs, args=(store, settings)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(60)

    assert Counter(asked.path for asked in server.calls) == Counter(f"/{number}" for number in range(20))
    assert {look(council, case_id).next_action for case_id in waiting} == {"Tell the customer"}
    with reading(store) as work:
        assert len(audit.entries(work, action="case:job:done", limit=100)) == 20


def test_a_case_that_was_closed_while_its_job_ran_stays_closed(store: Store, server: Served, found, begin, turn, look):
    council = found(calls(server.url))
    case_id = begin(council)

    def close(_asked: object) -> Reply:
        with unit_of_work(store) as work:
            cases.close(work, case_id, as_="withdrawn", reason="Rang", by=council.adviser)
        return Reply()

    server.answer = close

    assert turn() == 1

    assert look(council, case_id).status == "withdrawn"
    assert turn() == 0


def test_a_turn_has_an_end_however_much_is_due(server: Served, found, begin, turn):
    council = found(calls(server.url))
    for _ in range(5):
        begin(council)

    assert [turn(most=3), turn(most=3), turn(most=3)] == [3, 2, 0]
