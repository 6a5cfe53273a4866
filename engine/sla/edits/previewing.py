"""Counting what an edit would do to the open clocks: batch by batch, by whoever proposes it or by the worker."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from typing import Any, TypeAlias

from sqlalchemy import ColumnElement, RowMapping, Select, func, select, update

from engine.sla import tables
from engine.sla.edits.redating import Redated
from engine.sla.edits.replans import Moved, kept_moved, read_moved
from engine.store import Work

BATCH = 2_000
_MOST_MOVED = 20
_RUN = tables.replan.c
_CLOCK = tables.clock.c
Foresee: TypeAlias = Callable[[Work, RowMapping, Sequence[RowMapping]], Iterable[Redated]]
"""What would become of some open clocks by an edit (its row)."""


def look_further(work: Work, run: RowMapping, clocks: Select[Any], foresee: Foresee) -> RowMapping | None:
    """Count one more batch of the clocks that an edit would change; answers its row as it stands then."""
    ids = _CLOCK.id
    found = work.rows(clocks.where(ids > run["after_id"]).order_by(ids).limit(BATCH))
    values: dict[str, Any] = _counted(run, foresee(work, run, found), work)
    if len(found) < BATCH:
        values["status"] = "previewed"
    else:
        values["after_id"] = found[-1]["id"]
    return work.row(update(tables.replan).where(_RUN.id == run["id"]).values(values).returning(tables.replan))


def look_at_once(work: Work, number: int, clocks: Select[Any], foresee: Foresee, *, at_most: int) -> None:
    """Count `at_most` of the clocks of a new edit now; the worker counts the rest."""
    run = work.row(select(tables.replan).where(_RUN.id == number))
    for _ in range(at_most // BATCH):
        if run is not None and run["status"] == "previewing":
            run = look_further(work, run, clocks, foresee)


def count_open(work: Work, *where: ColumnElement[bool]) -> int:
    """How many clocks there are that have not stopped."""
    return work.sure_value(select(func.count()).select_from(tables.clock).where(_CLOCK.stopped_at.is_(None), *where))


def _counted(run: RowMapping, found: Iterable[Redated], work: Work) -> dict[str, Any]:
    """The totals of a run with these clocks among them."""
    names = ("looked_at", "paused", "later", "sooner", "overdue", "kept", "ended")
    totals = Counter({name: run[name] for name in names})
    groups = {(service, team): [clocks, moved] for service, team, clocks, moved in run["groups"]}
    moved = []
    for one in found:
        clock = one.clock
        totals["looked_at"] += 1
        group = groups.setdefault((clock["service_id"], clock["team_id"]), [0, 0])
        group[0] += 1
        if one.fate:
            totals[one.fate] += 1
        elif one.due_at is None:
            totals["paused"] += 1
        elif one.moved:
            group[1] += 1
            totals["later" if one.due_at > clock["due_at"] else "sooner"] += 1
            totals["overdue"] += clock["breached_at"] is None and one.due_at < work.now <= clock["due_at"]
            moved.append(Moved(clock["id"], clock["case_id"], clock["name"], clock["due_at"], one.due_at))
    most = sorted([*read_moved(run["most_moved"]), *moved], key=_by_move)[:_MOST_MOVED]
    listed = [[*whose, *counts] for whose, counts in groups.items()]
    return {**totals, "groups": listed, "most_moved": kept_moved(most)}


def _by_move(moved: Moved) -> tuple[float, int]:
    """The furthest move first."""
    return -abs((moved.new_due_at - moved.due_at).total_seconds()), moved.clock_id
