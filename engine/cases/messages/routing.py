"""Where a message goes: to the one case that waits for it, else to one that it starts, else it is looked at again."""

from __future__ import annotations

from dataclasses import dataclass

from engine import audit
from engine.cases.locking import lock_case, lock_case_if_free
from engine.cases.messages.delivering import NotWaiting, delivery_entry, give
from engine.cases.messages.keeping import (
    Ambiguous,
    Message,
    claim_due,
    expire_next,
    hold_waiting,
    note_delivery,
    put_off,
    settle_message,
)
from engine.cases.messages.matching import Waiting, waiting_cases
from engine.cases.messages.starting import start_by_message
from engine.cases.settling import Settled
from engine.cases.turns import work_through
from engine.errors import NotFound, Refused
from engine.store import Store, Work, unit_of_work

_BATCH = 200


@dataclass(frozen=True, slots=True)
class Taken:
    """The case that took a message, and how it stands now."""

    case_id: int
    reference: str
    settled: Settled


def route(work: Work, message: Message, *, told: bool) -> Taken | None:
    """Give a message to the one case that it is for, or start that case; None when nobody can take it now.

    `told`: its sender waits for the answer, so the case is waited for as well, and a refusal is theirs. Raises
    Ambiguous, and Refused when it is `told` or when no case can be started as it is.
    """
    found = waiting_cases(work, message)
    if len(found) > 1:
        raise Ambiguous(_several(message, len(found)))
    taken = _give(work, message, found[0], told=told) if found else _start(work, message)
    if taken is not None:
        settle_message(work, message, "delivered")
        note_delivery(work, message, taken.case_id)
    return taken


def _several(message: Message, count: int) -> str:
    wait = f"{count} cases wait for the {message.kind} “{message.name}”"
    if message.reference:
        return f"{wait} that case {message.reference} has called. Give the reference of one of them, or keys as well."
    return f"{wait} with these keys. Give more keys."


def _give(work: Work, message: Message, waiting: Waiting, *, told: bool) -> Taken | None:
    if not waiting.ready:
        return None
    case = lock_case(work, waiting.case_id) if told else lock_case_if_free(work, waiting.case_id)
    if case is None:
        return None
    try:
        return Taken(case.id, case.reference, give(work, case, message, told=told))
    except NotWaiting:
        return None


def _start(work: Work, message: Message) -> Taken | None:
    started = start_by_message(work, message)
    if started is None:
        return None
    audit.record_many(work, [delivery_entry(work, started.id, message)])
    return Taken(started.id, started.reference, started.settled)


def deliver_due_messages(store: Store, *, limit: int = _BATCH) -> int:
    """Look at what is due, at most `limit` messages; answers how many. Several workers share them without waiting."""
    return work_through(store, claim_due, _look, limit=limit)


def _look(store: Store, claimed: int) -> bool:
    with unit_of_work(store) as work:
        message = hold_waiting(work, claimed)
        if message is None:
            return False
        _bring(work, message)
    return True


def _bring(work: Work, message: Message) -> None:
    try:
        with work.connection.begin_nested():
            taken = route(work, message, told=False)
    except (Ambiguous, Refused, NotFound) as problem:
        put_off(work, message, problem.message)
        return
    if taken is None:
        put_off(work, message)


def expire_messages(store: Store, *, limit: int = _BATCH) -> int:
    """Give up what nobody took in its time, at most `limit` messages; answers how many."""
    for expired in range(limit):
        with unit_of_work(store) as work:
            if not expire_next(work):
                return expired
    return limit
