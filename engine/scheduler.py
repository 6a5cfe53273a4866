"""The clock of the worker process: plain functions, each called again and again at its interval.

APScheduler keeps time and nothing else: what is due is found in the database by the jobs themselves, which claim rows
so that any number of workers may run. A job that has more to do is called again at once; one that fails says so in one
line and is called again at its next turn.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from apscheduler.events import EVENT_JOB_ERROR, JobExecutionEvent
from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.schedulers.background import BackgroundScheduler

from engine import cases, contacts, definitions, executor, notices, people, sla
from engine.settings import Settings
from engine.store import Store, forget_old_keys, unit_of_work

_log = logging.getLogger(__name__)
_BATCH = 500
_LOOK_EVERY = 0.2


@dataclass(frozen=True, slots=True)
class Job:
    """Something the worker does: a name for the log, the seconds between two turns, and what is called.

    It answers whether there may be more to do at once.
    """

    name: str
    seconds: float
    run: Callable[[Store, Settings], bool | None]


def sweep_clocks(store: Store, _settings: Settings) -> bool:
    """Mark a batch of the clocks that are at risk or overdue, and tell those who answer for them."""
    with unit_of_work(store) as work:
        return sla.sweep(work, _BATCH, cases.concerns).more


def divide_time(store: Store, _settings: Settings) -> bool:
    """Keep whose time it was of a batch of the cases that ended."""
    with unit_of_work(store) as work:
        return cases.divide_time(work)


def put_away_cases(store: Store, _settings: Settings) -> bool:
    """Put away a batch of the cases that ended a day ago."""
    with unit_of_work(store) as work:
        return cases.put_away(work)


def write_to_customers(store: Store, _settings: Settings) -> None:
    """Write to customers whose date will be missed, where nobody has told them in time."""
    contacts.write_to_customers(store)


def fire_due_timers(store: Store, _settings: Settings) -> bool:
    """Move on cases whose timer is due, and start those whose time has come; each is a unit of work of its own."""
    fired = cases.fire_due_timers(store)
    return cases.start_due_cases(store) + fired > 0


def deliver_messages(store: Store, _settings: Settings) -> bool:
    """Bring messages and signals to whom they are for, and give up what nobody took in its time."""
    delivered = cases.deliver_due_messages(store) + cases.deliver_due_signals(store)
    cases.expire_messages(store)
    return delivered > 0


def migrate_cases(store: Store, _settings: Settings) -> None:
    """Move cases to another version of their process, or try that out; each case is a unit of work of its own."""
    cases.run_migrations(store)


def replan_clocks(store: Store, _settings: Settings) -> None:
    """Count what edits of calendars would change, and re-plan the open clocks of those that were applied."""
    sla.replan_clocks(store, cases.REPLANNED_TASKS)


def deliver_due_notices(store: Store, settings: Settings) -> None:
    """Deliver what is in the outbox and due."""
    notices.deliver_due(store, settings, _BATCH)


def read_versions(store: Store, _settings: Settings) -> None:
    """See what versions of an earlier release listen to, and at what times live versions start cases."""
    more = True
    while more:
        with unit_of_work(store) as work:
            more = definitions.read_missing_events(work) > 0
    with unit_of_work(store) as work:
        cases.keep_schedules(work)


def do_due_jobs(store: Store, settings: Settings) -> bool:
    """Do what cases ask of this program: functions and calls over HTTP."""
    return executor.do_due_jobs(store, settings) > 0


def forget_what_is_over(store: Store, _settings: Settings) -> None:
    """Drop sessions, words that were not sent, idempotency keys and entries of inboxes that nobody can use any more."""
    with unit_of_work(store) as work:
        people.forget_old_sign_ins(work)
        people.forget_old_unsent(work)
        forget_old_keys(work)
        notices.inbox.forget_old(work)


JOBS = (
    Job("sweep clocks", 10, sweep_clocks),
    Job("divide time", 30, divide_time),
    Job("put away cases", 60, put_away_cases),
    Job("write to customers", 60, write_to_customers),
    Job("fire timers", 1, fire_due_timers),
    Job("deliver messages", 1, deliver_messages),
    Job("migrate cases", 2, migrate_cases),
    Job("re-plan clocks", 2, replan_clocks),
    Job("deliver notices", 5, deliver_due_notices),
    Job("read versions", 60, read_versions),
    Job("do jobs", 1, do_due_jobs),
    Job("forget what is over", 3600, forget_what_is_over),
)


def run(store: Store, settings: Settings, jobs: tuple[Job, ...] = JOBS) -> None:
    """Call the jobs, at once and then at their intervals, until this thread is interrupted by an exception.

    A job is never called again while it still runs, and turns that were missed are made up for by one. On the way out
    what is running is waited for, and nothing begins any more.
    """
    ending = threading.Event()
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)
    clock = BackgroundScheduler(timezone=UTC, executors={"default": ThreadPoolExecutor(max(len(jobs), 1))})
    for job in jobs:
        clock.add_job(
            _take_turn,
            "interval",
            seconds=job.seconds,
            args=(job, store, settings, ending),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
            next_run_time=datetime.now(UTC),
        )
    by_name = {job.name: job for job in jobs}
    clock.add_listener(lambda failure: _tell_failure(failure, by_name), EVENT_JOB_ERROR)
    clock.start()
    try:
        while True:
            time.sleep(_LOOK_EVERY)
    finally:
        ending.set()
        clock.shutdown(wait=True)


def _take_turn(job: Job, store: Store, settings: Settings, ending: threading.Event) -> None:
    while job.run(store, settings) and not ending.is_set():
        pass


def _tell_failure(failure: JobExecutionEvent, jobs: Mapping[str, Job]) -> None:
    """One line, never the traceback: what a customer said may stand in it."""
    job, error = jobs[failure.job_id], failure.exception
    reason = (str(error).strip().splitlines() or [""])[0]
    _log.error("job failed, tried again in %g s: %s: %s: %s", job.seconds, job.name, type(error).__name__, reason)
