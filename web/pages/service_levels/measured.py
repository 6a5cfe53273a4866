"""What can be measured: cases, steps, hand-offs and contacts, as one list to choose from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from engine import definitions, measures, people
from engine.errors import Refused
from engine.measures import Month, Scope
from engine.standards import KINDS, Subject
from web.figures import scope_of
from web.page import actor, work
from web.period import Period, day_of

WORDS = {"case": "whole cases", "step": "steps", "hand-off": "hand-offs", "contact": "contacts"}
_LONGEST = 200


def services_for(action: str) -> dict[int, str]:
    """The names of the services for which the person may do this, such as see figures, by id."""
    seen = people.scoped_services(actor(), action)
    return {item.id: item.name for item in people.services(work()) if seen is None or item.id in seen}


def last_year(service_id: int | None) -> tuple[Sequence[Month], Period, Scope]:
    """The last twelve months, the present one among them, as figures are read: of one service, or of all."""
    months = measures.latest_months(work().now)
    period = Period("dates", months[0].first, day_of(work().now))
    return months, period, scope_of(work(), period, people.scopes(actor(), "measure:read"), {"service_id": service_id})


def subjects(services: Mapping[int, str]) -> dict[str, str]:
    """What can be measured in these services, in words by what a form sends for it."""
    processes = definitions.processes(work(), service_ids=list(services))
    named = {process.id: process.name for process in processes}
    found = {kind: f"All {words}" for kind, words in WORDS.items()}
    for service_id, service in services.items():
        found |= {f"{kind}|{service_id}": f"{service}: all {words}" for kind, words in WORDS.items()}
    for process in processes:
        found[f"case|{process.service_id}|{process.id}"] = f"{process.name}: whole cases"
    at = {process.id: process.service_id for process in processes}
    for step in definitions.current_steps(work(), list(named)):
        where = f"{at[step.process_id]}|{step.process_id}|{step.step_key}"
        found[f"step|{where}"] = f"{named[step.process_id]}: {step.name or step.step_key}"
    return found


def write_subject(subject: Subject) -> str:
    """A subject as forms and addresses write it."""
    parts = [subject.kind, subject.service_id, subject.process_id, subject.step_key]
    return "|".join(str(part) for part in parts if part not in (None, ""))


def read_subject(text: str) -> Subject:
    """The subject that a form or an address names. Raises Refused for anything else."""
    kind, *rest = text[:_LONGEST].split("|", 3)
    numbers = rest[:2]
    fine = kind in KINDS and all(part.isascii() and part.isdigit() and len(part) <= 18 for part in numbers)
    if not fine:
        raise Refused.at("about", "Choose what is measured from the list.")
    service_id, process_id = (*(int(part) for part in numbers), None, None)[:2]
    return Subject(kind, service_id, process_id, rest[2] if len(rest) > 2 else "")


def subject_words(subject: Subject, offered: Mapping[str, str]) -> str:
    """What a subject is called."""
    return offered.get(write_subject(subject), WORDS[subject.kind])
