"""The worker's clock: every job at its interval, none stopped by another's failure, an orderly end."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select, table

from engine import people, scheduler
from engine.clock import FixedClock
from engine.people import SYSTEM
from engine.scheduler import JOBS, Job
from engine.settings import Settings, read_settings
from engine.store import Store, begin_once, unit_of_work
from tests.running import wait_until


class Ended(BaseException):
    """Ends the scheduler as a signal does."""


@pytest.fixture
def run(store: Store, monkeypatch: pytest.MonkeyPatch) -> Callable[..., threading.Thread]:
    """Start the scheduler in a thread; it ends with the test, or when the thread's `ended` is set."""
    ended = threading.Event()
    sleep = time.sleep

    def sleep_or_end(seconds: float) -> None:
        if threading.current_thread() is started[0] and ended.is_set():
            raise Ended
        sleep(seconds)

    started: list[threading.Thread] = []

    def body(jobs: tuple[Job, ...]) -> None:
        with pytest.raises(Ended):
            scheduler.run(store, read_settings({}), jobs)

    def begin(*jobs: Job) -> threading.Thread:
        thread = threading.Thread(target=body, args=(jobs,))
        started.append(thread)
        thread.ended = ended
        thread.start()
        return thread

    monkeypatch.setattr(scheduler.time, "sleep", sleep_or_end)
    yield begin
    ended.set()
    for thread in started:
        thread.join(10)
        assert not thread.is_alive()


def test_jobs_run_at_once_and_then_at_their_intervals_with_store_and_settings(run, store: Store):
    seen: list[tuple[Store, Settings]] = []
    run(Job("count", 0.1, lambda *given: seen.append(given)))
    wait_until(lambda: len(seen) >= 3, 5)
    assert all(given[0] is store and isinstance(given[1], Settings) for given in seen)


def test_a_job_that_fails_says_so_in_one_line_and_is_called_again(run, caplog: pytest.LogCaptureFixture):
    calls: list[int] = []

    def fails(_store: Store, _settings: Settings) -> None:
        calls.append(1)
        raise ValueError("the database\nis away")

    steady: list[int] = []
    with caplog.at_level(logging.ERROR):
        run(Job("fails", 0.1, fails), Job("steady", 0.1, lambda *_: steady.append(1)))
        wait_until(lambda: len(calls) >= 2 and len(steady) >= 2, 5)
    assert "job failed, tried again in 0.1 s: fails: ValueError: the database" in caplog.messages
    assert not any("\n" in message for message in caplog.messages)


def test_a_job_is_never_run_twice_at_the_same_time(run):
    running, most = [0], [0]

    def slow(_store: Store, _settings: Settings) -> None:
        running[0] += 1
        most[0] = max(most[0], running[0])
        threading.Event().wait(0.35)
        running[0] -= 1

    run(Job("slow", 0.1, slow))
    threading.Event().wait(1.0)
    assert most[0] == 1


def test_a_job_that_runs_when_the_worker_is_stopped_is_finished(run):
    begun, done = threading.Event(), []

    def slow(_store: Store, _settings: Settings) -> None:
        begun.set()
        threading.Event().wait(0.5)
        done.append(1)

    thread = run(Job("slow", 60, slow))
    assert begun.wait(5)
    thread.ended.set()
    thread.join(10)
    assert done == [1]


def test_a_job_with_more_to_do_is_called_again_at_once_and_no_more_when_the_worker_is_stopped(run):
    left, endless = [5], [0]

    def some(_store: Store, _settings: Settings) -> bool:
        left[0] -= 1
        return left[0] > 0

    def always(_store: Store, _settings: Settings) -> bool:
        endless[0] += 1
        threading.Event().wait(0.01)
        return True

    thread = run(Job("some", 60, some), Job("always", 60, always))
    wait_until(lambda: left[0] == 0 and endless[0] > 10, 5)
    thread.ended.set()
    thread.join(10)
    assert not thread.is_alive()
    assert left == [0], "and not once more than it had to be"


@pytest.mark.parametrize("job", JOBS, ids=lambda job: job.name)
def test_every_job_of_the_product_runs_on_an_empty_database(job: Job, store: Store, tmp_path):
    job.run(store, read_settings({"BPR_DATA": str(tmp_path)}))


def test_sessions_and_keys_that_are_over_are_forgotten(store: Store, clock: FixedClock):
    with unit_of_work(store) as work:
        user = people.create_user(work, "ada", "Ada", by=SYSTEM)
        people.set_password(work, user.id, "correct horse battery", by=SYSTEM)
        people.sign_in(work, "ada", "correct horse battery", "127.0.0.1")
        begin_once(work, user.id, "key", b"hash".hex())
    clock.advance(timedelta(days=60))

    scheduler.forget_what_is_over(store, read_settings({}))

    with store.engine.connect() as connection:
        for name in ("people_session", "store_idempotency"):
            assert connection.execute(select(func.count()).select_from(table(name))).scalar() == 0
