"""The worker brings signals to whom they are for; each delivery is a unit of work of its own.

So a case that is stuck, or that somebody holds, holds up no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import RowMapping, func, select, update

from engine import audit
from engine.cases import tables
from engine.cases.locking import lock_case_if_free
from engine.cases.messages.delivering import NotWaiting, delivery_entry, give
from engine.cases.messages.keeping import Message, hold_message, settle_message
from engine.cases.messages.starting import start_process
from engine.cases.statuses import STANDS_STILL
from engine.cases.turns import claim_rows, work_through
from engine.errors import NotFound, Refused
from engine.store import Store, Work, unit_of_work

AGAIN = timedelta(minutes=1)
_BATCH = 500
_DELIVERY = tables.delivery.c


def deliver_due_signals(store: Store, *, limit: int = _BATCH) -> int:
    """Bring signals to whom they are for, at most `limit` deliveries; answers how many. Workers share them."""
    return work_through(store, _claim, _deliver, limit=limit)


def _claim(work: Work, most: int) -> Sequence[int]:
    """The deliveries that are due first, put off already."""
    due, first = (_DELIVERY.status == "due", _DELIVERY.look_at <= work.now), (_DELIVERY.look_at, _DELIVERY.id)
    return claim_rows(work, tables.delivery, *due, first=first, most=most, again=AGAIN)


def _hold(work: Work, delivery_id: int) -> RowMapping | None:
    wanted = select(tables.delivery).where(_DELIVERY.id == delivery_id, _DELIVERY.status == "due")
    return work.row(wanted.with_for_update(skip_locked=True))


def _deliver(store: Store, claimed: int) -> bool:
    with unit_of_work(store) as work:
        row = _hold(work, claimed)
        if row is None:
            return False
        _bring(work, row)
    return True


def _bring(work: Work, row: RowMapping) -> None:
    signal = hold_message(work, row["message_id"], lock=False)
    try:
        with work.connection.begin_nested():
            done = _start(work, signal, row) if row["case_id"] is None else _give(work, signal, row)
    except (Refused, NotFound) as problem:
        _close(work, row, "dropped", problem=problem.message)
    else:
        if not done:
            return
    _end(work, signal)


def _give(work: Work, signal: Message, row: RowMapping) -> bool:
    """Whether this delivery is over. A case that is stuck, or that somebody holds, gets the signal later."""
    case = lock_case_if_free(work, row["case_id"])
    if case is None or case.status in STANDS_STILL:
        return False
    try:
        give(work, case, signal, told=False)
    except NotWaiting:
        _close(work, row, "dropped", problem="The case had gone on by then.")
    else:
        _close(work, row, "done")
    return True


def _start(work: Work, signal: Message, row: RowMapping) -> bool:
    started = start_process(work, signal, row["process_id"])
    if started is None:
        _close(work, row, "dropped", problem="No live version of the process starts with it any more.")
        return True
    audit.record_many(work, [delivery_entry(work, started.id, signal)])
    _close(work, row, "done", case_id=started.id)
    return True


def _close(work: Work, row: RowMapping, status: str, **values: object) -> None:
    closed = {"status": status, "look_at": None, "settled_at": work.now, **values}
    work.execute(update(tables.delivery).where(_DELIVERY.id == row["id"]).values(closed))


def _end(work: Work, signal: Message) -> None:
    """Whoever brings the last one its signal forgets what it carried."""
    hold_message(work, signal.id, lock=True)
    left = select(func.count()).where(_DELIVERY.message_id == signal.id, _DELIVERY.status == "due")
    if work.sure_value(left.select_from(tables.delivery)) == 0:
        settle_message(work, signal, "delivered")
