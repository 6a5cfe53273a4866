"""Doing the jobs that are due: several at once, each under a time limit, none inside a lock of its case.

A claim and an answer are a unit of work each; what happens between them may happen again when this process dies, with
the same key. The answer and the next step of the case are one transaction.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from datetime import timedelta
from functools import partial
from queue import Empty, Queue
from uuid import uuid4

from engine import cases, connectors
from engine.cases import ClaimedJob
from engine.connectors import NotDone, http
from engine.contained import Contained
from engine.errors import Conflict, Refused
from engine.executor.desk import JobDesk
from engine.people import SYSTEM
from engine.settings import Settings
from engine.store import Store, Work, unit_of_work

_log = logging.getLogger(__name__)
LONGEST = timedelta(seconds=30)
"""What one job may take."""
LEASE = timedelta(minutes=2)
"""For how long a claim holds: longer than a job may take and wait for its turn."""
AT_ONCE = 6
MOST = 500
Result = tuple[Mapping[str, object], Sequence[Callable[[Work], object]]]
"""What a job answers, and what is to be written with that answer."""


def do_due_jobs(store: Store, settings: Settings, *, most: int = MOST, longest: timedelta = LONGEST) -> int:
    """Do the jobs of this program that are due, at most `most`; answers how many were tried."""
    worker = f"bpr-{uuid4()}"
    tried = 0
    with ThreadPoolExecutor(AT_ONCE) as pool:
        running: set[Future[None]] = set()
        while True:
            room = min(AT_ONCE * 2 - len(running), most - tried)
            claimed = _claim(store, worker, room) if room > 0 else []
            running |= {pool.submit(_do, store, settings, worker, job, longest) for job in claimed}
            tried += len(claimed)
            if not running:
                return tried
            finished, running = wait(running, return_when=FIRST_COMPLETED)
            for one in finished:
                one.result()


def _claim(store: Store, worker: str, room: int) -> list[ClaimedJob]:
    with unit_of_work(store) as work:
        return cases.claim_due(work, worker=worker, most=room, lock_for=LEASE, by=SYSTEM)


def _do(store: Store, settings: Settings, worker: str, job: ClaimedJob, longest: timedelta) -> None:
    """Do one job and say how it went. What was taken away meanwhile is left to whoever has it now."""
    try:
        try:
            result = _within(longest, partial(_perform, store, settings, job))
        except NotDone as failure:
            _fail(store, worker, job, failure)
            return
        _complete(store, worker, job, result)
    except Conflict as lost:
        _log.warning("job %d was not answered: %s", job.id, lost.message)


def _perform(store: Store, settings: Settings, job: ClaimedJob) -> Result:
    if job.kind == "http":
        return http.call(job.inputs, job.key, settings, now=store.clock.now()), ()
    desk = JobDesk(store, job)
    return connectors.perform(job.topic, job.inputs, desk), desk.writes


def _complete(store: Store, worker: str, job: ClaimedJob, result: Result) -> None:
    answer, writes = result
    try:
        with unit_of_work(store) as work:
            cases.complete_job(work, job.id, worker=worker, result=answer, by=SYSTEM)
            for write in writes:
                write(work)
    except Refused as refused:
        _fail(store, worker, job, NotDone(f"What it answered cannot be kept: {refused.message}", permanent=True))


def _fail(store: Store, worker: str, job: ClaimedJob, failure: NotDone) -> None:
    left = 0 if failure.permanent else None
    with unit_of_work(store) as work:
        cases.fail_job(
            work,
            job.id,
            worker=worker,
            message=failure.message,
            by=SYSTEM,
            retries_left=left,
            wait=failure.wait,
            status=failure.status,
        )


def _within(longest: timedelta, work: Callable[[], Result]) -> Result:
    """What `work` answers within its time. Raises NotDone, also for anything else that goes wrong in it.

    A thread cannot be stopped: one that takes too long is left alone, and may still do what it was asked for; the key
    of the job lets that be told from the next try.
    """
    answers: Queue[Result | NotDone] = Queue(1)
    threading.Thread(target=lambda: answers.put(_answer(work)), daemon=True).start()
    try:
        answer = answers.get(timeout=longest.total_seconds())
    except Empty:
        raise NotDone(f"It took longer than {longest.total_seconds():g} seconds.") from None
    if isinstance(answer, NotDone):
        raise answer
    return answer


def _answer(work: Callable[[], Result]) -> Result | NotDone:
    with Contained() as fault:
        return work()
    return fault.error if isinstance(fault.error, NotDone) else NotDone(f"It failed unexpectedly ({fault.kind}).")
