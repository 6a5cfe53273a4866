"""A line that a function writes on the timeline of a case."""

from __future__ import annotations

from sqlalchemy import select

from engine import audit
from engine.cases import tables
from engine.errors import NotFound
from engine.store import Work

_WRITTEN = "case:line:added"


def add_line(work: Work, job_id: int, line: str) -> None:
    """Write `line` as the reason of an entry (an erasure blanks it), once for each job. Raises NotFound."""
    job = tables.job.c
    row = work.row(select(job.case_id, job.name).where(job.id == job_id).with_for_update())
    if row is None:
        raise NotFound(f"There is no job {job_id}.")
    subject, facts = ("job", job_id), {"step": row["name"]}
    if not audit.entries(work, subject=subject, action=_WRITTEN, limit=1):
        audit.record(work, _WRITTEN, by=None, subject=subject, case_id=row["case_id"], reason=line, facts=facts)
