"""A person's inbox with the cases it is about: their references, and whether this person may open them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import RowMapping, select

from engine import notices
from engine.cases import tables
from engine.cases.access import may_see
from engine.cases.statuses import TASK_OVER
from engine.notices import InboxEntry
from engine.people import Actor
from engine.store import Work

ELSEWHERE = "Something happened in a case that you may not open."
ASK = "Ask the service that has it, and give them the reference."


@dataclass(frozen=True, slots=True)
class Received:
    """An entry of an inbox as its person may see it.

    Of a case that they may not open it says the reference and nothing else (`may_open` is False). `over` tells that the
    case has ended, or the task is done, since then. Moments are UTC.
    """

    id: int
    what: str
    do_next: str
    topic: str
    since: datetime
    created_at: datetime
    read_at: datetime | None
    case_id: int | None
    task_id: int | None
    clock_id: int | None
    reference: str
    may_open: bool
    over: bool


def received(
    work: Work, *, by: Actor, unread: bool = False, before: tuple[datetime, int] | None = None, limit: int = 50
) -> list[Received]:
    """What `by` was told, what they were told last first, with how its cases stand now; three statements at most."""
    found = notices.inbox.entries(work, by.user_id or 0, unread=unread, before=before, limit=limit)
    cases = _cases(work, {one.case_id for one in found if one.case_id is not None})
    done = _done(work, {one.task_id for one in found if one.task_id is not None})
    return [_received(one, cases.get(one.case_id or 0), one.task_id in done, by) for one in found]


def _received(entry: InboxEntry, case: RowMapping | None, done: bool, by: Actor) -> Received:
    may_open = case is None or may_see(
        by, service_id=case["service_id"], site_id=case["site_id"], walk_through=case["walk_through"]
    )
    return Received(
        id=entry.id,
        what=entry.what if may_open else ELSEWHERE,
        do_next=entry.do_next if may_open else ASK,
        topic=entry.topic if may_open else "",
        since=entry.since,
        created_at=entry.created_at,
        read_at=entry.read_at,
        case_id=entry.case_id,
        task_id=entry.task_id if may_open else None,
        clock_id=entry.clock_id if may_open else None,
        reference=case["reference"] if case else "",
        may_open=may_open,
        over=done or (case is not None and case["ended_at"] is not None),
    )


def _cases(work: Work, ids: set[int]) -> dict[int, RowMapping]:
    columns = tables.case.c
    shown = (columns.id, columns.reference, columns.service_id, columns.site_id, columns.walk_through, columns.ended_at)
    return {row["id"]: row for row in work.rows(select(*shown).where(columns.id.in_(ids)))} if ids else {}


def _done(work: Work, ids: set[int]) -> set[int]:
    columns = tables.task.c
    over = select(columns.id).where(columns.id.in_(ids), columns.status.in_(TASK_OVER))
    return {row["id"] for row in work.rows(over)} if ids else set()
