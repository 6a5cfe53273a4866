"""Look at the runs that move cases to another version: how far they are, and what came of which case."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from engine import people
from engine.cases import tables
from engine.errors import NotFound
from engine.people import Actor
from engine.store import Work

_RUN = tables.migration.c
_ROW = tables.migrated_case.c
_CASE = tables.case.c


@dataclass(frozen=True, slots=True)
class Total:
    """How many cases of a run came to the same: `status` is `waiting`, `done`, `refused` or `failed`, `why` says more.

    Of a dry run, `done` are those that would fit.
    """

    status: str
    why: str
    cases: int


@dataclass(frozen=True, slots=True)
class Migration:
    """A run that moves the cases of one version to another, or only tries that out (`dry_run`)."""

    id: int
    process_id: int
    service_id: int
    from_version_id: int
    to_version_id: int
    mapping: Mapping[str, str]
    dry_run: bool
    reason: str
    by_user_id: int | None
    begun_at: datetime
    finished_at: datetime | None
    totals: tuple[Total, ...] = ()

    def count(self, *statuses: str) -> int:
        """How many cases have come to one of these; all of them, without any."""
        return sum(total.cases for total in self.totals if not statuses or total.status in statuses)


@dataclass(frozen=True, slots=True)
class LeftCase:
    """A case that was not moved, and why: `refused` as it did not fit, or `failed` as the program did."""

    case_id: int
    reference: str
    status: str
    why: str


_COLUMNS = tuple(_RUN[name] for name in Migration.__dataclass_fields__ if name in _RUN)


def migration(work: Work, number: int, *, by: Actor) -> Migration:
    """A run with its totals. Raises NotFound, NotPermitted."""
    row = work.row(select(*_COLUMNS).where(_RUN.id == number))
    if row is None:
        raise NotFound(f"There is no migration {number}.")
    people.require(by, "case:repair", service_id=row["service_id"])
    cases = func.count().label("cases")
    rows = work.rows(
        select(_ROW.status, _ROW.why, cases)
        .where(_ROW.migration_id == number)
        .group_by(_ROW.status, _ROW.why)
        .order_by(_ROW.status, cases.desc(), _ROW.why)
    )
    return Migration(**row, totals=tuple(Total(**one) for one in rows))


def migrations(work: Work, *, by: Actor, before: int | None = None, limit: int = 50) -> list[Migration]:
    """The latest runs of services in which `by` may repair cases, without their totals; `before` an id, if given."""
    services = people.scoped_services(by, "case:repair")
    statement = select(*_COLUMNS).order_by(_RUN.id.desc()).limit(limit)
    if services is not None:
        statement = statement.where(_RUN.service_id.in_(services))
    if before is not None:
        statement = statement.where(_RUN.id < before)
    return [Migration(**row) for row in work.rows(statement)]


def left_cases(work: Work, number: int, *, by: Actor, limit: int = 200) -> list[LeftCase]:
    """The cases that a run did not move, by reference. Raises NotFound, NotPermitted."""
    migration(work, number, by=by)
    rows = work.rows(
        select(_ROW.case_id, _CASE.reference, _ROW.status, _ROW.why)
        .join(tables.case, _CASE.id == _ROW.case_id)
        .where(_ROW.migration_id == number, _ROW.status.in_(("refused", "failed")))
        .order_by(_CASE.reference)
        .limit(limit)
    )
    return [LeftCase(**row) for row in rows]
