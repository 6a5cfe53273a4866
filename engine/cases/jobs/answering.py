"""How a job went: done, failed, or ended with a BPMN error. The answer and the case's next step are one transaction."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from secrets import SystemRandom
from typing import Any

from sqlalchemy import literal, update
from sqlalchemy.dialects.postgresql import JSONB

from engine import audit, bpmn, definitions, forms, people
from engine.audit import Entry
from engine.bpmn import NothingCatches, Stuck
from engine.cases import tables
from engine.cases.calls.following import settle
from engine.cases.incidents import record_incident
from engine.cases.jobs.replying import run_answer
from engine.cases.locking import LockedCase, LockedJob, lock_job
from engine.cases.settling import Cause
from engine.cases.statuses import STANDS_STILL
from engine.cases.tools import toolbox
from engine.errors import Conflict, Refused
from engine.people import Actor
from engine.store import Work

_JOB = tables.job.c
_FIRST_WAIT, _LONGEST_WAIT, _TIMES = timedelta(seconds=10), timedelta(hours=1), 4
_SPREAD = 0.2
_random = SystemRandom()
LONGEST_ERROR = 200


class ClaimLost(Conflict):
    """This job is no longer yours: your claim ran out and somebody else took it, or the case needs it no more."""


@dataclass(frozen=True, slots=True)
class JobAnswered:
    """A job after an answer: `status` is `done`, `due` (it is tried again at `due_at`), or `failed`."""

    id: int
    case_id: int
    reference: str
    status: str
    due_at: datetime | None = None


def complete_job(work: Work, job_id: int, *, worker: str, result: Mapping[str, object], by: Actor) -> JobAnswered:
    """Take the answer of a job and move its case on. The same worker may say it twice and gets the same answer.

    Raises NotFound, NotPermitted, ClaimLost, Conflict (the case is stuck), Refused (values that cannot be kept). When
    the case cannot go on with it, the answer is kept and the case is stuck.
    """
    job, case = _held(work, job_id, worker, by, "done")
    if job.status == "done":
        return _answered(job, case)
    _refuse_unusable(result, "result")
    pending = {"action": "job", "engine_task": job.engine_task, "result": dict(result)}
    return _move_on(work, job, case, pending, by, Entry("case:job:done", **_facts(job, case, by)))


def end_with_error(
    work: Work, job_id: int, *, worker: str, code: str, message: str = "", values: Mapping[str, object], by: Actor
) -> JobAnswered:
    """End a job with a BPMN error, which the model catches by its code; `values` become case data.

    An error that nothing catches is a failure that no retry mends. Raises as `complete_job`.
    """
    job, case = _held(work, job_id, worker, by, "done")
    if job.status == "done":
        return _answered(job, case)
    _refuse_unusable(values, "values")
    pending = {"action": "job", "engine_task": job.engine_task, "code": code, "result": dict(values)}
    try:
        ended = Entry("case:job:ended-with-error", **_facts(job, case, by, code=code))
        return _move_on(work, job, case, pending, by, ended)
    except NothingCatches as uncaught:
        told = f"{uncaught.message} {message}".strip()
        return _fail(work, job, case, told, left=0, wait=None, by=by)


def fail_job(
    work: Work,
    job_id: int,
    *,
    worker: str,
    message: str,
    by: Actor,
    retries_left: int | None = None,
    wait: timedelta | None = None,
    status: int | None = None,
) -> JobAnswered:
    """Say that a job could not be done. It is tried again, later each time; without retries left the case is stuck.

    `message` is one sentence without anything about the customer. `retries_left` and `wait` replace what the program
    would choose. `status` is what a call over HTTP was answered: an error event at the border of the step catches it by
    the code `404` or `HTTP_404`, one of 5xx only when no retry is left. Raises NotFound, NotPermitted, ClaimLost.
    """
    job, case = _held(work, job_id, worker, by, "failed")
    if job.status == "failed":
        return _answered(job, case)
    left = job.retries_left - 1 if retries_left is None else retries_left
    if status is not None and (status < 500 or left <= 0) and (code := _caught_status(work, job, case, status)):
        pending = {"action": "job", "engine_task": job.engine_task, "code": code, "result": {}}
        ended = Entry("case:job:ended-with-error", **_facts(job, case, by, code=code))
        return _move_on(work, job, case, pending, by, ended)
    return _fail(work, job, case, message, left=retries_left, wait=wait, by=by)


def extend_job(work: Work, job_id: int, *, worker: str, lock_for: timedelta, by: Actor) -> datetime:
    """Keep a job for longer, counted from now; answers until when. Raises NotFound, NotPermitted, ClaimLost."""
    job, _ = _held(work, job_id, worker, by)
    until = work.now + lock_for
    work.execute(update(tables.job).where(_JOB.id == job.id).values(due_at=until))
    return until


def wait_after(attempts: int, chance: Callable[[float, float], float] = _random.uniform) -> timedelta:
    """How long to wait after so many failed tries: 10 s, then four times as long each time, at most an hour.

    A fifth more or less by chance, so that those that failed together do not come back together.
    """
    times: int = _TIMES ** min(max(attempts - 1, 0), 10)
    return min(_FIRST_WAIT * times, _LONGEST_WAIT) * chance(1 - _SPREAD, 1 + _SPREAD)


def _caught_status(work: Work, job: LockedJob, case: LockedCase, status: int) -> str:
    """The code by which the step catches this status at its border; empty when it does not."""
    version = definitions.running_version(work, case.version_id)
    caught = bpmn.caught_at(version.spec, job.element)
    return next((code for code in (str(status), f"HTTP_{status}") if code in caught), "")


def _refuse_unusable(values: Mapping[str, object], where: str) -> None:
    """Raise Refused, by the names that whoever answers gave them, for values that cannot be kept or may not be."""
    bpmn.plain(values, where)
    problems = tuple(forms.card_problems(values, where))
    if problems:
        raise Refused("Nothing was taken: something in it looks like a payment card number.", problems)


def _held(work: Work, job_id: int, worker: str, by: Actor, already: str = "") -> tuple[LockedJob, LockedCase]:
    """The job with its case, if this worker holds it, or has brought it to the status `already` before."""
    job, case = lock_job(work, job_id)
    people.require(by, "job:work", service_id=case.service_id, site_id=case.site_id)
    mine = (job.worker, job.worker_user_id) == (worker, by.user_id)
    if mine and job.status == already:
        return job, case
    if not mine or job.status != "locked":
        if case.status in STANDS_STILL:
            raise Conflict(f"The case of this job is {case.status}. Fetch the job again once the case goes on.")
        raise ClaimLost
    return job, case


def _move_on(
    work: Work, job: LockedJob, case: LockedCase, pending: Mapping[str, Any], by: Actor, entry: Entry
) -> JobAnswered:
    """Answer a job and take the case's next step; what the case cannot take now is kept for its repair."""
    version = definitions.running_version(work, case.version_id)
    box = toolbox(work, case_id=case.id)
    try:
        outcome = run_answer(work, version.spec, case, pending, box.tools)
    except Stuck as stuck:
        return _keep_answer(work, job, case, stuck, pending, entry)
    try:
        with work.connection.begin_nested():
            _end(work, job)
            settle(work, case, version, outcome, Cause(by.user_id, entries=[entry, *box.entries]))
    except Refused as refusal:  # it is about what comes next, and whoever answers cannot mend that
        return _keep_answer(work, job, case, Stuck(job.element, refusal.message), pending, entry)
    return JobAnswered(job.id, case.id, case.reference, "done")


