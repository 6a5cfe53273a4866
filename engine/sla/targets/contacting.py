"""Targets for contacts: a clock runs from when a contact is logged as begun until it is closed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select

from engine.sla import tables
from engine.sla.calendars import calendars_for
from engine.sla.planning import ClockStart, planned
from engine.sla.targets.conditions import Known
from engine.sla.targets.matching import read_live, start_of
from engine.sla.targets.stepping import choose_goal
from engine.sla.writing import Stop, write_clocks
from engine.store import Work

_CLOCK = tables.clock.c


@dataclass(frozen=True, slots=True)
class Logged:
    """A contact as it stands. `known` is what the conditions of goals may ask about (channel, demand, outcome).

    `calendar` finds the one its time is counted on unless a goal has its own; it is asked only where a target holds.
    """

    contact_id: int
    channel: str
    service_id: int | None
    team_id: int | None
    started_at: datetime
    ended_at: datetime | None
    calendar: Callable[[], str] = str
    known: Mapping[str, object] = field(default_factory=dict)


def measure_contact(work: Work, logged: Logged, *, by: int | None) -> None:
    """Begin the clocks that a contact has not got yet, and meet them all once it is closed; one statement when no
    target holds for it.

    Its service may become known later: the time counts from the beginning of the contact all the same.
    """
    found, kept = read_live(work, kinds=["contact"], service_id=logged.service_id)
    here = [one for one in found if one.scope.channel in ("", logged.channel)]
    if not here:
        return
    rows = work.rows(select(_CLOCK.id, _CLOCK.target_id, _CLOCK.status).where(_CLOCK.contact_id == logged.contact_id))
    known = Known(logged.known, work.now)
    calendar = logged.calendar()
    if calendar and calendar not in kept:
        kept = {**kept, **calendars_for(work, [calendar])}
    base = ClockStart(
        kind="contact",
        name="",
        service_id=logged.service_id,
        team_id=logged.team_id,
        calendar=calendar,
        started_at=logged.started_at,
        contact_id=logged.contact_id,
    )
    begun = {row["target_id"] for row in rows}
    chosen = [(one, choose_goal(one.terms.goals, known)) for one in here if one.id not in begun]
    starts = [start_of(one, goal, base) for one, goal in chosen if goal is not None]
    written = write_clocks(work, started=[planned(start, kept, work.now) for start in starts], by=by)
    if logged.ended_at is not None:
        running = [clock.id for clock in written] + [row["id"] for row in rows if row["status"] == "running"]
        ended = min(logged.ended_at, work.now)
        write_clocks(work, stops=[Stop(number, "met", "", ended) for number in running], by=by)
