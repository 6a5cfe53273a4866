"""Stuck cases: those that a technical failure holds, with what went wrong, for whoever repairs them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_

from engine import people
from engine.cases import tables
from engine.cases.statuses import STUCK
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


@dataclass(frozen=True, slots=True)
class StuckVersion:
    """A version with `total` stuck cases."""

    process_id: int
    version_id: int
    total: int


def stuck(
    work: Work,
    *,
    by: Actor,
    case_id: int | None = None,
    version_id: int | None = None,
    after: tuple[datetime, int] | None = None,
    limit: int = 50,
) -> list[StuckCase]:
    """The stuck cases that `by` may repair, the longest stuck first, in one statement; walk-throughs are among them.

    `case_id` keeps to one case: how whoever may repair it, but not read it, sees why it is stuck; `version_id` to those
    of one version. `after` is the `stuck_since` and `incident_id` of the last row of the page before.
    """
    own = [_CASE[name] for name in StuckCase.__slots__ if name in _CASE]
    failed = (
        _CASE.id.label("case_id"),
        _INCIDENT.id.label("incident_id"),
        _INCIDENT.happened_at.label("stuck_since"),
        _INCIDENT.element,
        _INCIDENT.cause,
    )
    statement = _repairable(select(*own, *failed), by).order_by(_INCIDENT.happened_at, _INCIDENT.id).limit(limit)
    if case_id is not None:
        statement = statement.where(_CASE.id == case_id)
    if version_id is not None:
        statement = statement.where(_CASE.version_id == version_id)
    if after is not None:
        statement = statement.where(tuple_(_INCIDENT.happened_at, _INCIDENT.id) > after)
    return [StuckCase(**row) for row in work.rows(statement)]


def stuck_versions(work: Work, *, by: Actor) -> list[StuckVersion]:
    """The versions that have stuck cases which `by` may repair, those with the most first, in one statement."""
    total = func.count().label("total")
    statement = _repairable(select(_CASE.process_id, _CASE.version_id, total), by)
    rows = work.rows(
        statement.group_by(_CASE.process_id, _CASE.version_id).order_by(total.desc(), _CASE.version_id.desc())
    )
    return [StuckVersion(**row) for row in rows]


def stuck_ids(
    work: Work, *, by: Actor, case_ids: Collection[int] = (), version_id: int | None = None, limit: int
) -> list[int]:
    """The ids, in order, of the stuck cases that `by` may repair: those of `case_ids` that are, or of a version."""
    wanted = _CASE.id.in_(case_ids) if version_id is None else _CASE.version_id == version_id
    statement = _repairable(select(_CASE.id), by).where(wanted).order_by(_CASE.id).limit(limit)
    return [row["id"] for row in work.rows(statement)]


def _repairable(chosen: Select[Any], by: Actor) -> Select[Any]:
    """`chosen` columns of the stuck cases that `by` may repair, and of what holds them."""
    return chosen.join(tables.incident, _INCIDENT.case_id == _CASE.id).where(
        _CASE.status == STUCK,
        _INCIDENT.resolved_at.is_(None),
        people.in_scopes(people.scopes(by, "case:repair"), _CASE.service_id, _CASE.site_id),
    )
