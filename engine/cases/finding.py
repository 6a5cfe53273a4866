"""Lists of cases: those a reader may see, the latest first, a page at a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, tuple_

from engine import people
from engine.cases import tables
from engine.cases.reading import fulfil_by
from engine.people import Actor
from engine.store import Work

_CASE = tables.case.c


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list; None means any. `status` is one of those of a case, `stuck` among them."""

    status: str | None = None
    service_id: int | None = None
    site_id: int | None = None
    process_id: int | None = None
    owner_id: int | None = None
    customer_id: int | None = None


@dataclass(frozen=True, slots=True)
class CaseRow:
    """A case in a list. `promised_at` is when the next action is promised by, `fulfil_by` when all of it is."""

    id: int
    reference: str
    process_id: int
    service_id: int
    site_id: int
    status: str
    owner_id: int | None
    started_at: datetime
    ended_at: datetime | None
    outcome: str
    next_action: str
    next_team_id: int | None
    promised_at: datetime | None
    fulfil_by: datetime | None


def find_cases(
    work: Work, wanted: CaseFilter, *, by: Actor, before: tuple[datetime, int] | None = None, limit: int = 50
) -> list[CaseRow]:
    """Cases that `by` may read or repair, the latest begun first, walk-throughs left out, in one statement.

    Called cases are left out too, as parts of others, unless those of one process are asked for.
    `before` is the `started_at` and id of the last row of the page before.
    """
    scopes = {*people.scopes(by, "case:read"), *people.scopes(by, "case:repair")}
    statement = (
        select(*(_CASE[name] for name in CaseRow.__slots__ if name != "fulfil_by"), fulfil_by())
        .where(_CASE.walk_through.is_(False), people.in_scopes(scopes, _CASE.service_id, _CASE.site_id))
        .order_by(_CASE.started_at.desc(), _CASE.id.desc())
        .limit(limit)
    )
    for name in CaseFilter.__dataclass_fields__:
        value = getattr(wanted, name)
        if value is not None:
            statement = statement.where(_CASE[name] == value)
    if wanted.process_id is None:
        statement = statement.where(_CASE.root_id.is_(None))
    if before is not None:
        statement = statement.where(tuple_(_CASE.started_at, _CASE.id) < before)
    return [CaseRow(**row) for row in work.rows(statement)]
