"""Messages from outside: brought to the one case that waits for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import orjson
from sqlalchemy import RowMapping, select

from engine import bpmn, definitions, forms, people
from engine.audit import Entry
from engine.bpmn import Stuck
from engine.cases import tables
from engine.cases.incidents import record_incident
from engine.cases.locking import LockedCase, lock_case
from engine.cases.settling import Settled, settle
from engine.cases.tools import toolbox
from engine.errors import Conflict, NotFound, Problem, Refused
from engine.people import Actor
from engine.store import Work

_MOST = 1_000


@dataclass(frozen=True, slots=True)
class Delivered:
    """The case that took a message, and how it stands now."""

    case_id: int
    reference: str
    settled: Settled


def deliver_message(
    work: Work, name: str, *, by: Actor, keys: Mapping[str, object], reference: str = "", payload: Mapping[str, object]
) -> Delivered:
    """Give a message to the one case that waits for its name.

    The case is found by its `reference`, or by `keys`, all of which must be equal to its data. Nothing is kept for a
    case that does not wait yet. The payload's values become case data. Raises Refused (neither reference nor keys,
    values that cannot be kept), NotFound (no case waits for it), Conflict (several do), NotPermitted.
    """
    if not reference and not keys:
        raise Refused.at("keys", "Say for which case: give its reference, or keys that only its data has.")
    _refuse_cards(payload)
    found = [
        row
        for row in _waiting_for(work, name, reference)
        if _may_tell(by, row) and _fits(orjson.loads(row["data"]), keys)
    ]
    if not found:
        raise NotFound(f"No case waits for the message “{name}” with that reference and those keys.")
    if len(found) > 1:
        raise Conflict(f"{len(found)} cases wait for the message “{name}” with those keys. Give more keys.")
    case = lock_case(work, found[0]["case_id"])
    return Delivered(case.id, case.reference, _give(work, case, name, keys, payload, by))


def _refuse_cards(payload: Mapping[str, object]) -> None:
    message = "This looks like a payment card number. Leave it out: card details are never kept here."
    problems = tuple(
        Problem("payload" if forms.holds_card(key) else f"payload.{key}", message)
        for key, value in payload.items()
        if forms.holds_card([key, value])
    )
    if problems:
        raise Refused("The message was not taken: something in it looks like a payment card number.", problems)


def _waiting_for(work: Work, name: str, reference: str) -> Sequence[RowMapping]:
    case, state = tables.case.c, tables.state.c
    waiting = (
        select(state.case_id, state.data, case.service_id, case.site_id, case.walk_through)
        .join(tables.case, case.id == state.case_id)
        .where(state.messages.contains([name]), case.status.in_(("open", "waiting")))
        .order_by(state.case_id)
        .limit(_MOST)
    )
    return work.rows(waiting.where(case.reference == reference) if reference else waiting)


def _may_tell(by: Actor, row: RowMapping) -> bool:
    if row["walk_through"]:
        return people.may(by, "definition:upload", service_id=row["service_id"])
    return people.may(by, "message:send", service_id=row["service_id"], site_id=row["site_id"])


def _fits(data: Mapping[str, object], keys: Mapping[str, object]) -> bool:
    return all(key in data and data[key] == value for key, value in keys.items())


def _give(
    work: Work, case: LockedCase, name: str, keys: Mapping[str, object], payload: Mapping[str, object], by: Actor
) -> Settled:
    version = definitions.running_version(work, case.version_id)
    spec = bpmn.compile_spec(version.xml, version.bpmn_process_id, version.digest)
    box = toolbox(work, case_id=case.id)
    if case.state is None:
        raise Conflict("This case is stuck. Ask for it to be repaired first.")
    facts = {"message": name, "fields": sorted(payload)}
    entry = Entry("case:message:delivered", by=by.user_id, subject=("case", case.id), case_id=case.id, facts=facts)
    try:
        outcome = bpmn.deliver_message(
            spec, case.state, case.data, name=name, payload=payload, keys=keys, now=work.now, tools=box.tools
        )
    except Stuck as stuck:
        pending = {"action": "message", "name": name, "payload": dict(payload), "by": by.user_id}
        record_incident(work, case, stuck, pending=pending, entries=[entry])
        return Settled("stuck")
    return settle(work, case, version, outcome, by=by.user_id, from_team_id=None, entries=[entry, *box.entries])
