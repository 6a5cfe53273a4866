"""Stuck cases: those that a technical failure holds, with what went wrong, for whoever repairs them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_

from engine import people
from engine.cases import tables
from engine.people import Actor
from engine.store import Work

_CASE = tables.case.c
_INCIDENT = tables.incident.c


@dataclass(frozen=True, slots=True)
class StuckCase:
    """A case that waits for repair: since when, at which element of its model, and in one sentence why."""

    case_id: int
    reference: str
    process_id: int
    version_id: int
    service_id: int
    site_id: int
    walk_through: bool
    owner_id: int | None
    incident_id: int
    stuck_since: datetime
    element: str
    cause: str


def stuck(
    work: Work,
    *,
    by: Actor,
    case_id: int | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[StuckCase]:
    """The stuck cases that `by` may repair, the longest stuck first, in one statement; walk-throughs are among them.

    `case_id` keeps to one case: how whoever may repair it, but not read it, sees why it is stuck.
    `after` is the `stuck_since` and `incident_id` of the last row of the page before.
    """
    own = [_CASE[name] for name in StuckCase.__slots__ if name in _CASE]
    failed = (
        _CASE.id.label("case_id"),
        _INCIDENT.id.label("incident_id"),
        _INCIDENT.happened_at.label("stuck_since"),
        _INCIDENT.element,
        _INCIDENT.cause,
    )
    statement = (
        select(*own, *failed)
        .join(tables.incident, _INCIDENT.case_id == _CASE.id)
        .where(
            _CASE.status == "stuck",
            _INCIDENT.resolved_at.is_(None),
            people.in_scopes(people.scopes(by, "case:repair"), _CASE.service_id, _CASE.site_id),
        )
        .order_by(_INCIDENT.happened_at, _INCIDENT.id)
        .limit(limit)
    )
    if case_id is not None:
        statement = statement.where(_CASE.id == case_id)
    if after is not None:
        statement = statement.where(tuple_(_INCIDENT.happened_at, _INCIDENT.id) > after)
    return [StuckCase(**row) for row in work.rows(statement)]
