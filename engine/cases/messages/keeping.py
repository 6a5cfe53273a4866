"""The rows of messages: kept until somebody waits, settled once, emptied when they are.

Whoever works on a message holds its row. A worker that holds a message never waits for a case that somebody else
holds: it puts the message off instead. So a step of a case may hold the case and call up messages without a deadlock.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping, func, insert, literal, select, update
from sqlalchemy.dialects.postgresql import JSONB

from engine import audit
from engine.cases import tables
from engine.cases.turns import claim_rows
from engine.errors import Conflict
from engine.store import Work

KEPT_FOR = timedelta(days=7)
"""How long a message waits for somebody to take it, unless its sender says otherwise."""

_SOONEST, _LATEST = timedelta(seconds=1), timedelta(minutes=15)
_EMPTIED: Mapping[str, Any] = {"keys": {}, "payload": None}
_MESSAGE = tables.message.c


class Ambiguous(Conflict):
    """Several could take this message. Give more keys."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message or signal (`kind`) that was not delivered yet, held by this unit of work.

    It is for the case with its `reference`, else for whoever fits all of its `keys`. `from_case_id` is the case that
    threw it; from outside, `sender_id` sent it, and `reach` lists the pairs of service and site (None for any) that
    they may send to. `to_process_id` is the one process that a message flow leads to. `site_id` is where a case is
    begun that it starts.
    """

    id: int
    kind: str
    name: str
    reference: str
    keys: Mapping[str, Any]
    payload: Mapping[str, Any]
    from_case_id: int | None
    from_element: str
    to_process_id: int | None
    sender_id: int | None
    reach: tuple[tuple[int | None, int | None], ...] | None
    site_id: int | None
    walk_through: bool
    received_at: datetime
    expires_at: datetime

    def reaches(self, service_id: int, site_id: int | None) -> bool:
        """Whether its sender may send to cases of this service at this site."""
        return self.reach is None or any(
            service in (None, service_id) and site in (None, site_id) for service, site in self.reach
        )


def keep(work: Work, values: Mapping[str, Any]) -> Message:
    """Keep a message that was just sent; `values` are those of its row that have no default."""
    given = {
        "status": "waiting",
        "received_at": work.now,
        "expires_at": work.now + KEPT_FOR,
        "look_at": work.now,
        "walk_through": False,
        **values,
    }
    (row,) = work.rows(insert(tables.message).values(given).returning(tables.message))
    return _message_of(row)


def claim_due(work: Work, most: int) -> Sequence[int]:
    """The ids of up to `most` messages that are due to be looked at and that nobody else holds, the first due first.

    They are put off already, so that one which cannot be worked on holds up no other.
    """
    due = (_MESSAGE.status == "waiting", _MESSAGE.kind == "message", _MESSAGE.look_at <= work.now)
    return claim_rows(work, tables.message, *due, first=(_MESSAGE.look_at,), most=most, again=_SOONEST)


def hold_waiting(work: Work, message_id: int) -> Message | None:
    """A message, held; None when somebody else holds it, or it waits no longer."""
    wanted = select(tables.message).where(_MESSAGE.id == message_id, _MESSAGE.status == "waiting")
    row = work.row(wanted.with_for_update(skip_locked=True))
    return None if row is None else _message_of(row)


def hold_message(work: Work, message_id: int, *, lock: bool) -> Message:
    """A message that is known to be there; with `lock` nobody else can settle it meanwhile."""
    wanted = select(tables.message).where(_MESSAGE.id == message_id)
    (row,) = work.rows(wanted.with_for_update() if lock else wanted)
    return _message_of(row)


def put_off(work: Work, message: Message, problem: str = "") -> None:
    """Look at a message again later, the later the older it is; `problem` says why nobody got it."""
    wait = min(max(work.now - message.received_at, _SOONEST), _LATEST)
    values = {"look_at": min(work.now + wait, message.expires_at), "problem": problem}
    work.execute(update(tables.message).where(_MESSAGE.id == message.id).values(values))


def settle_message(work: Work, message: Message, status: str) -> None:
    """A message is `delivered` or `expired`: it waits no longer, and what it carried is forgotten."""
    values = {"status": status, "settled_at": work.now, "look_at": None, "problem": "", **_EMPTIED}
    work.execute(update(tables.message).where(_MESSAGE.id == message.id).values(values))


def note_delivery(work: Work, message: Message, case_id: int) -> None:
    """Write down that a case took a message: it can never take it again."""
    values = {"message_id": message.id, "case_id": case_id, "status": "done", "settled_at": work.now}
    work.execute(insert(tables.delivery).values(values))


def call_up(
    work: Work, keys: Mapping[str, Sequence[Mapping[str, object]]], *, references: Collection[str], walk_through: bool
) -> None:
    """Have the messages looked at that a case with these references (its own, and those of the cases that led to it)
    may take, which waits for the names in `keys`.

    `keys` holds the case's values by the name of the message. What somebody works on at this moment is passed over:
    they look again soon.
    """
    wanted = func.jsonb_build_object(_MESSAGE.name, func.jsonb_build_array(_MESSAGE["keys"]))
    fitting = (
        select(_MESSAGE.id)
        .where(
            _MESSAGE.status == "waiting",
            _MESSAGE.name.in_(list(keys)),
            _MESSAGE.walk_through == walk_through,
            _MESSAGE.reference.in_(["", *references]),
            literal(dict(keys), type_=JSONB).contains(wanted),
        )
        .with_for_update(skip_locked=True)
    )
    work.execute(update(tables.message).where(_MESSAGE.id.in_(fitting)).values(look_at=work.now))


def expire_next(work: Work) -> bool:
    """Give up one message that nobody took in its time; False when there is none."""
    row = work.row(
        select(tables.message)
        .where(_MESSAGE.status == "waiting", _MESSAGE.expires_at <= work.now)
        .order_by(_MESSAGE.expires_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return False
    _give_up(work, _message_of(row))
    return True


def forget_messages(work: Work, case_id: int, reference: str) -> None:
    """Empty what a case sent, or was sent, that nobody took: the case is erased."""
    of_case = (_MESSAGE.from_case_id == case_id) | (_MESSAGE.reference == reference)
    for row in work.rows(select(tables.message).where(of_case, _MESSAGE.status == "waiting").with_for_update()):
        _give_up(work, _message_of(row))
    work.execute(update(tables.message).where(of_case).values(_EMPTIED))


def _give_up(work: Work, message: Message) -> None:
    delivery = tables.delivery.c
    due = select(delivery.id).where(delivery.message_id == message.id, delivery.status == "due")
    over = {"status": "dropped", "look_at": None, "settled_at": work.now}
    free = due.with_for_update(skip_locked=True)
    work.execute(update(tables.delivery).where(delivery.id.in_(free)).values(over))
    settle_message(work, message, "expired")
    facts = {"message": message.name, "kind": message.kind, "received_at": message.received_at.isoformat()}
    subject = ("message", message.id)
    audit.record(work, "case:message:expired", by=None, subject=subject, case_id=message.from_case_id, facts=facts)


def _message_of(row: RowMapping) -> Message:
    values = {name: row[name] for name in Message.__dataclass_fields__}
    reach = None if row["reach"] is None else tuple((service, site) for service, site in row["reach"])
    return Message(**{**values, "payload": row["payload"] or {}, "reach": reach})
