"""Which case a message is for: the one that waits for its name and whose values equal all of its keys."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import ColumnElement, CompoundSelect, Select, func, or_, select, union

from engine import bpmn
from engine.bpmn import WaitingMessage
from engine.cases import tables
from engine.cases.calls.family import all_called
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
    conversation as the one that threw it. Where that case does not wait for it, it is for what it has called, which is
    part of its request: a called case is found by the reference of its callers, but by no key that only they know.
    """
    if not message.reference and not message.keys and message.from_case_id is None:
        return []
    found = _fitting(work, message, _addressed(message))
    if not found and (message.reference or not message.keys):
        found = _fitting(work, message, _in_request(work, message))
    return found


def _fitting(work: Work, message: Message, where: Sequence[ColumnElement[bool]]) -> list[Waiting]:
    found = _by_name(message).where(*where)
    rows = work.rows(found.where(_STATE["keys"].contains({message.name: [dict(message.keys)]})))
    if not rows:
        rows = [
            row for row in work.rows(_unlisted(message, found)) if bpmn.fits(orjson.loads(row["data"]), message.keys)
        ]
    return [
        Waiting(row["id"], row["reference"], row["status"] in GOES_ON)
        for row in rows
        if message.reaches(row["service_id"], row["site_id"])
        or message.reaches(row["service_of_request"], row["site_id"])
    ]


def _by_name(message: Message) -> Select[tuple[object, ...]]:
    first = tables.case.alias("first")
    columns = (_CASE.id, _CASE.reference, _CASE.status, _CASE.service_id, _CASE.site_id)
    found = (
        select(*columns, func.coalesce(first.c.service_id, _CASE.service_id).label("service_of_request"))
        .join(tables.state, _STATE.case_id == _CASE.id)
        .outerjoin(first, first.c.id == _CASE.root_id)
        .where(
            _STATE.messages.contains([message.name]),
            _CASE.walk_through == message.walk_through,
            _CASE.status.not_in(ENDED),
        )
        .order_by(_CASE.id)
        .limit(MOST)
    )
    return found if message.to_process_id is None else found.where(_CASE.process_id == message.to_process_id)


def _addressed(message: Message) -> list[ColumnElement[bool]]:
    """The case that a message names, or those of its conversation; every case where it goes by its keys."""
    if message.reference:
        return [_CASE.reference == message.reference]
    return [] if message.keys or message.from_case_id is None else [_CASE.id.in_(_partners([message.from_case_id]))]


def _in_request(work: Work, message: Message) -> list[ColumnElement[bool]]:
    """Those that the named case has called, or those of the requests that have talked with the one that threw it."""
    if message.reference:
        named = work.connection.scalars(select(_CASE.id).where(_CASE.reference == message.reference)).all()
        return [_CASE.id.in_(all_called(work, named))]
    request = _requests_of([message.from_case_id])
    return [_CASE.id.in_(_requests_of(_partners(request))), _CASE.id.not_in(request)]


def _requests_of(cases: Sequence[int | None] | CompoundSelect[int]) -> Select[tuple[int]]:
    """These cases, those that led to them, and all that the first of these led to."""
    one, other = tables.case.alias().c, tables.case.alias().c
    first = select(func.coalesce(one.root_id, one.id)).where(one.id.in_(cases))
    return select(other.id).where(or_(other.id.in_(first), other.root_id.in_(first)))


def _partners(cases: Sequence[int] | Select[tuple[int]]) -> CompoundSelect[int]:
    """The cases that took a message of one of these, and those whose messages these took themselves."""
    sent, delivery = tables.message.c, tables.delivery.c
    done = tables.delivery.c.status == "done"
    took = (
        select(delivery.case_id)
        .join(tables.message, sent.id == delivery.message_id)
        .where(sent.from_case_id.in_(cases), done)
    )
    gave = (
        select(sent.from_case_id)
        .join(tables.delivery, sent.id == delivery.message_id)
        .where(delivery.case_id.in_(cases), done)
    )
    return union(took, gave)


def _unlisted(message: Message, found: Select[tuple[object, ...]]) -> Select[tuple[object, ...]]:
    """Of these the ones that an earlier release brought to where they wait, which did not list what they are found
    by."""
    unlisted = or_(_STATE["keys"].is_(None), ~_STATE["keys"].has_key(message.name))
    return found.add_columns(_STATE.data).where(unlisted)
