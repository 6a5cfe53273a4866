"""A message reaches a case: the step of the case, the delivery and the end of the message are one transaction."""

from __future__ import annotations

from engine import bpmn, definitions
from engine.audit import Entry
from engine.bpmn import Outcome, Stuck
from engine.cases.calls.following import settle
from engine.cases.incidents import record_incident
from engine.cases.locking import LockedCase
from engine.cases.messages.keeping import Message
from engine.cases.reading import references
from engine.cases.settling import Cause, Settled
from engine.cases.statuses import GOES_ON, STUCK
from engine.cases.tools import toolbox
from engine.definitions import RunningVersion
from engine.errors import Conflict, Refused
from engine.store import Work


class NotWaiting(Conflict):
    """The case does not wait for this message now."""


def give(work: Work, case: LockedCase, message: Message, *, told: bool) -> Settled:
    """Move a case that this unit of work holds on by a message; the caller writes down that it was delivered.

    `told`: somebody is there to be told of a business refusal, which is then raised; otherwise it makes the case
    stuck, as a technical failure does. Raises NotWaiting.
    """
    if case.state is None or case.status not in GOES_ON:
        raise NotWaiting
    version = definitions.running_version(work, case.version_id)
    box = toolbox(work, case_id=case.id)
    entry = delivery_entry(work, case.id, message)
    try:
        outcome = _advance(work, case, version, message, box.tools)
        if told:
            return _settle(work, case, version, outcome, message, [entry, *box.entries])
        with work.connection.begin_nested():
            return _settle(work, case, version, outcome, message, [entry, *box.entries])
    except Stuck as stuck:
        record_incident(work, case, stuck, pending=_pending(message), entries=[entry])
    except Refused as refusal:
        if told:
            raise
        record_incident(work, case, Stuck("", refusal.message), pending=_pending(message), entries=[entry])
    return Settled(STUCK)


def _advance(work: Work, case: LockedCase, version: RunningVersion, message: Message, tools: bpmn.Tools) -> Outcome:
    try:
        return bpmn.deliver_message(
            version.spec,
            case.state or b"",
            case.data,
            name=message.name,
            payload=message.payload,
            keys=message.keys,
            kind=message.kind,
            now=work.now,
            tools=tools,
        )
    except Conflict as conflict:
        raise NotWaiting from conflict


def _settle(
    work: Work,
    case: LockedCase,
    version: RunningVersion,
    outcome: Outcome,
    message: Message,
    entries: list[Entry],
) -> Settled:
    return settle(work, case, version, outcome, Cause(message.sender_id, entries=entries, heard=[message.name]))


def _pending(message: Message) -> dict[str, object]:
    return {
        "action": "message",
        "name": message.name,
        "kind": message.kind,
        "payload": dict(message.payload),
        "keys": dict(message.keys),
        "by": message.sender_id,
    }


def delivery_entry(work: Work, case_id: int, message: Message) -> Entry:
    """What the record of a case says of a message that reached it."""
    facts: dict[str, object] = {message.kind: message.name, "fields": sorted(message.payload)}
    if message.from_case_id is not None:
        facts["from"] = references(work, [message.from_case_id]).get(message.from_case_id, "")
    action = f"case:{message.kind}:delivered"
    return Entry(action, by=message.sender_id, subject=("case", case_id), case_id=case_id, facts=facts)
