"""Models that start each other without an end: each case throws what starts the next, and nobody has to do anything."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, literal, select

from engine.cases import tables
from engine.cases.messages.keeping import Message
from engine.errors import Refused
from engine.store import Work

MOST_IN_A_ROW = 6
"""How many cases at most start each other in a row, each of them before the one that starts it is an hour old."""
_AT_ONCE = timedelta(hours=1)
_CASE, _MESSAGE, _DELIVERY = tables.case.c, tables.message.c, tables.delivery.c


def refuse_circle(work: Work, message: Message) -> None:
    """Refuse to start one more case at the end of a row of cases that have just started each other.

    A case that starts its successor after a longer wait, as a yearly renewal does, begins a new row. Raises Refused.
    """
    if message.from_case_id is not None and _in_a_row(work, message) >= MOST_IN_A_ROW:
        raise Refused(
            f"{MOST_IN_A_ROW} cases have started each other in a row within the hour, the last by the {message.kind} "
            f"“{message.name}”. Change the models so that this comes to an end, or start the next case by hand."
        )


def _in_a_row(work: Work, message: Message) -> int:
    """How many cases led to this message, from the one that threw it back to the first, counted no further than asked.

    A case was started by the message that was delivered to it in the moment of its start.
    """
    row = (
        select(_CASE.id, _CASE.started_at, literal(1).label("place"))
        .where(_CASE.id == message.from_case_id, _CASE.started_at > message.received_at - _AT_ONCE)
        .cte("row", recursive=True)
    )
    before = (
        select(_CASE.id, _CASE.started_at, row.c.place + 1)
        .select_from(row)
        .join(tables.delivery, (_DELIVERY.case_id == row.c.id) & (_DELIVERY.settled_at == row.c.started_at))
        .join(tables.message, _MESSAGE.id == _DELIVERY.message_id)
        .join(tables.case, _CASE.id == _MESSAGE.from_case_id)
        .where(_CASE.started_at > row.c.started_at - _AT_ONCE, row.c.place < MOST_IN_A_ROW)
    )
    row = row.union_all(before)
    return int(work.value(select(func.max(row.c.place))) or 0)
