"""A worklist as its page shows it: what the address asks for, the rows with their names, and what tells of changes."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256

from flask import request

from engine import cases, contacts
from engine.cases import Position, Priority, TaskCounts, TaskFilter, TaskRow, WaitingHandOff
from engine.contacts import WhoAndWhere
from engine.errors import NotPermitted, Refused
from engine.people import Actor
from engine.store import Work
from web import lists
from web.lists import Page
from web.names import Names, names

PATH = "/tasks"
REDRAWN_SECONDS = 300
"""How long a list stays good although nothing happens: it says how long ago tasks were due."""


@dataclass(frozen=True, slots=True)
class Worklist:
    """A page of a worklist. `etag` changes when the list does; `here` is its address, `rows_address` its rows'."""

    page: Page[TaskRow]
    counts: TaskCounts
    names: Names
    about: WhoAndWhere
    etag: str
    here: str
    rows_address: str
    filtered: bool


@dataclass(frozen=True, slots=True)
class Found:
    """What was found of a worklist: the rows of a page, one more than it shows when the list goes on, and the counts.

    `etag` is the entity tag of the page, quoted as in the header: it changes when what is shown does.
    """

    wanted: TaskFilter
    rows: Sequence[TaskRow]
    counts: TaskCounts
    etag: str


def find(work: Work, by: Actor) -> Found:
    """Find what the address asks for; two statements, whatever the length of the list. Raises Refused, NotPermitted."""
    wanted, after = _wanted(work, by), lists.after_due()
    position = None if after is None else Position(*after)
    rows = cases.find_tasks(work, wanted, by=by, after=position, limit=lists.ROWS + 1)
    counts = cases.count_tasks(work, wanted, by=by)
    moment = int(work.now.timestamp()) // REDRAWN_SECONDS
    parts = (rows, counts, by.user_id, moment, request.query_string.decode("latin-1"))
    return Found(wanted, rows, counts, f'"{sha256(repr(parts).encode()).hexdigest()[:32]}"')


def read(work: Work, by: Actor, found: Found) -> Worklist:
    """The page that shows what was found."""
    page = lists.page_of(found.rows, lambda row: (row.due_at, row.id), path=PATH)
    after_here = request.args.get(lists.AFTER)
    people = {number for row in page.rows for number in (row.owner_id, row.claimed_by)}
    return Worklist(
        page=page,
        counts=found.counts,
        names=names(work, people),
        about=matters(work, page.rows),
        etag=found.etag,
        here=lists.address(PATH, after=after_here),
        rows_address=lists.address(f"{PATH}/rows", after=after_here),
        filtered=found.wanted != TaskFilter(by.team_ids),
    )


def matters(work: Work, rows: Collection[TaskRow | WaitingHandOff]) -> WhoAndWhere:
    """Who or where the cases in a list are about, by which rows with the same step are told apart; one statement."""
    return contacts.who_and_where(work, {row.customer_id for row in rows}, {row.property_id for row in rows})


def _wanted(work: Work, by: Actor) -> TaskFilter:
    process_id, step_key = _step()
    return TaskFilter(
        _teams(by),
        service_id=lists.number("service"),
        site_id=lists.number("site"),
        process_id=process_id,
        step_key=step_key,
        once_and_done=lists.is_on("once") or None,
        mine=lists.is_on("mine"),
        unclaimed=lists.is_on("unclaimed"),
        due_before=work.now if lists.is_on("overdue") else None,
        at_risk=lists.is_on("at_risk"),
        priority=_priority(),
    )


def _teams(by: Actor) -> frozenset[int]:
    team_id = lists.number("team")
    if team_id is None:
        return by.team_ids
    if team_id not in by.team_ids:
        raise NotPermitted("You are not in this team. Choose one of your own teams.")
    return frozenset({team_id})


def _priority() -> Priority | None:
    asked = lists.word("priority", among=cases.PRIORITIES)
    return next((word for word in cases.PRIORITIES if word == asked), None)


def _step() -> tuple[int | None, str | None]:
    """The process and step in `step=12:take`; a step is known by its process."""
    process, _, key = lists.word("step").partition(":")
    if not process:
        return lists.number("process"), None
    if not (process.isascii() and process.isdigit() and len(process) < 19 and key):
        raise Refused.at("step", "The address asks for a step in a way that is unknown. Choose one from the list.")
    return int(process), key
