"""What is known of called cases: who called each, from where, and which cases a case has called."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from engine.cases import tables
from engine.cases.locking import LockedCase
from engine.cases.opening import Lent
from engine.cases.statuses import SUSPENDED
from engine.errors import Conflict
from engine.store import Work

_CASE = tables.case.c
_CALL = tables.call.c


@dataclass(frozen=True, slots=True)
class Call:
    """The call that a called case answers. `engine_task` is the engine's id of it in the case that called.

    `lane` is the lane of the call, whose work is that of the service `lane_service_id`: steps without a lane have it.
    `depth` is how many calls lead to it; `error` the code of the error with which it ended, if it did.
    """

    case_id: int
    caller_id: int
    engine_task: str
    element: str
    name: str
    lane: str
    lane_service_id: int
    depth: int
    error: str | None

    @property
    def lent(self) -> Lent | None:
        """What it lends to steps without a lane."""
        return Lent(self.lane, self.lane_service_id) if self.lane else None


@dataclass(frozen=True, slots=True)
class Called:
    """A case that a case has called, and how it stands."""

    case_id: int
    reference: str
    engine_task: str
    status: str


def call_of(work: Work, case_id: int) -> Call | None:
    """The call that a case answers; None for one that was not called."""
    row = work.row(select(*(_CALL[name] for name in Call.__slots__)).where(_CALL.case_id == case_id))
    return Call(**row) if row else None


def called_by(work: Work, case_id: int) -> list[Called]:
    """The cases that a case has called, the oldest first."""
    rows = work.rows(
        select(_CALL.case_id, _CASE.reference, _CALL.engine_task, _CASE.status)
        .join(tables.case, _CASE.id == _CALL.case_id)
        .where(_CALL.caller_id == case_id)
        .order_by(_CALL.case_id)
    )
    return [Called(**row) for row in rows]


def all_called(work: Work, case_ids: Collection[int]) -> Sequence[int]:
    """The cases that these have called and that have not ended, and those that they called, the oldest first."""
    if not case_ids:
        return []
    row = select(_CALL.case_id).where(_CALL.caller_id.in_(case_ids)).cte("called", recursive=True)
    called = row.union_all(select(_CALL.case_id).join(row, row.c.case_id == _CALL.caller_id))
    found = (
        select(_CASE.id).join(called, called.c.case_id == _CASE.id).where(_CASE.ended_at.is_(None)).order_by(_CASE.id)
    )
    return list(work.connection.scalars(found))


def every_called(work: Work, case_id: int) -> Sequence[int]:
    """The cases that a case has called, ended or not, and those that they called."""
    row = select(_CALL.case_id).where(_CALL.caller_id == case_id).cte("called", recursive=True)
    called = row.union_all(select(_CALL.case_id).join(row, row.c.case_id == _CALL.caller_id))
    return list(work.connection.scalars(select(called.c.case_id).order_by(called.c.case_id)))


def reference_of_caller(work: Work, case_id: int) -> str:
    """The reference of the case that called this one; empty when none did."""
    statement = select(_CASE.reference).join(tables.call, _CALL.caller_id == _CASE.id).where(_CALL.case_id == case_id)
    return work.value(statement) or ""


def references_of_callers(work: Work, case_id: int) -> Sequence[str]:
    """The references of the cases that led to a called one."""
    row = select(_CALL.caller_id).where(_CALL.case_id == case_id).cte("callers", recursive=True)
    callers = row.union_all(select(_CALL.caller_id).join(row, row.c.caller_id == _CALL.case_id))
    found = select(_CASE.reference).join(callers, callers.c.caller_id == _CASE.id)
    return list(work.connection.scalars(found))


def refuse_called(work: Work, case_id: int, root_id: int | None, what: str) -> None:
    """Refuse what is done to a whole request where a case is only a part of it. Raises Conflict."""
    if root_id is not None:
        caller = reference_of_caller(work, case_id)
        raise Conflict(f"This case was called by case {caller}, which waits for it. {what} that case instead.")


def refuse_while_suspended(work: Work, case: LockedCase) -> None:
    """Refuse to let a called case go on while the one that called it is suspended. Raises Conflict."""
    if case.root_id is None:
        return
    suspended = select(_CASE.reference).join(tables.call, _CALL.caller_id == _CASE.id)
    caller = work.value(suspended.where(_CALL.case_id == case.id, _CASE.status == SUSPENDED))
    if caller:
        raise Conflict(f"Case {caller}, which called this one, is suspended. Resume that case first.")
