"""Lists of cases: those a reader may see, the latest first, a page at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, select

from engine import people
from engine.cases import tables
from engine.people import Actor
from engine.store import Work

_CASE = tables.case.c
_COLUMNS = (
    "id", "reference", "process_id", "service_id", "site_id", "status", "owner_id", "started_at", "ended_at", "outcome",
    "next_action", "next_team_id", "promised_at", "fulfil_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CaseFilter:
    """Which cases to list; None means any. `status` is one of those of a case, `stuck` among them."""

    status: str | None = None
    service_id: int | None = None
    site_id: int | None = None
    process_id: int | None = None
    owner_id: int | None = None
    customer_id: int | None = None


def find_cases(
    work: Work, wanted: CaseFilter, *, by: Actor, before_id: int | None = None, limit: int = 50
) -> Sequence[RowMapping]:
    """Cases that `by` may read or repair, walk-throughs left out, in one statement.

    Columns: id, reference, process_id, service_id, site_id, status, owner_id, started_at, ended_at, outcome,
    next_action, next_team_id, promised_at, fulfil_by.
    """
    scopes = {*people.scopes(by, "case:read"), *people.scopes(by, "case:repair")}
    statement = (
        select(*(_CASE[name] for name in _COLUMNS))
        .where(_CASE.walk_through.is_(False), people.in_scopes(scopes, _CASE.service_id, _CASE.site_id))
        .order_by(_CASE.id.desc())
        .limit(limit)
    )
    for name in CaseFilter.__dataclass_fields__:
        value = getattr(wanted, name)
        if value is not None:
            statement = statement.where(_CASE[name] == value)
    return work.rows(statement if before_id is None else statement.where(_CASE.id < before_id))
