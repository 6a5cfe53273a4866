"""Jobs: programs of others fetch what cases ask of them, and say how it went."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import read_cursor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.jobs import (
    FetchedShape,
    FetchJobs,
    JobDone,
    JobEnded,
    JobExtended,
    JobExtendedShape,
    JobFailed,
    JobQuery,
    JobShape,
    JobState,
)
from api.work import work
from engine import cases
from engine.cases import ClaimedJob, JobFilter

resource = Resource("jobs", "What cases ask of systems: fetched by topic, done outside, and answered.")

_FETCHED = ("id", "key", "topic", "case_id", "reference", "element", "name", "inputs", "attempts", "retries_left")


@resource.get(permission="job:read", query=JobQuery, answer=page_of(JobShape))
def list_jobs(query: dict[str, Any]) -> Response:
    """List the jobs of your services, the newest first. What they were given is not shown."""
    wanted = JobFilter(status=query["status"], topic=query["topic"], case_id=query["case_id"])
    limit, (before,) = query["limit"], read_cursor(query["cursor"], int) or (None,)
    found = cases.find_jobs(work(), wanted, by=actor(), before_id=before, limit=limit + 1)
    return page(found, limit, lambda row: (row.id,))


@resource.post("/fetch", permission="job:work", body=FetchJobs, answer=FetchedShape)
def fetch_jobs(body: dict[str, Any]) -> Response:
    """Take jobs that are due. They are yours alone until their lock runs out; then others can take them.

    An empty list: nothing is due; ask again in some seconds.
    """
    found = cases.fetch_jobs(
        work(),
        worker=body["worker"],
        topics=body["topics"],
        most=body["max"],
        lock_for=timedelta(seconds=body["lock_seconds"]),
        by=actor(),
    )
    return reply({"items": [_shown(job) for job in found]})


@resource.post("/<id:number>/complete", permission="job:work", body=JobDone, answer=JobState)
def complete_job(number: int, body: dict[str, Any]) -> Response:
    """Say that a job is done: its case goes on with the result. Saying it twice changes nothing."""
    return reply(cases.complete_job(work(), number, **body, by=actor()))


@resource.post("/<id:number>/fail", permission="job:work", body=JobFailed, answer=JobState)
def fail_job(number: int, body: dict[str, Any]) -> Response:
    """Say that a job could not be done. It can be fetched again later; with no retries left its case is stuck."""
    wait = body.pop("retry_seconds")
    failed = cases.fail_job(work(), number, **body, wait=None if wait is None else timedelta(seconds=wait), by=actor())
    return reply(failed)


@resource.post("/<id:number>/extend", permission="job:work", body=JobExtended, answer=JobExtendedShape)
def extend_job(number: int, body: dict[str, Any]) -> Response:
    """Keep a job for longer."""
    lock_for = timedelta(seconds=body["lock_seconds"])
    until = cases.extend_job(work(), number, worker=body["worker"], lock_for=lock_for, by=actor())
    return reply({"id": number, "locked_until": until})


@resource.post("/<id:number>/error", permission="job:work", body=JobEnded, answer=JobState)
def end_job_with_error(number: int, body: dict[str, Any]) -> Response:
    """End a job with a BPMN error, which the model catches by its code. One that nothing catches fails the job."""
    return reply(cases.end_with_error(work(), number, **body, by=actor()))


def _shown(job: ClaimedJob) -> dict[str, object]:
    return {**{name: getattr(job, name) for name in _FETCHED}, "locked_until": job.due_at}