def _keep_answer(
    work: Work, job: LockedJob, case: LockedCase, stuck: Stuck, pending: Mapping[str, Any], entry: Entry
) -> JobAnswered:
    _end(work, job)
    record_incident(work, case, stuck, pending=pending, entries=[entry])
    return JobAnswered(job.id, case.id, case.reference, "done")


def _end(work: Work, job: LockedJob) -> None:
    """Write down that a job is done; what it was given is not kept any longer."""
    nothing = literal({}, type_=JSONB)
    work.execute(
        update(tables.job)
        .where(_JOB.id == job.id)
        .values(status="done", inputs=nothing, last_error="", done_at=work.now)
    )


def _fail(
    work: Work,
    job: LockedJob,
    case: LockedCase,
    message: str,
    *,
    left: int | None,
    wait: timedelta | None,
    by: Actor,
) -> JobAnswered:
    left = max(job.retries_left - 1 if left is None else left, 0)
    told = _one_sentence(message)
    status, due_at = ("due", work.now + (wait or wait_after(job.attempts))) if left else ("failed", None)
    values = {"status": status, "retries_left": left, "last_error": told, "due_at": due_at or work.now}
    work.execute(update(tables.job).where(_JOB.id == job.id).values(**values))
    entry = Entry("case:job:failed", **_facts(job, case, by, again=_span(due_at - work.now) if due_at else None))
    if due_at is not None:
        audit.record_many(work, [entry])
        return JobAnswered(job.id, case.id, case.reference, status, due_at)
    tries = "once" if job.attempts == 1 else f"{job.attempts} times"
    cause = f"The system ‘{job.topic}’ was asked {tries} and did not do it: {told}"
    record_incident(work, case, Stuck(job.element, cause), pending={"action": "failed job"}, entries=[entry])
    return JobAnswered(job.id, case.id, case.reference, status)


def _span(wait: timedelta) -> str:
    """A wait in words, in the largest unit that fits."""
    seconds = max(round(wait.total_seconds()), 1)
    size, unit = next(one for one in ((3600, "hour"), (60, "minute"), (1, "second")) if seconds >= one[0])
    count = round(seconds / size)
    return f"{count} {unit}" if count == 1 else f"{count} {unit}s"


def _one_sentence(message: str) -> str:
    """What went wrong, on one line that a page can show, with a full stop."""
    line = " ".join("".join(sign if sign.isprintable() else " " for sign in message).split())[:LONGEST_ERROR]
    line = line or "No reason was given"
    return line if line.endswith((".", "!", "?")) else f"{line}."


def _answered(job: LockedJob, case: LockedCase) -> JobAnswered:
    return JobAnswered(job.id, case.id, case.reference, job.status)


def _facts(job: LockedJob, case: LockedCase, by: Actor, **more: object) -> dict[str, Any]:
    facts = {"step": job.name, "system": job.topic, "attempts": job.attempts, **more}
    return {"by": by.user_id, "subject": ("job", job.id), "case_id": case.id, "facts": facts}
