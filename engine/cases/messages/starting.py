"""A message or signal that starts a case, of a live process with a start event of its name.

The case is begun at the site of the case that threw it, or the one its sender named; else at the first site of the
area that the process's variant serves, else at the council's first. Its owner is the head of the service.

What a message or signal brings is checked as the same words in the start form would be. What does not pass starts no
case: whoever sent a message is told, and of a signal, and what a case threw, the list of messages tells.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from engine import bpmn, definitions, forms, people
from engine.cases import tables
from engine.cases.messages.circles import refuse_circle
from engine.cases.messages.keeping import Ambiguous, Message
from engine.cases.messages.spreading import startable
from engine.cases.reading import matter_of
from engine.cases.starting import Begun, Started, Trigger, begin
from engine.definitions import RunningVersion, StartEvent
from engine.errors import NotFound, Problem, Refused
from engine.forms import InvalidAnswers
from engine.people import SYSTEM
from engine.store import Work


def start_by_message(work: Work, message: Message) -> Started | None:
    """Start the case that a message starts; None when it starts none. Raises Ambiguous, and Refused."""
    if message.reference:
        return None
    if message.walk_through:
        return _walk_through(work, message)
    processes = startable(work, message)
    if len(processes) > 1:
        raise Ambiguous(f"{len(processes)} processes start with the message “{message.name}”.")
    return start_process(work, message, processes[0]) if processes else None


def start_process(work: Work, message: Message, process_id: int) -> Started | None:
    """Start a case of one process by a message; None when its version for the place has no such start event."""
    starts = [one for one in definitions.start_events(work, message.kind, message.name) if one.process_id == process_id]
    site_id = message.site_id or site_of(work, starts)
    try:
        version = definitions.live_version(work, process_id, site_id=site_id)
    except NotFound:
        return None
    start = next((one for one in starts if one.version_id == version.id), None)
    return None if start is None else _begin(work, message, version, start.element, site_id)


def site_of(work: Work, starts: Sequence[StartEvent]) -> int:
    """Where a case begins that nobody begins: see the head of this module. Raises NotFound where there is no site."""
    sites = people.sites(work)
    areas = {area for start in starts for area in start.areas}
    found = next((site for site in sites if site.area in areas), None) or next(iter(sites), None)
    if found is None:
        raise NotFound("There is no site yet at which a case could begin.")
    return found.id


def _walk_through(work: Work, message: Message) -> Started | None:
    """In a walk-through a message starts a walk-through of the pool that was uploaded in the same file."""
    version_id = work.value(select(tables.case.c.version_id).where(tables.case.c.id == message.from_case_id))
    beside = definitions.versions_beside(work, version_id).values() if version_id is not None else ()
    other = next((one for one in beside if one.process_id == message.to_process_id), None)
    if other is None or message.site_id is None:
        return None
    version = definitions.running_version(work, other.version_id)
    element = definitions.start_element(work, version.id, message.kind, message.name)
    return _begin(work, message, version, element, message.site_id) if element else None


def _begin(work: Work, message: Message, version: RunningVersion, element: str, site_id: int) -> Started:
    refuse_circle(work, message)
    payload = _checked(version, element, message, work.now)
    customer, place = matter_of(work, message.from_case_id) if message.from_case_id else (None, None)
    return begin(
        work,
        version,
        site_id=site_id,
        by=SYSTEM,
        answers={},
        begun=Begun(customer_id=customer, property_id=place),
        walk_through=message.walk_through,
        trigger=Trigger(element, payload),
    )


def _checked(version: RunningVersion, element: str, message: Message, now: datetime) -> dict[str, object]:
    """What a message brings, its values as the start form takes them. Raises Refused with each field that is wrong.

    What the form asks for has to be there when it is the form of this start event; of another one's only what was
    brought is checked.
    """
    fields = [field for field in version.start_fields if not field.read_only]
    if not bpmn.asks_at(version.spec, element):
        fields = [replace(field, required=False) for field in fields if field.key in message.payload]
    asked = {field.key for field in fields}
    given = {key: value for key, value in message.payload.items() if key in asked}
    try:
        taken = forms.clean(fields, given, known=message.payload, now=now)
    except InvalidAnswers as refusal:
        problems = [Problem(f"payload.{problem.where}", problem.message) for problem in refusal.problems]
        told = " ".join(problem.message for problem in problems)
        raise Refused(f"The {message.kind} “{message.name}” starts no case: {told}", tuple(problems)) from refusal
    return {**message.payload, **taken}
