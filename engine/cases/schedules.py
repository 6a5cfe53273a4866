"""Cases that a time starts: a schedule for each timer start event of a live version, fired by the worker.

A schedule begins when the worker first sees its version live, and is gone when the version no longer is. A case begins
at the first site of the area that the version's variant serves, else at the council's first. Each firing is one
transaction: the case is begun and the schedule moved on, so that none is doubled; after downtime a repeat catches up
with at most ten cases and then keeps its rhythm. A worker claims a schedule by `look_at` before it fires, so that one
which cannot be worked on holds up no other; `next_at` keeps its rhythm meanwhile.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import RowMapping, delete, or_, select, tuple_, update
from sqlalchemy.dialects.postgresql import insert

from engine import bpmn, definitions
from engine.audit import Entry, record_many
from engine.bpmn import NotATime
from engine.cases import tables
from engine.cases.messages.starting import site_of
from engine.cases.starting import Begun, Trigger, begin
from engine.cases.turns import claim_rows, work_through
from engine.definitions import StartEvent
from engine.errors import NotFound, Refused
from engine.people import SYSTEM
from engine.store import Store, Work, unit_of_work

AGAIN = timedelta(minutes=1)
"""When a schedule is looked at again that could not be worked on."""
_LATE = timedelta(hours=1)
_BATCH = 100
_SCHEDULE = tables.schedule.c


def keep_schedules(work: Work) -> None:
    """Make the schedules of versions that are live now, and drop those of versions that are not."""
    starts = definitions.start_events(work, "timer")
    live = [(start.version_id, start.element) for start in starts]
    work.execute(delete(tables.schedule).where(tuple_(_SCHEDULE.version_id, _SCHEDULE.element).not_in(live)))
    known = {(row["version_id"], row["element"]) for row in work.rows(select(_SCHEDULE.version_id, _SCHEDULE.element))}
    new = [_row(work, start) for start in starts if (start.version_id, start.element) not in known]
    if new:
        work.execute(insert(tables.schedule).on_conflict_do_nothing(), new)


def _row(work: Work, start: StartEvent) -> dict[str, Any]:
    row: dict[str, Any] = {"version_id": start.version_id, "element": start.element, "every": "", "left": None}
    try:
        found = bpmn.start_schedule(start.timer, start.timer_kind or "duration", work.now)
    except (NotATime, OverflowError) as error:
        return {**row, "next_at": None, "problem": str(error)}
    over = found.first <= work.now - _LATE
    return {**row, "next_at": None if over else found.first, "every": found.every, "left": found.left, "problem": ""}


def start_due_cases(store: Store, *, limit: int = _BATCH) -> int:
    """Start what is due, at most `limit` cases; answers how many schedules were looked at. Workers share them."""
    return work_through(store, _claim, _look, limit=limit)


def _claim(work: Work, most: int) -> Sequence[int]:
    """The schedules that are due first, put off already."""
    due = (_SCHEDULE.next_at <= work.now, or_(_SCHEDULE.look_at.is_(None), _SCHEDULE.look_at <= work.now))
    return claim_rows(work, tables.schedule, *due, first=(_SCHEDULE.next_at,), most=most, again=AGAIN)


def _look(store: Store, claimed: int) -> bool:
    with unit_of_work(store) as work:
        return _fire(work, claimed)


def _fire(work: Work, claimed: int) -> bool:
    """Whether the schedule was still due, and nobody else had it."""
    due = select(tables.schedule).where(_SCHEDULE.id == claimed, _SCHEDULE.next_at <= work.now)
    row = work.row(due.with_for_update(skip_locked=True))
    if row is not None:
        _go_on(work, row)
    return row is not None


def _go_on(work: Work, row: RowMapping) -> None:
    starts = definitions.start_events(work, "timer")
    start = next((one for one in starts if (one.version_id, one.element) == (row["version_id"], row["element"])), None)
    if start is None:
        work.execute(delete(tables.schedule).where(_SCHEDULE.id == row["id"]))
        return
    problem = ""
    try:
        with work.connection.begin_nested():
            _begin(work, start)
    except (Refused, NotFound) as refusal:
        problem = refusal.message
    then = {"problem": problem, "look_at": None, **_next(work, row)}
    work.execute(update(tables.schedule).where(_SCHEDULE.id == row["id"]).values(then))


def _begin(work: Work, start: StartEvent) -> None:
    version = definitions.running_version(work, start.version_id)
    started = begin(
        work,
        version,
        site_id=site_of(work, [start]),
        by=SYSTEM,
        answers={},
        begun=Begun(),
        walk_through=False,
        trigger=Trigger(start.element, {}),
    )
    subject = ("case", started.id)
    record_many(work, [Entry("case:timer:started", by=None, subject=subject, case_id=started.id)])


def _next(work: Work, row: RowMapping) -> dict[str, Any]:
    left = None if row["left"] is None else row["left"] - 1
    if not row["every"] or left == 0:
        return {"next_at": None, "left": left}
    due, missed = bpmn.following(row["every"], row["next_at"], work.now, row["missed"])
    return {"next_at": due, "left": left, "missed": missed}
