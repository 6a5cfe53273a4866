"""Messages from outside: checked, brought to whom they are for, or kept until somebody waits for them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import orjson
from sqlalchemy import select

from engine import audit, bpmn, definitions, forms, people
from engine.bpmn import LONGEST_KEPT
from engine.cases import tables
from engine.cases.messages.keeping import KEPT_FOR, Message, keep
from engine.cases.messages.routing import route
from engine.cases.messages.spreading import spread
from engine.cases.settling import Settled
from engine.cases.statuses import ENDED
from engine.errors import Conflict, NotFound, Problem, Refused, TooLarge
from engine.people import Actor
from engine.references import read_reference
from engine.store import Work

LARGEST_PAYLOAD = 200_000
"""Bytes of a payload as JSON."""


@dataclass(frozen=True, slots=True)
class Letter:
    """What somebody sends. It is for the case with the `reference`, or the one whose data equals all of the `keys`.

    The values of the `payload` become data of the case that takes it, or that it starts, which then begins at the site.
    """

    name: str
    reference: str = ""
    keys: Mapping[str, object] | None = None
    payload: Mapping[str, object] | None = None
    site_id: int | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of a message: a case took it and stands as `settled` now; otherwise it waits until `expires_at`.

    `reached` counts the cases and processes that a signal is for.
    """

    id: int
    expires_at: datetime
    case_id: int | None = None
    reference: str = ""
    settled: Settled | None = None
    reached: int = 0


def send_message(work: Work, letter: Letter, *, by: Actor, wait: timedelta = KEPT_FOR) -> Sent:
    """Give a message to the one case that waits for it, or keep it for as long as `wait` until one does.

    To which cases `by` may send is settled now, also for one that waits for it later. Raises NotPermitted, NotFound (no
    process listens to it, there is no such case), Refused (neither reference nor keys, values that cannot be kept, or
    that the form of the case it would start cannot take),
    TooLarge, Conflict (several cases wait for it, or the case has ended).
    """
    people.require(by, "message:send")
    if not timedelta() < wait <= LONGEST_KEPT:
        raise Refused.at("wait_hours", f"A message waits for at least an hour and at most {LONGEST_KEPT.days} days.")
    message = _keep(work, letter, by, wait=wait, action="message:send")
    sent = _bring(work, message)
    if sent.case_id is None:
        facts = {"message": letter.name, "fields": sorted(message.payload), "keys": sorted(message.keys)}
        audit.record(work, "case:message:kept", by=by.user_id, subject=("message", message.id), facts=facts)
    return sent


def send_signal(work: Work, letter: Letter, *, by: Actor) -> Sent:
    """Tell every case that waits for a signal now, and start a case of each process that it starts.

    They are told soon, one after the other; `reached` says how many. Raises NotPermitted, NotFound (no process listens
    to it), Refused (keys or a reference, values that cannot be kept), TooLarge.
    """
    people.require(by, "message:send")
    if letter.reference or letter.keys:
        raise Refused.at("keys", "A signal is for all who wait for it. Leave out the keys and the reference.")
    signal = _keep(work, letter, by, wait=KEPT_FOR, action="message:send", kind="signal")
    reached = spread(work, signal)
    facts = {"signal": letter.name, "fields": sorted(signal.payload), "reached": reached}
    audit.record(work, "case:signal:sent", by=by.user_id, subject=("message", signal.id), facts=facts)
    return Sent(signal.id, signal.expires_at, reached=reached)


def send_in_walk_through(work: Work, letter: Letter, *, by: Actor) -> Sent:
    """Give a message to the one walk-through that waits for it now; nothing is kept. Raises as `send_message` does."""
    message = _keep(work, letter, by, wait=KEPT_FOR, action="definition:upload")
    sent = _bring(work, message)
    if sent.case_id is None:
        raise NotFound(f"No walk-through waits for the message “{letter.name}” with that reference and those keys.")
    return sent


def _keep(work: Work, letter: Letter, by: Actor, *, wait: timedelta, action: str, kind: str = "message") -> Message:
    keys, payload = bpmn.plain(letter.keys or {}, "keys"), bpmn.plain(letter.payload or {}, "payload")
    problems = (*_key_problems(keys), *forms.card_problems(payload, "payload"))
    if problems:
        raise Refused("The message was not taken.", problems)
    if len(orjson.dumps(payload)) > LARGEST_PAYLOAD:
        raise TooLarge(f"The payload is larger than {LARGEST_PAYLOAD:,} bytes. Send less: no documents, no photos.")
    if not definitions.is_heard(work, kind, letter.name):
        raise NotFound(f"No process listens to a {kind} “{letter.name}”. Check how it is spelled in the model.")
    reference = read_reference(letter.reference) if letter.reference else ""
    for_somebody = reference or keys or kind == "signal"
    if not for_somebody and not definitions.start_events(work, kind, letter.name):
        raise Refused.at("keys", "Say for which case: give its reference, or keys that only its data has.")
    reach = sorted(people.scopes(by, action), key=str)
    values = {
        "kind": kind,
        "name": letter.name,
        "reference": reference,
        "keys": keys,
        "payload": payload,
        "site_id": letter.site_id,
        "sender_id": by.user_id,
        "reach": [list(pair) for pair in reach],
        "walk_through": action != "message:send",
        "expires_at": work.now + wait,
    }
    if letter.site_id is not None:
        people.site_by_id(work, letter.site_id)
    message = keep(work, values)
    if reference:
        _check_case(work, message)
    return message


def _check_case(work: Work, message: Message) -> None:
    """A message for one case is for one that there is, that has not ended, and that its sender may send to."""
    columns = tables.case.c
    row = work.row(
        select(columns.status, columns.service_id, columns.site_id).where(
            columns.reference == message.reference, columns.walk_through == message.walk_through
        )
    )
    if row is None or not message.reaches(row["service_id"], row["site_id"]):
        raise NotFound(f"There is no case with the reference {message.reference} that you may send messages to.")
    if row["status"] in ENDED:
        raise Conflict(f"The case {message.reference} has ended. It takes no more messages.")


def _key_problems(keys: Mapping[str, object]) -> Iterator[Problem]:
    for key, value in keys.items():
        if not bpmn.is_key_value(value):
            yield Problem(
                f"keys.{key}",
                "A key is a text of up to 200 characters, a number, true or false.",
            )


def _bring(work: Work, message: Message) -> Sent:
    taken = route(work, message, told=True)
    if taken is None:
        return Sent(message.id, message.expires_at)
    return Sent(message.id, message.expires_at, taken.case_id, taken.reference, taken.settled)
