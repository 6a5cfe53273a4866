"""Open clocks get the rungs of a ladder that was set: the sweep is made to look at each of them once more, in batches.

Which rungs a clock has come to, and that each is told once, is what the sweep knows (`escalating`). A run begins a
minute after its ladder was set, when whatever began a clock without knowing of it has long been written.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, RowMapping, func, insert, select, true, update

from engine.sla import tables
from engine.sla.edits.previewing import count_open
from engine.store import Work, any_of

KIND = "ladder"
AFTER = timedelta(minutes=1)
_BATCH = 5_000
_RUN = tables.replan.c
_CLOCK = tables.clock.c


def begin_climb(
    work: Work, ladder_id: int, service_id: int | None, number: int, *, starts: datetime, reason: str, by: int | None
) -> None:
    """Let the open clocks of a service (of every one for the council's, None) get the rungs of a new version of its
    ladder, once that holds.
    """
    values = {
        "kind": KIND,
        "ladder_id": ladder_id,
        "from_version": number - 1,
        "to_version": number,
        "valid_from": starts.date(),
        "reason": reason,
        "status": "applying",
        "proposed_by": by,
        "proposed_at": work.now,
        "applied_by": by,
        "applied_at": work.now,
        "begins_at": starts + AFTER,
        "clocks": count_open(work, _on_ladder(service_id)),
    }
    work.execute(insert(tables.replan).values(values))


def look_again(work: Work, run: RowMapping) -> bool:
    """Have the sweep look at one more batch of the clocks of a run, which this unit of work holds; whether to go on.

    Nothing is waited for: it goes as far as the first clock that somebody holds, and on from there at the next turn.
    """
    service_id = work.value(select(tables.ladder.c.service_id).where(tables.ladder.c.id == run["ladder_id"]))
    ahead = (_CLOCK.stopped_at.is_(None), _on_ladder(service_id), _CLOCK.id > run["after_id"])
    found = [row["id"] for row in work.rows(select(_CLOCK.id).where(*ahead).order_by(_CLOCK.id).limit(_BATCH))]
    wanted = select(_CLOCK.id).where(_CLOCK.id == any_of(found), _CLOCK.stopped_at.is_(None)).order_by(_CLOCK.id)
    held = {row["id"] for row in work.rows(wanted.with_for_update(skip_locked=True))}
    open_ = {row["id"] for row in work.rows(wanted)}
    stop = next((place for place, number in enumerate(found) if number in open_ - held), len(found))
    passed = found[:stop]
    if passed:
        soon = func.least(func.coalesce(_CLOCK.look_at, work.now), work.now)
        running = (_CLOCK.id == any_of(passed), _CLOCK.status == "running")
        work.execute(update(tables.clock).where(*running).values(look_at=soon))
    is_over = len(found) < _BATCH and stop == len(found)
    ended = {"status": "applied", "finished_at": work.now} if is_over else {}
    after_id = passed[-1] if passed else run["after_id"]
    done = {"replanned": _RUN.replanned + len(passed), "after_id": after_id, **ended}
    work.execute(update(tables.replan).where(_RUN.id == run["id"]).values(done))
    return bool(passed) and not is_over


def _on_ladder(service_id: int | None) -> ColumnElement[bool]:
    return true() if service_id is None else _CLOCK.service_id == service_id
