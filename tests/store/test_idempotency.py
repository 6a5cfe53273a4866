"""A request with a key is carried out once, also when its twin arrives at the same moment."""

from __future__ import annotations

import threading
from contextlib import suppress
from datetime import timedelta

import pytest

from engine.clock import FixedClock
from engine.errors import Conflict, Refused
from engine.store import Answer, Store, begin_once, forget_answers, forget_old_keys, keep_answer, unit_of_work

ANSWER = Answer(201, {"ETag": '"1"'}, b'{"id":1}')


def carry_out(store: Store, key: str = "k", user_id: int = 1, request_hash: str = "h") -> Answer | None:
    with unit_of_work(store) as work:
        known = begin_once(work, user_id, key, request_hash)
        if known is None:
            keep_answer(work, user_id, key, ANSWER)
        return known


def test_the_first_request_goes_ahead_and_the_second_gets_its_answer(store: Store):
    assert carry_out(store) is None
    assert carry_out(store) == ANSWER


def test_keys_belong_to_their_user(store: Store):
    assert carry_out(store) is None
    assert carry_out(store, user_id=2) is None
    assert carry_out(store, key="other") is None


def test_a_key_does_not_serve_for_another_request(store: Store):
    carry_out(store)
    with pytest.raises(Refused, match="another request") as refusal:
        carry_out(store, request_hash="other")
    assert refusal.value.problems[0].where == "Idempotency-Key"


def test_a_request_that_failed_leaves_its_key_free(store: Store):
    def fail() -> None:
        with unit_of_work(store) as work:
            begin_once(work, 1, "k", "h")
            _ = 1 / 0

    with pytest.raises(ZeroDivisionError):
        fail()
    assert carry_out(store) is None


def test_after_an_erasure_the_request_is_not_carried_out_again_though_its_answer_is_gone(store: Store):
    carry_out(store)
    with unit_of_work(store) as work:
        forget_answers(work)
    with pytest.raises(Conflict, match="no longer kept"):
        carry_out(store)


def test_keys_are_forgotten_after_a_day(store: Store, clock: FixedClock):
    carry_out(store)
    clock.advance(timedelta(hours=23))
    with unit_of_work(store) as work:
        forget_old_keys(work)
    assert carry_out(store) == ANSWER
    clock.advance(timedelta(hours=1))
    with unit_of_work(store) as work:
        forget_old_keys(work)
    assert carry_out(store) is None


@pytest.mark.database
@pytest.mark.parametrize("fails", [False, True])
def test_a_twin_waits_and_then_gets_the_answer_or_goes_ahead_when_the_first_failed(store: Store, fails: bool):
    claimed, finish = threading.Event(), threading.Event()
    found: list[Answer | None] = []

    def first() -> None:
        with suppress(ZeroDivisionError), unit_of_work(store) as work:
            begin_once(work, 1, "k", "h")
            claimed.set()
            assert finish.wait(10)
            keep_answer(work, 1, "k", ANSWER)
            _ = 1 / (0 if fails else 1)

    def twin() -> None:
        found.append(carry_out(store))

    threads = [threading.Thread(target=first)]
    threads[0].start()
    assert claimed.wait(10)
    threads.append(threading.Thread(target=twin))
    threads[1].start()
    threads[1].join(0.3)
    assert threads[1].is_alive()
    finish.set()
    for thread in threads:
        thread.join(10)
    assert found == [None if fails else ANSWER]
