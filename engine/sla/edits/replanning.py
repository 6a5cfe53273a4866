"""Open clocks follow an edit of a calendar, target or ladder: in batches, by any number of workers, each clock once.

A batch is one transaction that takes clocks whose version is older than the edit's and which nobody holds, so a worker
that is killed leaves nothing half done, the next finds what is left, and no user waits for more than a batch. A clock
that was begun on the old version while the edit was applied is found later: an edit is looked at for a while longer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, or_, select, tuple_, update

from engine import audit
from engine.sla import tables
from engine.sla.edits import proposing
from engine.sla.edits.followers import Tasks
from engine.sla.edits.following import follow_hours, key_of, left_of_hours
from engine.sla.edits.previewing import look_further
from engine.sla.edits.redating import open_clocks
from engine.sla.escalation import climbing
from engine.sla.targets import moving
from engine.store import Store, Work, any_of, reading, unit_of_work

_BATCH = 2_000
_SHORT = 10_000
_AT_A_TIME = 2
_LATE_COMERS = timedelta(minutes=10)
_RUN = tables.replan.c
_CLOCK = tables.clock.c
Place = tuple[int, ...]
_START: Place = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    """What the clocks do that follow one kind of edit.

    `clocks` selects those that are open by what a run edits, `left` says which of them it has still to do; they are
    gone through by `order`. Whoever works on what the column `of` names holds that first. `follow` answers how many
    dates moved, `rest` how much else there was to do once no clock is left. `told` is what the record says: the action,
    what it was done to, and its name.
    """

    of: str
    order: tuple[ColumnElement[int], ...]
    clocks: Callable[[RowMapping], Select[Any]]
    left: Callable[[RowMapping], Sequence[ColumnElement[bool]]]
    follow: Callable[[Work, RowMapping, Sequence[RowMapping], Tasks], int]
    rest: Callable[[Work, RowMapping], int]
    told: Callable[[Work, RowMapping], tuple[str, tuple[str, int], Mapping[str, object]]]


def replan_clocks(store: Store, tasks: Tasks) -> None:
    """Count what proposed edits would change, and let the clocks follow applied ones, until nothing is left to do."""
    with reading(store) as work:
        recent = (_RUN.finished_at > work.now - _LATE_COMERS) & (_RUN.kind != climbing.KIND)
        begins = or_(_RUN.begins_at.is_(None), _RUN.begins_at <= work.now)
        waiting = or_(_RUN.status == "previewing", (_RUN.status == "applying") & begins, recent)
        columns = (_RUN.id, _RUN.kind, _RUN.status, _RUN.clocks, _RUN.replanned)
        runs = work.rows(select(*columns).where(waiting).order_by(_RUN.id))
    for run in runs:
        if run["status"] == "previewing":
            _repeat(store, run["id"], "previewing", lambda work, row: _count_on(work, row, tasks))
        elif run["kind"] == climbing.KIND:
            _repeat(store, run["id"], "applying", climbing.look_again)
        else:
            _replan_all(store, run, tasks)


def _repeat(store: Store, number: int, status: str, go_on: Callable[[Work, RowMapping], bool]) -> None:
    """Do one batch of a run after another, unless another worker does, until one says that there is no more."""
    more = True
    while more:
        with unit_of_work(store) as work:
            wanted = select(tables.replan).where(_RUN.id == number, _RUN.status == status)
            run = work.row(wanted.with_for_update(skip_locked=True))
            more = run is not None and go_on(work, run)


def _count_on(work: Work, run: RowMapping, tasks: Tasks) -> bool:
    """Count one batch for a preview; whether there are more."""
    counted = (
        look_further(work, run, moving.open_clocks(run), moving.foreseeing(tasks.cases))
        if run["kind"] == moving.KIND
        else look_further(work, run, open_clocks(run["calendar_id"]), proposing.foresee_hours)
    )
    return counted is not None and counted["status"] == "previewing"


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


def _replan_on(work: Work, number: int, tasks: Tasks, place: Place) -> tuple[int, Place | None]:
    """Let one batch of clocks follow an edit, from a place on: how many, and where to go on; None after the last."""
    run = work.rows(select(tables.replan).where(_RUN.id == number))[0]
    kind = _KINDS[run["kind"]]
    left = kind.left(run)
    ahead = [tuple_(*kind.order) > place] if place else []
    wanted = select(*kind.order, _CLOCK[kind.of]).where(*left, *ahead)
    found = work.rows(wanted.order_by(*kind.order).limit(_BATCH))
    if not found:
        rest = kind.rest(work, run) if place == _START else 0
        if place == _START and not rest:
            _finish(work, run, kind)
        return rest, None
    held = _held(work, kind.clocks(run).where(*left), found, kind, tasks)
    if held:
        moved = kind.follow(work, run, held, tasks)
        counts = {"replanned": _RUN.replanned + len(held), "moved": _RUN.moved + moved}
        work.execute(update(tables.replan).where(_RUN.id == run["id"]).values(counts))
    return len(held), tuple(found[-1][column.name] for column in kind.order)


def _held(
    work: Work, wanted: Select[Any], found: Sequence[RowMapping], kind: _Kind, tasks: Tasks
) -> Sequence[RowMapping]:
    """Those of the clocks found that could be held, with what they are of: as they are now, by id.

    Nothing is waited for: whoever works on a case or a task holds it first and then its clocks, as is done here.
    """
    hold = tasks.cases.hold if kind.of == "case_id" else tasks.hold
    busy = hold(work, sorted({clock[kind.of] for clock in found if clock[kind.of] is not None}))
    ids = [clock["id"] for clock in found if clock[kind.of] not in busy]
    held = wanted.where(_CLOCK.id == any_of(ids)).order_by(_CLOCK.id)
    return work.rows(held.with_for_update(of=tables.clock, skip_locked=True))


def _finish(work: Work, run: RowMapping, kind: _Kind) -> None:
    """Note that every clock that was open is re-planned; the first worker to find so does."""
    finished = update(tables.replan).where(_RUN.id == run["id"], _RUN.status == "applying")
    row = work.row(finished.values(status="applied", finished_at=work.now).returning(_RUN.replanned, _RUN.moved))
    if row is not None:
        counts = {"clocks": row["replanned"], "moved": row["moved"]}
        action, subject, named = kind.told(work, run)
        audit.record(work, action, by=None, subject=subject, facts={**named, "version": run["to_version"], **counts})


_KINDS = {
    "calendar": _Kind(
        of="task_id",
        order=(_CLOCK.calendar_version, _CLOCK.id),
        clocks=lambda run: open_clocks(run["calendar_id"]),
        left=left_of_hours,
        follow=follow_hours,
        rest=lambda _work, _run: 0,
        told=lambda work, run: (
            "sla:clocks:replanned",
            ("calendar", run["calendar_id"]),
            {"calendar": key_of(work, run)},
        ),
    ),
    moving.KIND: _Kind(
        of="case_id",
        order=(_CLOCK.id,),
        clocks=moving.open_clocks,
        left=moving.left_of_target,
        follow=moving.follow_target,
        rest=moving.move_watches,
        told=lambda work, run: (
            "sla:clocks:moved",
            ("target", run["target_id"]),
            {"target": moving.target_of(work, run).key},
        ),
    ),
}
