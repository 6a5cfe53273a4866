"""Re-planning the open clocks of a calendar after an edit: in batches, by any number of workers, each clock once.

A batch is one transaction that takes clocks whose version is older than the edit's and which nobody holds, so a worker
that is killed leaves nothing half done, the next finds what is left, and no user waits for more than a batch. A clock
that was begun on the old version while the edit was applied is found later: an edit is looked at for a while longer.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import RowMapping, Select, select, text, tuple_, update

from engine import audit
from engine.sla import tables
from engine.sla.calendars import calendars_for
from engine.sla.changing import next_look
from engine.sla.proposing import look_further
from engine.sla.redating import Redated, open_clocks, redate
from engine.store import Store, Work, any_of, reading, unit_of_work

_BATCH = 2_000
_SHORT = 10_000
_AT_A_TIME = 2
_LATE_COMERS = timedelta(minutes=10)
_RUN = tables.replan.c
_CLOCK = tables.clock.c
Place = tuple[int, int]
OpenClocks = Select[Any]
_START: Place = (0, 0)

_WRITE = text("""
WITH given AS (
    SELECT * FROM unnest(
        CAST(:ids AS bigint[]), CAST(:was_versions AS int[]), CAST(:was_due AS timestamptz[]),
        CAST(:due AS timestamptz[]), CAST(:at_risk_at AS timestamptz[]), CAST(:at_risk AS boolean[]),
        CAST(:look_at AS timestamptz[]), CAST(:unextended AS timestamptz[])
    ) AS given (id, was_version, was_due_at, due_at, at_risk_at, at_risk, look_at, unextended_due_at)
), changed AS (
    UPDATE sla_clock AS clock
    SET due_at = given.due_at, at_risk_at = given.at_risk_at, at_risk = given.at_risk,
        look_at = CASE
            WHEN given.due_at IS NULL OR NOT (clock.published OR EXISTS (SELECT FROM sla_ladder)) THEN given.look_at
            WHEN (given.due_at, given.at_risk_at) IS DISTINCT FROM (clock.due_at, clock.at_risk_at)
                THEN LEAST(given.look_at, :now)
            ELSE LEAST(given.look_at, clock.look_at)
        END,
        told_due_at = COALESCE(given.due_at, clock.told_due_at),
        unextended_due_at = COALESCE(given.unextended_due_at, clock.unextended_due_at), calendar_version = :version
    FROM given
    WHERE clock.id = given.id
)
INSERT INTO sla_clock_event (clock_id, kind, at, recorded_at, reason, until, was_version, calendar_version, was_due_at)
SELECT id, 'replanned', :now, :now, '', due_at, was_version, :version, was_due_at FROM given
""")


@dataclass(frozen=True, slots=True)
class Tasks:
    """What the room of the tasks does when clocks of theirs move.

    `hold` holds those of some tasks that nobody else holds, and answers which others do; `follow` lets tasks be due
    when their clocks say.
    """

    hold: Callable[[Work, Sequence[int]], Collection[int]]
    follow: Callable[[Work, Sequence[int]], None]


def replan_clocks(store: Store, tasks: Tasks) -> None:
    """Count what proposed edits would change, and re-plan the clocks of applied ones, until nothing is left to do."""
    with reading(store) as work:
        recent = _RUN.finished_at > work.now - _LATE_COMERS
        waiting = _RUN.status.in_(("previewing", "applying")) | recent
        runs = work.rows(select(_RUN.id, _RUN.status, _RUN.clocks, _RUN.replanned).where(waiting).order_by(_RUN.id))
    for run in runs:
        if run["status"] == "previewing":
            _count_all(store, run["id"])
        else:
            _replan_all(store, run, tasks)


def _count_all(store: Store, number: int) -> None:
    more = True
    while more:
        with unit_of_work(store) as work:
            more = _count_on(work, number)


def _replan_all(store: Store, run: RowMapping, tasks: Tasks) -> None:
    """Re-plan what is left of a run; two batches of a long one at a time, so that the database works meanwhile."""
    if run["clocks"] - run["replanned"] <= _SHORT:
        _replan_left(store, run["id"], tasks)
        return
    with ThreadPoolExecutor(_AT_A_TIME) as pool:
        for done in [pool.submit(_replan_left, store, run["id"], tasks) for _ in range(_AT_A_TIME)]:
            done.result()


def _replan_left(store: Store, number: int, tasks: Tasks) -> None:
    """Go through the clocks that are left until nothing is done on the way: there are none, or others hold them."""
    while _go_through(store, number, tasks):
        pass


def _go_through(store: Store, number: int, tasks: Tasks) -> int:
    done = 0
    place: Place | None = _START
    while place is not None:
        with unit_of_work(store) as work:
            held, place = _replan_on(work, number, tasks, place)
        done += held
    return done


def _count_on(work: Work, number: int) -> bool:
    """Count one batch for a preview, unless another worker does; whether there are more."""
    wanted = select(tables.replan).where(_RUN.id == number, _RUN.status == "previewing")
    run = work.row(wanted.with_for_update(skip_locked=True))
    counted = look_further(work, run) if run is not None else None
    return counted is not None and counted["status"] == "previewing"


def _replan_on(work: Work, number: int, tasks: Tasks, place: Place) -> tuple[int, Place | None]:
    """Re-plan one batch of an edit from a place on: how many clocks, and where to go on; None after the last one."""
    run = work.rows(select(tables.replan).where(_RUN.id == number))[0]
    older = _CLOCK.calendar_version < run["to_version"]
    ahead = tuple_(_CLOCK.calendar_version, _CLOCK.id)
    found = work.rows(
        select(_CLOCK.calendar_version, _CLOCK.id, _CLOCK.task_id)
        .where(_CLOCK.calendar_id == run["calendar_id"], _CLOCK.stopped_at.is_(None), older, ahead > place)
        .order_by(_CLOCK.calendar_version, _CLOCK.id)
        .limit(_BATCH)
    )
    if not found:
        if place == _START:
            _finish(work, run)
        return 0, None
    held = _held(work, open_clocks(run["calendar_id"]).where(older), found, tasks)
    if held:
        _replan(work, run, held, tasks)
    return len(held), (found[-1]["calendar_version"], found[-1]["id"])


def _held(work: Work, wanted: OpenClocks, found: Sequence[RowMapping], tasks: Tasks) -> Sequence[RowMapping]:
    """Those of the clocks found that could be held, with their tasks: as they are now, by id.

    Nothing is waited for: whoever works on a task holds it first and then its clocks, as is done here.
    """
    busy = tasks.hold(work, [clock["task_id"] for clock in found if clock["task_id"] is not None])
    ids = [clock["id"] for clock in found if clock["task_id"] not in busy]
    return work.rows(wanted.where(_CLOCK.id == any_of(ids)).order_by(_CLOCK.id).with_for_update(skip_locked=True))


def _replan(work: Work, run: RowMapping, clocks: Sequence[RowMapping], tasks: Tasks) -> None:
    calendar = calendars_for(work, [_key_of(work, run)])
    (kept,) = calendar.values()
    redated = list(redate(work, clocks, kept.as_of(run["to_version"])))
    work.execute(_WRITE, {**_columns(work, redated), "version": run["to_version"], "now": work.now})
    moved = [one.clock["task_id"] for one in redated if one.moved and one.clock["task_id"] is not None]
    if moved:
        tasks.follow(work, moved)
    counts = {"replanned": _RUN.replanned + len(redated), "moved": _RUN.moved + sum(one.moved for one in redated)}
    work.execute(update(tables.replan).where(_RUN.id == run["id"]).values(counts))


def _columns(work: Work, redated: Sequence[Redated]) -> dict[str, str]:
    """What is written, a column each: text of an array is what the database reads quickest."""
    rows = [_row(work, one) for one in redated]
    names = ("ids", "was_versions", "was_due", "due", "at_risk_at", "at_risk", "look_at", "unextended")
    return {name: _array(column) for name, column in zip(names, zip(*rows, strict=True), strict=True)}


def _row(work: Work, one: Redated) -> tuple[object, ...]:
    clock = one.clock
    warned = clock["at_risk"] and not _is_later(work, clock["at_risk_at"], one.at_risk_at)
    look = next_look(one.due_at, one.at_risk_at, clock["breached_at"], at_risk=warned)
    was = (clock["id"], clock["calendar_version"], clock["due_at"])
    return (*was, one.due_at, one.at_risk_at, warned, look, one.unextended_due_at)


def _is_later(work: Work, was: datetime | None, warns: datetime | None) -> bool:
    """Whether a warning is still to come that came before: only when it has moved, whatever this machine's time is."""
    return warns is not None and warns > work.now and (was is None or warns > was)


def _array(values: Sequence[object]) -> str:
    return f"{{{orjson.dumps(values).decode()[1:-1]}}}"


def _key_of(work: Work, run: RowMapping) -> str:
    key: str = work.sure_value(select(tables.calendar.c.key).where(tables.calendar.c.id == run["calendar_id"]))
    return key


def _finish(work: Work, run: RowMapping) -> None:
    """Note that every clock that was open is re-planned; the first worker to find so does."""
    finished = update(tables.replan).where(_RUN.id == run["id"], _RUN.status == "applying")
    row = work.row(finished.values(status="applied", finished_at=work.now).returning(_RUN.replanned, _RUN.moved))
    if row is not None:
        counts = {"clocks": row["replanned"], "moved": row["moved"]}
        facts = {"calendar": _key_of(work, run), "version": run["to_version"], **counts}
        subject = ("calendar", run["calendar_id"])
        audit.record(work, "sla:clocks:replanned", by=None, subject=subject, facts=facts)
