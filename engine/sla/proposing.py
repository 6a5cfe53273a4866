"""Editing a calendar: new hours are proposed, what they would do to the open clocks is counted, then they are applied.

Versions hold by date, so an edit that begins today leaves every day before today as it was, also for clocks that run
since then; one that is dated back changes these days too, for open clocks alone. What has stopped is never touched.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from datetime import date
from typing import Any

from sqlalchemy import RowMapping, func, insert, select, update

from engine.errors import Conflict
from engine.people import Actor, require
from engine.sla import tables
from engine.sla.calendar import Calendar, Version
from engine.sla.calendars import calendar_for, with_version
from engine.sla.editing import checked_reason, held_calendar, write_hours
from engine.sla.hours import Hours, kept_hours
from engine.sla.redating import Redated, open_clocks, redate
from engine.sla.replans import Moved, Replan, kept_moved, read_replan
from engine.sla.showing import bank_holidays
from engine.store import Work

AT_ONCE = 10_000
_BATCH = 2_000
_MOST_MOVED = 20
_RUN = tables.replan.c
_CLOCK = tables.clock.c


def propose_version(
    work: Work, key: str, hours: Hours, *, valid_from: date, reason: str, by: Actor, if_newest: int | None = None
) -> Replan:
    """Propose new hours from a date on, and count what they would do; nothing changes yet.

    Up to `AT_ONCE` open clocks are counted at once; of more the worker counts the rest. Raises `NotFound`,
    `NotPermitted`, `Refused`, `StaleVersion` (another newest version than `if_newest`, the one that was looked at).
    """
    number = _propose(work, key, hours, valid_from, reason, by, if_newest)
    run = work.row(select(tables.replan).where(_RUN.id == number))
    for _ in range(AT_ONCE // _BATCH):
        if run is not None and run["status"] == "previewing":
            run = look_further(work, run)
    return read_replan(work, number)


def apply_version(work: Work, number: int, *, by: Actor) -> Replan:
    """Apply an edit that was proposed: its version is written, and the worker re-plans the clocks that are open.

    Raises `NotFound`, `NotPermitted`, `StaleVersion` (the calendar was edited since), `Conflict` (applied before, not
    counted to the end, or the clocks are still being re-planned after the edit before).
    """
    require(by, "calendar:manage")
    run = read_replan(work, number)
    held_calendar(work, run.calendar, if_newest=None if run.to_version else run.from_version)
    run = read_replan(work, number)
    if run.to_version is not None:
        raise Conflict("These hours are applied already.")
    if run.status == "previewing":
        raise Conflict("What these hours would change is still being counted. Wait until that is done.")
    _begin(work, run, by)
    return read_replan(work, number)


def add_version(
    work: Work, key: str, hours: Hours, *, valid_from: date, reason: str, by: Actor, if_newest: int | None = None
) -> Replan:
    """Give a calendar new hours from a date on without a preview; the open clocks are re-planned by the worker.

    Raises as `propose_version` and `apply_version` do.
    """
    run = read_replan(work, _propose(work, key, hours, valid_from, reason, by, if_newest))
    _begin(work, run, by)
    return read_replan(work, run.id)


def look_further(work: Work, run: RowMapping) -> RowMapping | None:
    """Count one more batch of the clocks that an edit would change; answers its row as it stands then."""
    ids = _CLOCK.id
    clocks = work.rows(open_clocks(run["calendar_id"]).where(ids > run["after_id"]).order_by(ids).limit(_BATCH))
    found = list(redate(work, clocks, _as_proposed(work, run)))
    values: dict[str, Any] = _counted(run, found, work)
    if len(clocks) < _BATCH:
        values["status"] = "previewed"
    else:
        values["after_id"] = clocks[-1]["id"]
    return work.row(update(tables.replan).where(_RUN.id == run["id"]).values(values).returning(tables.replan))


def _propose(
    work: Work, key: str, hours: Hours, valid_from: date, reason: str, by: Actor, if_newest: int | None
) -> int:
    require(by, "calendar:manage")
    why = checked_reason(hours, reason)
    calendar_id, newest = held_calendar(work, key, if_newest=if_newest)
    values = {
        "calendar_id": calendar_id,
        "from_version": newest,
        "valid_from": valid_from,
        **kept_hours(hours),
        "reason": why,
        "status": "previewing",
        "proposed_by": by.user_id,
        "proposed_at": work.now,
        "clocks": _count_open(work, calendar_id),
    }
    number: int = work.sure_value(insert(tables.replan).values(values).returning(_RUN.id))
    return number


def _begin(work: Work, run: Replan, by: Actor) -> None:
    calendar_id = work.sure_value(select(_RUN.calendar_id).where(_RUN.id == run.id))
    if work.value(select(_RUN.id).where(_RUN.calendar_id == calendar_id, _RUN.status == "applying")):
        raise Conflict("The clocks are still being re-planned after the edit before. Wait until that is done.")
    number = run.from_version + 1
    valid_from, reason = run.valid_from, run.reason
    write_hours(work, run.calendar, calendar_id, number, run.hours, valid_from=valid_from, reason=reason, by=by)
    begun = {"status": "applying", "applied_by": by.user_id, "applied_at": work.now, "to_version": number}
    open_now = _count_open(work, calendar_id)
    work.execute(update(tables.replan).where(_RUN.id == run.id).values(**begun, clocks=open_now))


def _count_open(work: Work, calendar_id: int) -> int:
    return work.sure_value(select(func.count()).where(_CLOCK.calendar_id == calendar_id, _CLOCK.stopped_at.is_(None)))


def _as_proposed(work: Work, run: RowMapping) -> Calendar:
    proposed = read_replan(work, run["id"])
    division = proposed.hours.bank_holidays
    version = Version(
        proposed.from_version + 1,
        proposed.valid_from,
        proposed.hours.week,
        proposed.hours.days,
        bank_holidays(work, division) if division else {},
    )
    return with_version(calendar_for(work, proposed.calendar), version)


def _counted(run: RowMapping, found: Iterable[Redated], work: Work) -> dict[str, Any]:
    """The totals of a run with these clocks among them."""
    totals = Counter({name: run[name] for name in ("looked_at", "paused", "later", "sooner", "overdue")})
    groups = {(service, team): [clocks, moved] for service, team, clocks, moved in run["groups"]}
    moved = []
    for one in found:
        clock = one.clock
        totals["looked_at"] += 1
        group = groups.setdefault((clock["service_id"], clock["team_id"]), [0, 0])
        group[0] += 1
        if one.due_at is None:
            totals["paused"] += 1
        elif one.moved:
            group[1] += 1
            totals["later" if one.due_at > clock["due_at"] else "sooner"] += 1
            totals["overdue"] += clock["breached_at"] is None and one.due_at < work.now <= clock["due_at"]
            moved.append(Moved(clock["id"], clock["case_id"], clock["name"], clock["due_at"], one.due_at))
    most = sorted([*read_replan(work, run["id"]).most_moved, *moved], key=_by_move)[:_MOST_MOVED]
    listed = [[*whose, *counts] for whose, counts in groups.items()]
    return {**totals, "groups": listed, "most_moved": kept_moved(most)}


def _by_move(moved: Moved) -> tuple[float, int]:
    """The furthest move first."""
    return -abs((moved.new_due_at - moved.due_at).total_seconds()), moved.clock_id
