"""Seeing that a promise to a customer will be missed, before it is, and asking somebody to tell the customer.

It is foreseen when a case is at risk and a step of it that is open is due only after the promised date; and, whatever
its steps say, two working days before that date, as long as the case is still open then. A day later, one working day
before the date, the customer is written to by itself when nobody has told them. Of a promise that is shorter than that
it is foreseen as soon as it is at risk, and written when nine tenths of its time are gone.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import RowMapping, func, insert, select

from engine import notices, people
from engine.audit import Entry
from engine.clock import day_words
from engine.errors import EngineError
from engine.notices import Telling
from engine.sla import tables
from engine.sla.calendar import due_at
from engine.sla.escalation.escalating import Concern, Concerns, whom
from engine.sla.escalation.missing import ASKED, occasion
from engine.sla.escalation.rungs import OWNER, Course, before
from engine.sla.warning import counting, share_moment
from engine.store import Work, recordset
from engine.targets import parse_target

_ASK_BEFORE, _WRITE_BEFORE = parse_target("2 working days"), parse_target("1 working day")
_WRITE_SHARE = 0.9
_LONGER = parse_target("5 working days")
_COLUMNS = ("clock_id", "case_id", "cycle", "due_at", "asked_at", "write_at", "proposed_on", "told", "state")
_INSERT = insert(tables.warning).from_select(_COLUMNS, select(recordset(tables.warning, _COLUMNS, "warnings")))


@dataclass(frozen=True, slots=True)
class Missing:
    """A promise that will be missed: its clock, in which cycle, when the customer is written to without anybody, the
    new date that is proposed, and the date in words.
    """

    clock: RowMapping
    cycle: int
    write_at: datetime | None
    proposed_on: date
    due: str


@dataclass(slots=True)
class Foreseen:
    """Promises that will be missed, and when each other clock is to be looked at for that."""

    missing: list[Missing] = field(default_factory=list)
    looks: dict[int, datetime] = field(default_factory=dict)


def promised(clocks: Sequence[RowMapping]) -> list[RowMapping]:
    """Those of the clocks whose due date is what a customer was promised: that of the whole case."""
    return [clock for clock in clocks if clock["published"] and clock["case_id"] is not None]


def foresee(work: Work, clocks: Sequence[RowMapping], going: Mapping[int, Course]) -> Foreseen:
    """Which of these promises will be missed, and nobody was asked about it yet; two statements, none without any."""
    foreseen = Foreseen()
    if not clocks:
        return foreseen
    asked = _asked(work, [clock["id"] for clock in clocks])
    steps = _steps_due(work, {clock["case_id"] for clock in clocks})
    for clock in clocks:
        course, before_this = going.get(clock["id"]), asked.get(clock["id"])
        if course is None or (before_this and course.due <= before_this["due_at"]):
            continue
        cycle = before_this["cycle"] + 1 if before_this else 1
        try:
            _look(foreseen, work.now, clock, course, cycle, steps.get(clock["case_id"]))
        except EngineError:
            continue
    return foreseen


def ask(work: Work, foreseen: Foreseen, concerns: Concerns) -> list[Entry]:
    """Ask the owner of each case, or who answers instead, to tell the customer; answers what is to be audited."""
    if not foreseen.missing:
        return []
    known = concerns(work, {(one.clock["case_id"], None) for one in foreseen.missing})
    owners = {concern.owner_id for concern in known.values() if concern.owner_id is not None}
    leading = people.who_leads(work, owners)
    rows, tellings, entries = [], [], []
    for one in foreseen.missing:
        concern = known.get((one.clock["case_id"], None), Concern())
        _, ids = whom(OWNER, one.clock, concern, leading)
        rows.append(_row(work, one, ids))
        tellings += [_telling(work, one, number) for number in ids]
        entries.append(_entry(one))
    work.execute(_INSERT, {"warnings": rows})
    notices.inbox.tell(work, tellings)
    return entries


def _look(
    foreseen: Foreseen, now: datetime, clock: RowMapping, course: Course, cycle: int, steps_due: datetime | None
) -> None:
    at_risk = clock["at_risk_at"]
    latest = max(at_risk, before(course, _ASK_BEFORE) or course.start)
    runs_past = steps_due is not None and steps_due > course.due
    ask_at = at_risk if runs_past else latest
    if ask_at > now:
        foreseen.looks[clock["id"]] = ask_at if at_risk <= now else at_risk
        return
    counted = counting(course.calendar, course.target)
    nearly = share_moment(counted, course.start, course.due, course.pauses, _WRITE_SHARE)
    write_at = max(before(course, _WRITE_BEFORE) or course.start, nearly, now)
    later = due_at(course.calendar, max(course.due, now), _LONGER)
    proposed = max(steps_due.astimezone(later.tzinfo), later) if runs_past and steps_due else later
    foreseen.missing.append(
        Missing(
            clock,
            cycle,
            write_at if write_at < course.due else None,
            proposed.date(),
            day_words(course.calendar.local(course.due)),
        )
    )


def _asked(work: Work, clock_ids: Sequence[int]) -> dict[int, RowMapping]:
    """The latest date and cycle of each of these clocks that somebody was asked about."""
    columns = tables.warning.c
    latest = select(columns.clock_id, func.max(columns.due_at).label("due_at"), func.max(columns.cycle).label("cycle"))
    rows = work.rows(latest.where(columns.clock_id.in_(clock_ids)).group_by(columns.clock_id))
    return {row["clock_id"]: row for row in rows}


def _steps_due(work: Work, case_ids: Collection[int]) -> dict[int, datetime]:
    """When the last of the open steps of each case is due."""
    columns = tables.clock.c
    latest = select(columns.case_id, func.max(columns.due_at).label("due_at")).where(
        columns.case_id.in_(case_ids), columns.kind == "step", columns.stopped_at.is_(None), columns.due_at.is_not(None)
    )
    return {row["case_id"]: row["due_at"] for row in work.rows(latest.group_by(columns.case_id))}


def _row(work: Work, one: Missing, ids: Sequence[int]) -> dict[str, object]:
    return {
        "clock_id": one.clock["id"],
        "case_id": one.clock["case_id"],
        "cycle": one.cycle,
        "due_at": one.clock["due_at"],
        "asked_at": work.now,
        "write_at": one.write_at,
        "proposed_on": one.proposed_on,
        "told": list(ids),
        "state": ASKED,
    }


def _telling(work: Work, one: Missing, user_id: int) -> Telling:
    return Telling(
        user_id=user_id,
        key=occasion(one.clock["id"], one.cycle),
        what=f"Tell the customer: “{one.clock['name']}” will probably not be done by {one.due}, as they were promised",
        do_next="Confirm a new date and tell them, by a notice or a call; or say that it will be done in time.",
        since=work.now,
        topic="promise",
        case_id=one.clock["case_id"],
        clock_id=one.clock["id"],
    )


def _entry(one: Missing) -> Entry:
    clock = one.clock
    facts = {"name": clock["name"], "due_on": clock["due_at"].date().isoformat()}
    return Entry("sla:promise:foreseen", by=None, subject=("clock", clock["id"]), case_id=clock["case_id"], facts=facts)
