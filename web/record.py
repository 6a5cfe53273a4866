"""The record of the whole council in sentences: what an entry names by number is told by its name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from engine import cases, definitions
from engine.audit import AuditRow
from engine.people import Grant
from engine.store import Work
from web.happened import SENTENCES, Happened, in_words
from web.names import Names, names
from web.roles import grant_words
from web.wording import day, sentence_case

ROOMS = {
    "case": "Cases and tasks",
    "contacts": "Contacts and customers",
    "definitions": "Models and decisions",
    "transfer": "Transfer",
    "people": "People, teams and places",
    "sla": "Calendars and clocks",
    "notices": "Notices",
}
"""The parts of the product an action may belong to, by the beginning of its name."""

_BLANK = re.compile(r"\{\w+\}")

_PAGES = {"user": "people", "team": "teams", "service": "services", "site": "sites"}
_DATES = ("valid_from", "planned_on")
_CODES = ("from", "to", "obstacle", "topic", "as", "channel")


@dataclass(frozen=True, slots=True)
class Told:
    """An entry of the record as a list shows it: its sentence, the case it belongs to, and where what it tells is."""

    happened: Happened
    case_id: int | None
    reference: str
    address: str


@dataclass(frozen=True, slots=True)
class _Known:
    """Names by number, of all that a page of entries mentions."""

    names: Names
    processes: Mapping[int, str]
    steps: Mapping[tuple[int, str], str]


def tell(work: Work, rows: Collection[AuditRow]) -> list[Told]:
    """The entries in sentences, in their order; a handful of statements, however many they are."""
    known = _known(work, rows)
    references = cases.references(work, {row.case_id for row in rows if row.case_id is not None})
    sentences = in_words(work, [replace(row, facts=_told(row, known)) for row in rows])
    return [
        Told(happened, row.case_id, references.get(row.case_id or 0, ""), _address(row))
        for row, happened in zip(rows, sentences, strict=True)
    ]


def action_choices() -> dict[str, dict[str, str]]:
    """What the record may be searched for: the actions of each part in words, by its heading, all of them first.

    An action is called what its entries say, with dots for what differs from one entry to the next.
    """
    found = {heading: {f"{room}:": f"All of: {heading.lower()}"} for room, heading in ROOMS.items()}
    for action, words in SENTENCES.items():
        room = action.partition(":")[0]
        found[ROOMS[room]][action] = _BLANK.sub("…", words)
    return found


def _known(work: Work, rows: Collection[AuditRow]) -> _Known:
    users = {number for row in rows for number in _users_in(row)}
    about = {int(str(row.facts["process_id"])) for row in rows if "process_id" in row.facts}
    if not about and not any(row.subject and row.subject[0] == "process" for row in rows):
        return _Known(names(work, users), {}, {})
    processes = definitions.processes(work)
    steps = {
        (item.id, step.step_key): step.name
        for item in processes
        if item.id in about
        for step in definitions.steps(work, item.latest_version_id)
    }
    return _Known(names(work, users), {item.id: item.name for item in processes}, steps)


def _users_in(row: AuditRow) -> Iterator[int]:
    if row.subject and row.subject[0] == "user":
        yield row.subject[1]
    for key in ("user_id", "owner_id"):
        if isinstance(number := row.facts.get(key), int):
            yield number


def _told(row: AuditRow, known: _Known) -> dict[str, object]:
    facts: dict[str, Any] = dict(row.facts)
    told = {"subject": _subject(row, known), "person": known.names.user(facts.get("user_id"))}
    if "process_id" in facts:
        process, step = facts["process_id"], facts.get("step_key", "")
        told["process"] = known.processes.get(process, "a process")
        told["step"] = known.steps.get((process, step)) or step
    if "site_id" in facts:
        told["site"] = known.names.site(facts["site_id"])
    if "grants" in facts:
        told["roles"] = "; ".join(grant_words(Grant(**held), known.names) for held in facts["grants"]) or "none"
    if "team_ids" in facts:
        told["teams"] = ", ".join(known.names.team(number) for number in facts["team_ids"]) or "none"
    for key in ("skills", "changed"):
        if key in facts:
            told[key] = ", ".join(sentence_case(word.removesuffix("_id")).lower() for word in facts[key]) or "none"
    told |= {key: day(date.fromisoformat(facts[key])) for key in _DATES if isinstance(facts.get(key), str)}
    if row.action.startswith(("transfer:", "contacts:")):
        told |= {key: sentence_case(facts[key]).lower() for key in _CODES if isinstance(facts.get(key), str)}
    return {**facts, **told}


def _subject(row: AuditRow, known: _Known) -> str:
    kind, number = row.subject or ("", 0)
    called = {
        "user": known.names.users,
        "team": known.names.teams,
        "service": known.names.services,
        "site": known.names.sites,
        "process": known.processes,
    }
    if not kind:
        return "somebody unknown"
    return called.get(kind, {}).get(number, f"one that is gone ({kind})")


def _address(row: AuditRow) -> str:
    if row.action.startswith(("sla:calendar:", "sla:clocks:")):
        return f"/administration/calendars/{row.facts.get('calendar', '')}"
    if row.action.startswith("sla:target:"):
        return f"/administration/targets/{row.facts.get('target', '')}"
    kind, number = row.subject or ("", 0)
    if kind in _PAGES:
        return f"/administration/{_PAGES[kind]}/{number}"
    if kind in ("version", "process"):
        return f"/{kind}s/{number}" if kind == "version" else f"/processes/{number}"
    return ""
