"""Stopping the clock for a while, going on, and agreeing on a later date."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import RowMapping, case, select, update

from engine.clock import day_of, day_words
from engine.errors import Conflict, NotFound, Refused
from engine.forms import reason_given, written
from engine.sla import tables
from engine.sla.changing import INSTANT, NOTHING_SAID, Noted, Said, events_of, held
from engine.sla.clock import ClockEvent, paused_for
from engine.sla.noting import record_events
from engine.sla.sharing import CUSTOMER
from engine.store import Work

_Happened = Mapping[int, Sequence[ClockEvent]]
OPEN = ("running", "paused")
_BEYOND = "It was agreed before that the date is {day} at the latest. Give an earlier date, or another latest date."
FURTHEST = timedelta(days=10 * 366)
"""How far ahead a date may be agreed or expected: a clock counts to it day by day."""
SUSPENDED = "suspended"
"""The reason that stands in the place of somebody's own words when these are erased."""


def pause_clocks(
    work: Work,
    case_id: int,
    reason: str,
    *,
    until: datetime | None = None,
    by: int | None = None,
    at: datetime | None = None,
    clock_id: int | None = None,
    said: Said = NOTHING_SAID,
    beside: Collection[int] = (),
) -> int:
    """Pause every open clock of a case for `reason`, or the one of them named; answers how many. Five statements.

    `beside` are other cases whose clocks stand still with it, unless one clock is named.
    `until` is when it is expected to go on. `at` may lie in the past, down to the start of the first of them (those
    that began later are paused from their start); left out, it is now. Pausing again for the same reason changes
    nothing; for another reason the clocks stay paused until both have ended. A time set by law never stands still so:
    only the conditions of its own target pause it.
    Raises `Refused` without a reason, when `at` is in the future or before the start, or `until` too far ahead.
    """
    _refuse_far(work, until=until)
    why = reason_given(reason, ask="Enter why the clocks are paused.")
    since = _moment(work, at)
    clocks, happened = _open_clocks(work, [case_id, *beside], clock_id)
    clocks = [clock for clock in clocks if not clock["statutory"]]
    if clocks and since < min(clock["started_at"] for clock in clocks):
        raise Refused.at("at", "The clock had not begun then. Give a moment after its start.")
    running = [clock for clock in clocks if why not in paused_for(happened[clock["id"]], work.now)]
    events = {clock["id"]: ClockEvent("paused", max(since, clock["started_at"]), why, until) for clock in running}
    for number, event in events.items():
        if why not in paused_for([*happened[number], event], work.now):
            raise Refused.at("at", "The time went on from this reason after that. Give a moment since then.")
    record_events(work, [Noted(clock, events[clock["id"]], said) for clock in running], happened, by=by)
    return len(running)


def resume_clocks(
    work: Work,
    case_id: int,
    reason: str = "",
    *,
    by: int | None = None,
    at: datetime | None = None,
    clock_id: int | None = None,
    said: Said = NOTHING_SAID,
    tells: bool = True,
    beside: Collection[int] = (),
) -> int:
    """End the pause for `reason` of every open clock of a case (or of the one named), or every pause; answers how many.

    `beside` are other cases whose clocks go on with it, unless one clock is named.
    The due date moves by the counted time of the pause; unless it `tells`, what the customer was promised stays. A
    clock that began only after `at`, and so was paused from its start, loses nothing by the pause.
    Raises `Refused` when `at` is in the future, or before the pause began.
    """
    why = written("reason", "The reason", reason)
    then = _moment(work, at)
    clocks, happened = _open_clocks(work, [case_id, *beside], clock_id)
    held_for = {clock["id"]: paused_for(happened[clock["id"]], work.now) for clock in clocks}
    paused = [clock for clock in clocks if any(why in ("", key) for key in held_for[clock["id"]])]
    since = {
        clock["id"]: max(began for key, began in held_for[clock["id"]].items() if why in ("", key)) for clock in paused
    }
    goes_on = {clock["id"]: _goes_on(work, clock, since[clock["id"]], then) for clock in paused}
    if paused and at is not None and (min(since.values()) >= at or None in goes_on.values()):
        raise Refused.at("at", "The time did not stand still then. Give a moment after the pause began.")
    noted = [Noted(clock, ClockEvent("resumed", goes_on[clock["id"]] or then, why), said) for clock in paused]
    record_events(work, noted, happened, by=by, tells=tells)
    return len(paused)


def _goes_on(work: Work, clock: RowMapping, since: datetime, then: datetime) -> datetime | None:
    """When a clock that was paused `since` goes on that is to do so `then`: one that had not begun by then goes on as
    it begins. None when it did not stand still.
    """
    if since < then:
        return then
    at_once = since + INSTANT
    return at_once if since == clock["started_at"] and at_once <= work.now else None


