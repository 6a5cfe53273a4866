"""Which case a message is for: the one that waits for its name and whose values equal all of its keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import CompoundSelect, Select, or_, select, union

from engine import bpmn
from engine.bpmn import WaitingMessage
from engine.cases import tables
from engine.cases.messages.keeping import Message
from engine.cases.statuses import ENDED, GOES_ON
from engine.store import Work

MOST = 1_000
Found = Mapping[str, Sequence[Mapping[str, object]]]
_CASE, _STATE = tables.case.c, tables.state.c


@dataclass(frozen=True, slots=True)
class Waiting:
    """A case that waits for a message; `ready` unless something holds it, so that it cannot go on now."""

    case_id: int
    reference: str
    ready: bool


def keys_of(data: Mapping[str, object], messages: Collection[WaitingMessage]) -> Found | None:
    """By the name of each message a case waits for, the values it is found by; None when it waits for none.

    Where it waits for a message at several places, each may know its own by other values.
    """
    waited = [message for message in messages if message.kind == "message"]
    known = {name: value for name, value in data.items() if bpmn.is_key_value(value)} if waited else {}
    found: dict[str, list[Mapping[str, object]]] = {}
    for message in sorted(waited, key=lambda one: one.name):
        here = {**known, **message.keys}
        if here not in found.setdefault(message.name, []):
            found[message.name].append(here)
    return found or None


def waiting_cases(work: Work, message: Message) -> list[Waiting]:
    """The cases that wait for a message and fit it, the oldest first, of those that its sender may reach.

    It is for the case with its reference, else for those that fit all of its keys; without keys for a case of the same
    conversation as the one that threw it.
    """
    if not message.reference and not message.keys and message.from_case_id is None:
        return []
    rows = work.rows(_by_name(message).where(_STATE["keys"].contains({message.name: [dict(message.keys)]})))
    if not rows:
        rows = [row for row in work.rows(_unlisted(message)) if bpmn.fits(orjson.loads(row["data"]), message.keys)]
    return [
        Waiting(row["id"], row["reference"], row["status"] in GOES_ON)
        for row in rows
        if message.reaches(row["service_id"], row["site_id"])
    ]


def _by_name(message: Message) -> Select[tuple[object, ...]]:
    found = (
        select(_CASE.id, _CASE.reference, _CASE.status, _CASE.service_id, _CASE.site_id)
        .join(tables.state, _STATE.case_id == _CASE.id)
        .where(
            _STATE.messages.contains([message.name]),
            _CASE.walk_through == message.walk_through,
            _CASE.status.not_in(ENDED),
        )
        .order_by(_CASE.id)
        .limit(MOST)
    )
    if message.to_process_id is not None:
        found = found.where(_CASE.process_id == message.to_process_id)
    if message.reference:
        return found.where(_CASE.reference == message.reference)
    return found if message.keys or message.from_case_id is None else found.where(_CASE.id.in_(_partners(message)))


def _partners(message: Message) -> CompoundSelect[int]:
    """The cases that took a message of the one that threw this, and those whose messages it took itself."""
    sent, delivery = tables.message.c, tables.delivery.c
    done = tables.delivery.c.status == "done"
    took = (
        select(delivery.case_id)
        .join(tables.message, sent.id == delivery.message_id)
        .where(sent.from_case_id == message.from_case_id, done)
    )
    gave = (
        select(sent.from_case_id)
        .join(tables.delivery, sent.id == delivery.message_id)
        .where(delivery.case_id == message.from_case_id, done)
    )
    return union(took, gave)


def _unlisted(message: Message) -> Select[tuple[object, ...]]:
    """Those that an earlier release brought to where they wait, which did not list what they are found by."""
    unlisted = or_(_STATE["keys"].is_(None), ~_STATE["keys"].has_key(message.name))
    return _by_name(message).add_columns(_STATE.data).where(unlisted)
