"""The work a standard is measured on: clocks that ended in a period, and open ones, with what each was about."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, select

from engine import people
from engine.cases import facts as of_cases
from engine.errors import Refused
from engine.people import Actor
from engine.sla import facts as of_clocks
from engine.standards.keeping import Subject
from engine.store import Work

MOST = 200_000
"""So many clocks are judged for one question; a longer period has to be asked for in parts."""


@dataclass(frozen=True, slots=True)
class Period:
    """From `since` up to but not including `until`, aware UTC."""

    since: datetime
    until: datetime


def ended_in(work: Work, subject: Subject, period: Period, *, by: Actor) -> Sequence[RowMapping]:
    """One row a clock of the subject that was met in the period, where `by` may see figures; the earliest first.

    A row has what `sla.outcomes` asks for, and case_id, reference, name, service_id, team_id, site_id, breached_at.
    Walk-throughs are left out. One statement. Raises Refused when there are more than `MOST`.
    """
    query, stopped = _of(subject, by)
    query = query.where(stopped >= period.since, stopped < period.until).order_by(stopped).limit(MOST + 1)
    rows = work.rows(query)
    if len(rows) > MOST:
        raise Refused.at("since", f"More than {MOST:,} pieces of work ended then. Choose a shorter period.")
    return rows


def still_open(work: Work, subject: Subject, *, by: Actor) -> Sequence[RowMapping]:
    """One row, as `ended_in` gives, a clock of the subject that is open, the earliest begun first, `MOST` at most."""
    query, stopped = _of(subject, by)
    return work.rows(query.where(stopped.is_(None)).order_by("started_at").limit(MOST))


def _of(subject: Subject, by: Actor) -> tuple[Select[Any], Any]:
    clocks, cases, tasks = of_clocks.measured_clocks(), of_cases.cases(), of_cases.tasks()
    site = cases.c.site_id
    query = (
        select(clocks, cases.c.reference, site)
        .outerjoin(cases, cases.c.id == clocks.c.case_id)
        .where(clocks.c.kind == subject.kind, clocks.c.case_id.is_(None) | cases.c.id.is_not(None))
        .where(people.in_scopes(people.scopes(by, "measure:read"), clocks.c.service_id, func.coalesce(site, 0)))
    )
    if subject.service_id is not None:
        query = query.where(clocks.c.service_id == subject.service_id)
    if subject.process_id is not None:
        query = query.where(cases.c.process_id == subject.process_id)
    if subject.step_key:
        query = query.join(tasks, tasks.c.id == clocks.c.task_id).where(tasks.c.step_key == subject.step_key)
    return query, clocks.c.stopped_at
