"""Stopping the clock for a while, going on, and agreeing on a later date."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import RowMapping, select, update

from engine import audit
from engine.audit import Entry
from engine.errors import Conflict, NotFound, Refused
from engine.forms import reason_given, written
from engine.sla import tables
from engine.sla.changing import Change, Noted, apply, held, judged, with_look
from engine.sla.clock import ClockEvent, ClockState
from engine.store import Work

OPEN = ("running", "paused")


def pause_clocks(
    work: Work,
    case_id: int,
    reason: str,
    *,
    until: datetime | None = None,
    by: int | None = None,
    at: datetime | None = None,
) -> int:
    """Pause every open clock of a case for `reason`; answers how many there are. Five statements.

    `until` is when it is expected to go on. `at` may lie in the past; left out, it is now. Pausing again for the same
    reason changes nothing; for another reason the clocks stay paused until both have ended.
    Raises `Refused` without a reason, or when `at` is in the future.
    """
    why = reason_given(reason, ask="Enter why the clocks are paused.")
    return _happen(work, case_id, ClockEvent("paused", _moment(work, at), why, until), by=by)


def resume_clocks(
    work: Work, case_id: int, reason: str = "", *, by: int | None = None, at: datetime | None = None
) -> int:
    """End the pause for `reason` of every open clock of a case, or every pause; answers how many clocks there are.

    The due date moves by the counted time of the pause. Raises `Refused` when `at` is in the future.
    """
    why = written("reason", "The reason", reason)
    return _happen(work, case_id, ClockEvent("resumed", _moment(work, at), why), by=by)


def extend_clock(
    work: Work, clock_id: int, *, until: datetime, reason: str, by: int | None, cap: datetime | None = None
) -> datetime:
    """Set a later date agreed for one clock, `cap` at the latest; answers the date. What was promised first is kept.

    Raises `NotFound`, `Conflict` (it has stopped), `Refused` (no reason, not later than it is due already).
    """
    why = reason_given(reason, ask="Enter why the date moves and who agreed.")
    clock = work.row(held().where(tables.clock.c.id == clock_id))
    if clock is None:
        raise NotFound(f"There is no clock {clock_id}.")
    if clock["status"] not in OPEN:
        raise Conflict("This clock has stopped; its date can no longer move.")
    to = until if cap is None else min(until, cap)
    if clock["due_at"] is not None and to <= clock["due_at"]:
        raise Refused.at("until", "The new date must be later than the one it has. Give a later date.")
    _apply(work, [clock], ClockEvent("extended", work.now, why, until, cap), by=by)
    return to


def blank_reasons(work: Work, case_id: int) -> None:
    """Empty the free words of a case's clocks, for its erasure."""
    clocks = select(tables.clock.c.id).where(tables.clock.c.case_id == case_id)
    columns = tables.clock_event.c
    work.execute(update(tables.clock_event).where(columns.clock_id.in_(clocks), columns.reason != "").values(reason=""))


def _moment(work: Work, at: datetime | None) -> datetime:
    if at is not None and at > work.now:
        raise Refused.at("at", "A clock cannot be stopped or started in the future. Give a moment that has passed.")
    return at or work.now


def _happen(work: Work, case_id: int, event: ClockEvent, *, by: int | None) -> int:
    columns = tables.clock.c
    clocks = work.rows(held().where(columns.case_id == case_id, columns.status.in_(OPEN)).order_by(columns.id))
    if clocks:
        _apply(work, clocks, event, by=by)
    return len(clocks)


def _apply(work: Work, clocks: Sequence[RowMapping], event: ClockEvent, *, by: int | None) -> None:
    states = judged(work, clocks, {clock["id"]: event for clock in clocks})
    noted = [Noted(clock, event) for clock in clocks]
    for clock in clocks:
        breached = states[clock["id"]].breached_at
        if clock["breached_at"] is None and breached is not None:
            noted.append(Noted(clock, ClockEvent("breached", breached)))
    apply(work, [_changed(work, clock, states[clock["id"]]) for clock in clocks], noted, by=by)
    audit.record_many(work, [_entry(entry, by) for entry in noted])


def _changed(work: Work, clock: RowMapping, state: ClockState) -> Change:
    at_risk = clock["at_risk"] and (state.at_risk_at is None or state.at_risk_at <= work.now)
    return with_look(
        Change(
            id=clock["id"],
            status=state.status,
            due_at=state.due_at,
            at_risk_at=state.at_risk_at,
            at_risk=at_risk,
            breached_at=clock["breached_at"] or state.breached_at,
            extended=state.extended,
            worked_seconds=None,
        )
    )


def _entry(noted: Noted, by: int | None) -> Entry:
    clock, event = noted.clock, noted.event
    facts = {"kind": clock["kind"], "name": clock["name"], "at": event.at.isoformat()}
    if event.until is not None:
        facts["until"] = event.until.isoformat()
    who = None if event.kind == "breached" else by
    return Entry(
        f"sla:clock:{event.kind}",
        by=who,
        subject=("clock", clock["id"]),
        case_id=clock["case_id"],
        reason=event.reason,
        facts=facts,
    )
