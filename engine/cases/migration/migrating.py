"""Move running cases to another version of their process: tried out first, then case by case by the worker.

Each case is a unit of work of its own, and a row says what came of it: a worker that is stopped in between leaves the
rest to the next, and no case is moved twice.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import RowMapping, Select, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.exc import SQLAlchemyError

from engine import audit, definitions, people
from engine.cases import tables
from engine.cases.locking import lock_case
from engine.cases.migration.carrying import Way, carry, fit
from engine.cases.migration.migrations import Migration, migration
from engine.cases.migration.proposing import check_mapping
from engine.errors import Conflict, EngineError, Refused
from engine.forms import reason_given
from engine.people import Actor
from engine.store import Store, Work, unit_of_work

_RUN = tables.migration.c
_ROW = tables.migrated_case.c
_CASE = tables.case.c
_BATCH = 200
_FAILURES = (SQLAlchemyError, ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError)
_NEEDED = ("from_version_id", "to_version_id", "mapping", "dry_run", "reason", "by_user_id")


def begin_migration(
    work: Work,
    *,
    from_version_id: int,
    to_version_id: int,
    mapping: Mapping[str, str],
    reason: str,
    by: Actor,
    dry_run: bool,
) -> Migration:
    """Begin to move every case that runs by a version to another one; the worker does it (`run_migrations`).

    `mapping` is element id of the one -> of the other, empty for what has nothing to go to; what it does not name goes
    by its id. Cases that begin later are not among them. Raises NotFound, NotPermitted, Conflict (cases of the version
    are being moved), Refused (no reason, versions that do not fit together, unknown elements, no case to move).
    """
    before, after = (definitions.version_by_id(work, number) for number in (from_version_id, to_version_id))
    people.require(by, "case:repair", service_id=before.service_id)
    if after.process_id != before.process_id or after.id == before.id:
        raise Refused.at("to_version_id", "Choose another version of the same process.")
    if after.stage != "live" or after.approved_at is None:
        raise Refused.at("to_version_id", "Cases run only by a version that is ready to run and approved. Choose one.")
    check_mapping(work, before.id, after.id, mapping)
    why = reason_given(reason, ask="Enter why the cases move to the other version.")
    if not dry_run and work.value(select(_RUN.id).where(_RUN.from_version_id == before.id, *_BEING_MOVED)):
        raise Conflict("Cases of this version are being moved already. Wait until that has finished.")
    if work.value(_of(by, select(_CASE.id).where(_CASE.version_id == before.id)).limit(1)) is None:
        raise Refused(
            f"No case that you may repair runs by version {before.number} any more. There is nothing to move."
        )
    values = {
        "process_id": before.process_id,
        "service_id": before.service_id,
        "from_version_id": before.id,
        "to_version_id": after.id,
        "mapping": literal(dict(mapping), type_=JSONB),
        "dry_run": dry_run,
        "reason": why,
        "by_user_id": by.user_id,
        "begun_at": work.now,
    }
    number = work.sure_value(insert(tables.migration).values(values).returning(_RUN.id))
    wanted = _of(by, select(literal(number), _CASE.id, literal("waiting")).where(_CASE.version_id == before.id))
    work.execute(insert(tables.migrated_case).from_select(["migration_id", "case_id", "status"], wanted))
    facts = {"from": before.number, "to": after.number, "process": before.name, "dry_run": dry_run}
    subject = ("version", after.id)
    audit.record(work, "case:migration:begun", by=by.user_id, subject=subject, reason=why, facts=facts)
    return migration(work, number, by=by)


_BEING_MOVED = (_RUN.finished_at.is_(None), _RUN.dry_run.is_(False))


def running_cases(work: Work, process_id: int, *, by: Actor) -> dict[int, int]:
    """How many cases run by each version of a process, of those that `by` may repair; one statement."""
    counted = select(_CASE.version_id, func.count().label("cases")).where(_CASE.process_id == process_id)
    return {row["version_id"]: row["cases"] for row in work.rows(_of(by, counted).group_by(_CASE.version_id))}


def run_migrations(store: Store, *, limit: int = _BATCH) -> int:
    """Move, or try out, at most `limit` of the cases that wait for it, each in a unit of work; answers how many.

    Several workers share them without waiting for each other.
    """
    for handled in range(limit):
        with unit_of_work(store) as work:
            if not _handle_next(work):
                return handled
    return limit


def _handle_next(work: Work) -> bool:
    row = work.row(
        select(_ROW.migration_id, _ROW.case_id, *(_RUN[name] for name in _NEEDED))
        .join(tables.migration, _RUN.id == _ROW.migration_id)
        .where(_ROW.status == "waiting", _RUN.finished_at.is_(None))
        .order_by(_ROW.migration_id, _ROW.case_id)
        .limit(1)
        .with_for_update(of=tables.migrated_case, skip_locked=True)
    )
    if row is None:
        _finish(work)
        return False
    status, why = _handled(work, row)
    work.execute(
        update(tables.migrated_case)
        .where(_ROW.migration_id == row["migration_id"], _ROW.case_id == row["case_id"])
        .values(status=status, why=why[:1000], handled_at=work.now)
    )
    return True


def _handled(work: Work, row: RowMapping) -> tuple[str, str]:
    """What came of one case: it is moved whole, or left as it was."""
    try:
        with work.connection.begin_nested():
            case = lock_case(work, row["case_id"])
            before, after = (definitions.running_version(work, row[name]) for name in _NEEDED[:2])
            way = Way(before, after, row["mapping"])
            if row["dry_run"]:
                fit(work, case, way)
            else:
                carry(work, case, way, by=row["by_user_id"], reason=row["reason"])
    except EngineError as refused:
        return "refused", refused.message
    except _FAILURES as failure:
        return "failed", f"The program failed ({type(failure).__name__}). Tell those who look after it."
    return "done", ""


def _finish(work: Work) -> None:
    """Note of each run of which nothing waits any more that it has finished."""
    waits = select(_ROW.case_id).where(_ROW.migration_id == _RUN.id, _ROW.status == "waiting").exists()
    work.execute(update(tables.migration).where(_RUN.finished_at.is_(None), ~waits).values(finished_at=work.now))


def _of(by: Actor, chosen: Select[Any]) -> Select[Any]:
    """`chosen` columns of the cases that go on and that `by` may repair, walk-throughs left out."""
    places = people.in_scopes(people.scopes(by, "case:repair"), _CASE.service_id, _CASE.site_id)
    return chosen.where(_CASE.ended_at.is_(None), _CASE.walk_through.is_(False), places)
