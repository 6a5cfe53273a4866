"""Whom a signal is for: each case that waits for its name when it is sent, and each process that it starts a case of.

This is written down in the transaction that sends it: nobody is forgotten, and nobody can get it twice. A case that
comes to wait for it later does not get it.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, false, insert, literal, or_, select, true

from engine import definitions
from engine.cases import tables
from engine.cases.messages.keeping import Message, settle_message
from engine.cases.statuses import ENDED
from engine.store import Work

_CASE, _STATE, _DELIVERY = tables.case.c, tables.state.c, tables.delivery.c


def spread(work: Work, signal: Message) -> int:
    """Write down who gets a signal that was just kept; answers how many. Nobody: it is over at once."""
    to_cases = insert(tables.delivery).from_select(
        ["message_id", "case_id", "status", "look_at"],
        select(literal(signal.id), _CASE.id, literal("due"), literal(work.now))
        .join(tables.state, _STATE.case_id == _CASE.id)
        .where(
            _STATE.signals.contains([signal.name]),
            _CASE.walk_through == signal.walk_through,
            _CASE.status.not_in(ENDED),
            _CASE.id != (signal.from_case_id or 0),
            _within_reach(signal),
        ),
    )
    reached = len(work.rows(to_cases.returning(_DELIVERY.id)))
    processes = [] if signal.walk_through else startable(work, signal)
    if processes:
        due: dict[str, Any] = {"message_id": signal.id, "status": "due", "look_at": work.now}
        work.execute(insert(tables.delivery), [{**due, "process_id": process_id} for process_id in processes])
    if not reached and not processes:
        settle_message(work, signal, "delivered")
    return reached + len(processes)


def _within_reach(signal: Message) -> ColumnElement[bool]:
    if signal.reach is None:
        return true()
    return or_(
        false(),
        *(
            and_(
                true() if service is None else _CASE.service_id == service,
                true() if site is None else _CASE.site_id == site,
            )
            for service, site in signal.reach
        ),
    )


def startable(work: Work, message: Message) -> list[int]:
    """The processes of which a message or signal starts a case, of those that its sender may reach."""
    starts = definitions.start_events(work, message.kind, message.name)
    return sorted(
        {
            start.process_id
            for start in starts
            if message.to_process_id in (None, start.process_id) and message.reaches(start.service_id, message.site_id)
        }
    )