def reasons_of_customer(work: Work, case_ids: Collection[int]) -> frozenset[str]:
    """The reasons of the customer for which clocks of cases that are paused were ever paused; one statement."""
    clock, event = tables.clock.c, tables.clock_event.c
    paused = select(clock.id).where(clock.case_id.in_(case_ids), clock.status == "paused")
    statement = select(event.reason).where(event.clock_id.in_(paused), event.kind == "paused", event.party == CUSTOMER)
    return frozenset(row["reason"] for row in work.rows(statement.distinct()))


def resume_for_customer(work: Work, case_ids: Collection[int], contact_id: int, at: datetime, *, by: int | None) -> int:
    """End the pauses of cases that waited for their customer and began before `at`, when the customer got in touch.

    What is written names the contact. Answers how many clocks went on from one reason or another.
    """
    ended: set[int] = set()
    said = Said(party=CUSTOMER, contact_id=contact_id)
    for reason in sorted(reasons_of_customer(work, case_ids)):
        clocks, happened = _open_clocks(work, case_ids, None)
        since = {clock["id"]: paused_for(happened[clock["id"]], work.now).get(reason) for clock in clocks}
        paused = [clock for clock in clocks if (began := since[clock["id"]]) is not None and began < at]
        event = ClockEvent("resumed", at, reason)
        record_events(work, [Noted(clock, event, said) for clock in paused], happened, by=by)
        ended |= {clock["id"] for clock in paused}
    return len(ended)


def extend_clock(
    work: Work,
    clock_id: int,
    *,
    until: datetime,
    reason: str,
    by: int | None,
    cap: datetime | None = None,
    agreed_with: str = "",
) -> datetime:
    """Set a later date agreed for one clock, `cap` at the latest; answers the date. What was promised first is kept.

    `by` approves it. Without a `cap` the one of the agreement before holds. Raises `NotFound`, `Conflict` (it has
    stopped), `Refused` (no reason, not later than it is due already, later than the cap of before, too far ahead).
    """
    _refuse_far(work, until=until, cap=cap)
    why = reason_given(reason, ask="Enter why the date moves and who agreed.")
    clock = work.row(held().where(tables.clock.c.id == clock_id))
    if clock is None:
        raise NotFound(f"There is no clock {clock_id}.")
    if clock["status"] not in OPEN:
        raise Conflict("This clock has stopped; its date can no longer move.")
    happened = events_of(work, [clock_id])
    if cap is None:
        cap = _cap_before(happened[clock_id])
        if cap is not None and until > cap:
            raise Refused.at("until", _BEYOND.format(day=day_words(day_of(cap))))
    to = until if cap is None else min(until, cap)
    if clock["due_at"] is not None and to <= clock["due_at"]:
        raise Refused.at("until", "The new date must be later than the one it has. Give a later date.")
    said = Said(agreed_with=written("agreed_with", "With whom it was agreed", agreed_with))
    event = ClockEvent("extended", work.now, why, until, cap)
    record_events(work, [Noted(clock, event, said)], happened, by=by)
    return to


def _refuse_far(work: Work, **named: datetime | None) -> None:
    """Raise `Refused` at the name of a date that is further ahead than one may be."""
    for name, date in named.items():
        if date is not None and date - work.now > FURTHEST:
            raise Refused.at(name, "This is more than ten years ahead. Give an earlier date.")


def _cap_before(happened: Sequence[ClockEvent]) -> datetime | None:
    """The latest date that the last agreement allowed, if it named one."""
    named = [event for event in happened if event.kind == "extended" and event.cap is not None]
    return max(named, key=lambda event: event.at).cap if named else None


def blank_reasons(work: Work, case_id: int) -> None:
    """Empty the free words of a case's clocks, for its erasure. Reasons from the list, and whose time it was, stay."""
    clocks = select(tables.clock.c.id).where(tables.clock.c.case_id == case_id)
    columns = tables.clock_event.c
    own_words = columns.kind.in_(("paused", "resumed")) & (columns.party == "") & (columns.reason != "")
    kept = columns.kind.in_(("paused", "resumed", "retargeted"))
    reason = case((own_words, SUSPENDED), (kept, columns.reason), else_="")
    values = {"reason": reason, "words": "", "agreed_with": ""}
    work.execute(update(tables.clock_event).where(columns.clock_id.in_(clocks)).values(values))


def _moment(work: Work, at: datetime | None) -> datetime:
    if at is not None and at > work.now:
        raise Refused.at("at", "A clock cannot be stopped or started in the future. Give a moment that has passed.")
    return at or work.now


def _open_clocks(work: Work, case_ids: Collection[int], clock_id: int | None) -> tuple[Sequence[RowMapping], _Happened]:
    """The open clocks of cases (or the one named), held, with what happened to each; one statement without any."""
    columns = tables.clock.c
    wanted = held().where(columns.case_id.in_(case_ids), columns.status.in_(OPEN)).order_by(columns.id)
    clocks = work.rows(wanted if clock_id is None else wanted.where(columns.id == clock_id))
    return clocks, events_of(work, [clock["id"] for clock in clocks]) if clocks else {}
