"""What a case asks of systems, in words: since when, how often it was tried, and when it is tried next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from engine.cases import CaseJob
from web.wording import full_stop, moment

_STATES = {"done": "done", "cancelled": "not needed"}


@dataclass(frozen=True, slots=True)
class AskedSystem:
    """A system that the case waits for: `says` in a sentence or more, `why` it failed at last, else empty."""

    element: str
    says: str
    why: str


def waited_for(jobs: Sequence[CaseJob]) -> list[AskedSystem]:
    """The systems that the case waits for, the longest first."""
    return [AskedSystem(job.element, _says(job), full_stop(job.last_error)) for job in jobs if job.waiting]


def state_of(job: CaseJob) -> str:
    """How far the step of a job is."""
    return _STATES.get(job.status, "waits for a system")


def _says(job: CaseJob) -> str:
    tried = {0: "not tried yet", 1: "tried once"}.get(job.attempts, f"tried {job.attempts} times")
    told = f"Waits for the system ‘{job.topic}’ to do “{job.name}”: asked on {moment(job.asked_at)}, {tried}."
    if job.status == "locked":
        return f"{told} It is being done."
    if job.status == "due" and job.attempts:
        return f"{told} It is tried again from {moment(job.due_at)}."
    return told
