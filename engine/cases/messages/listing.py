"""The list of messages for administrators: what waits, for how long and why; who got what; what expired."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.dialects.postgresql import ARRAY

from engine import people
from engine.cases import tables
from engine.people import Actor
from engine.store import Work

STATUSES = ("waiting", "delivered", "expired")
_MESSAGE, _DELIVERY = tables.message.c, tables.delivery.c
_CASE = tables.case.c
_IDS = ARRAY(_DELIVERY.case_id.type)


@dataclass(frozen=True, slots=True)
class MessageRow:
    """A message or signal as lists show it; never what it carries.

    `keys` are the names of its keys, while it waits. `problem` says why nobody got it so far, or of a signal why one of
    those that it was for did not. `for_case_id` is the case that `reference` names, `case_ids` are the cases that took
    it. `from_case_id` threw it, or `sender_id` sent it.
    """

    id: int
    kind: str
    name: str
    status: str
    problem: str
    reference: str
    for_case_id: int | None
    keys: Sequence[str]
    from_case_id: int | None
    sender_id: int | None
    received_at: datetime
    expires_at: datetime
    settled_at: datetime | None
    case_ids: Sequence[int]


def find_messages(
    work: Work, *, by: Actor, status: str = "", before_id: int | None = None, limit: int = 50
) -> list[MessageRow]:
    """The messages of all services, the latest first. Raises NotPermitted."""
    people.require(by, "message:read")
    names = (name for name in MessageRow.__dataclass_fields__ if name not in ("case_ids", "for_case_id", "problem"))
    meant = (
        select(_CASE.id)
        .where(_CASE.reference == _MESSAGE.reference, _CASE.walk_through == _MESSAGE.walk_through)
        .scalar_subquery()
    )
    taken = (
        select(_DELIVERY.case_id)
        .where(_DELIVERY.message_id == _MESSAGE.id, _DELIVERY.case_id.is_not(None), _DELIVERY.status == "done")
        .order_by(_DELIVERY.id)
        .limit(limit)
        .scalar_subquery()
    )
    dropped = (
        select(_DELIVERY.problem)
        .where(_DELIVERY.message_id == _MESSAGE.id, _DELIVERY.status == "dropped", _DELIVERY.problem != "")
        .order_by(_DELIVERY.id)
        .limit(1)
        .scalar_subquery()
    )
    problem = func.coalesce(func.nullif(_MESSAGE.problem, ""), dropped, "").label("problem")
    read = (*(_MESSAGE[name] for name in names), meant.label("for_case_id"), problem)
    statement = select(*read, func.array(taken, type_=_IDS).label("case_ids"))
    if status:
        statement = statement.where(_MESSAGE.status == status)
    if before_id is not None:
        statement = statement.where(_MESSAGE.id < before_id)
    rows = work.rows(statement.order_by(_MESSAGE.id.desc()).limit(limit))
    return [MessageRow(**{**row, "keys": sorted(row["keys"])}) for row in rows]
