"""Looking at calls: the case that called this one, and those that it has called, for whoever may read the case."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import literal, select, union_all

from engine.cases import tables
from engine.cases.statuses import ENDED
from engine.store import Work

_CASE = tables.case.c
_CALL = tables.call.c


@dataclass(frozen=True, slots=True)
class CalledCase:
    """A case at the other end of a call: `element` and `name` are the call activity's, in the case that called.

    `status` and `next_action` are those of the case that is told of, whose process is `process_id`; `error` is the code
    of the error with which the called one ended, if it did.
    """

    id: int
    reference: str
    process_id: int
    version_id: int
    status: str
    next_action: str
    element: str
    name: str
    error: str | None

    @property
    def goes_on(self) -> bool:
        """Whether the case that is told of has not ended."""
        return self.status not in ENDED


@dataclass(frozen=True, slots=True)
class Calls:
    """The calls of a case: `called_by` holds the case that called it, if any; `called` those that it has called."""

    called_by: tuple[CalledCase, ...]
    called: tuple[CalledCase, ...]


def calls_of_case(work: Work, case_id: int) -> Calls:
    """The calls of a case, the oldest first, in one statement. The caller has read the case, and so may see them."""
    own = ("id", "reference", "process_id", "version_id", "status", "next_action")
    columns = (*(_CASE[name] for name in own), _CALL.element, _CALL.name, _CALL.error)
    made = select(literal(True).label("made"), *columns).join(tables.call, _CALL.case_id == _CASE.id)
    answered = select(literal(False), *columns).join(tables.call, _CALL.caller_id == _CASE.id)
    both = union_all(made.where(_CALL.caller_id == case_id), answered.where(_CALL.case_id == case_id)).subquery()
    found: dict[bool, list[CalledCase]] = {True: [], False: []}
    for row in work.rows(select(both).order_by(both.c.id)):
        found[row["made"]].append(CalledCase(**{name: row[name] for name in CalledCase.__slots__}))
    return Calls(called_by=tuple(found[False]), called=tuple(found[True]))
