"""Searching the record: who, what, which case and when, as the address asks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from flask import request

from engine import audit, cases, people
from engine.audit import AuditRow
from engine.errors import NotFound, Refused
from engine.store import Work
from web import lists
from web.happened import SENTENCES
from web.page import actor
from web.period import asked_period
from web.record import ROOMS

_PEOPLE = 200


@dataclass(frozen=True, slots=True)
class Search:
    """What is asked for, ready for the engine, and a sentence for each field of which nothing can come."""

    wanted: dict[str, Any]
    problems: dict[str, str] = field(default_factory=dict)


def asked(work: Work) -> Search:
    """The search of this address. Raises Refused for an action or a page that is none."""
    wanted: dict[str, Any] = {"action": lists.word("action", {*SENTENCES, *(f"{room}:" for room in ROOMS)}) or None}
    problems: dict[str, str] = {}
    for name, key, read in (("person", "by_any_of", _people), ("case", "case_id", _case)):
        if request.args.get(name, "").strip():
            try:
                wanted[key] = read(work, request.args[name].strip()[:200])
            except (NotFound, Refused) as error:
                problems[name] = error.message
    try:
        wanted |= _period(work.now)
    except Refused as error:
        problems["since"] = error.message
    return Search(wanted, problems)


def find(work: Work, search: Search) -> list[AuditRow]:
    """What it finds, what happened last first, one more than a page; nothing when something is wrong with it."""
    if search.problems:
        return []
    return audit.entries(work, **search.wanted, before=lists.after_moment(), limit=lists.ROWS + 1)


def _people(work: Work, words: str) -> list[int]:
    """The person with this username, else all whose name or username has these words."""
    exactly = people.find_user(work, words)
    found = [exactly] if exactly else people.users(work, words=words, limit=_PEOPLE)
    if not found:
        raise NotFound(f"There is nobody called “{words}”. Look among the people, closed accounts too.")
    return [person.id for person in found]


def _case(work: Work, reference: str) -> int:
    return cases.case_by_reference(work, reference, by=actor()).id


def _period(now: datetime) -> dict[str, datetime]:
    """From the first to the last day that are asked for; nothing for all of the time there is."""
    if not any(request.args.get(name) for name in ("period", "since", "until")):
        return {}
    period = asked_period(now, "3-months")
    return {"since": period.since, "until": period.until}
