"""Pauses that need a look: long, repeated, past what was expected, or though the customer has answered."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, Subquery, func, literal, null, select

from engine import people, sla
from engine.cases import facts as case_facts
from engine.contacts import facts as contact_facts
from engine.errors import Refused
from engine.people import Actor
from engine.sla import CUSTOMER
from engine.sla import facts as clock_facts
from engine.store import Work

LONG, REPEATED, REPLIED, OUTLASTED = "long", "repeated", "replied", "outlasted"
SIGNS = (REPLIED, OUTLASTED, LONG, REPEATED)
OFTEN = 3
"""So many pauses of one case are repeated ones."""
MOST = 500
_OF_CASE = ("reference", "service_id", "site_id")
_OF_PAUSE = ("case_id", "team_id", "reason", "party", "since", "expected_at", "calendar", "calendar_version")
_TAKEN = ("case_id", *_OF_CASE, "team_id", "reason", "party", "since", "expected_at", "times")


@dataclass(frozen=True, slots=True)
class PauseFilter:
    """Which pauses are wanted; None or empty does not limit. `sign` is one of `SIGNS`."""

    service_id: int | None = None
    team_id: int | None = None
    sign: str = ""


@dataclass(frozen=True, slots=True)
class SuspiciousPause:
    """A pause that needs a look, or a case that is not paused now and was so often that it needs one.

    `signs` say why: the customer has `replied`, it has `outlasted` what was expected, it is `long` for its reason,
    the case was paused `OFTEN` times (`repeated`). `working_days` is how long it lasts so far; of a case that is not
    paused `since` is None and `reason` empty.
    """

    case_id: int
    reference: str
    service_id: int
    site_id: int
    team_id: int | None
    reason: str
    name: str
    party: str
    since: datetime | None
    expected_at: datetime | None
    working_days: int
    times: int
    signs: tuple[str, ...]


def suspicious_pauses(work: Work, wanted: PauseFilter, *, by: Actor) -> list[SuspiciousPause]:
    """The pauses that need a look, where `by` may see clocks; those that last longest first, `MOST` at most.

    Five statements at most. Raises Refused for an unknown sign.
    """
    if wanted.sign and wanted.sign not in SIGNS:
        raise Refused.at("sign", f"A sign of a pause is one of {', '.join(SIGNS)}, not {wanted.sign!r}.")
    rows = [*work.rows(_open(wanted, by)), *work.rows(_often(wanted, by))]
    reasons = {reason.key: reason for reason in sla.pause_reasons(work)}
    calendars = sla.calendars_as_of(work, {(row["calendar"], row["calendar_version"]) for row in rows if row["since"]})
    found = []
    for row in rows:
        reason = reasons.get(row["reason"])
        days = 0
        if row["since"] is not None:
            calendar = calendars[row["calendar"], row["calendar_version"]]
            days = sla.working_days(calendar, calendar.local(row["since"]).date(), calendar.local(work.now).date())
        signs = _signs(row, days, reason.long_after if reason else None, work.now)
        if signs and wanted.sign in ("", *signs):
            found.append(_found(row, reason.name if reason else row["reason"], days, signs))
    return found


def _found(row: RowMapping, name: str, days: int, signs: tuple[str, ...]) -> SuspiciousPause:
    return SuspiciousPause(**{key: row[key] for key in _TAKEN}, name=name, working_days=days, signs=signs)


def _signs(row: RowMapping, days: int, long_after: int | None, now: datetime) -> tuple[str, ...]:
    held = {
        REPLIED: row["replied"],
        OUTLASTED: row["expected_at"] is not None and row["expected_at"] < now,
        LONG: long_after is not None and days > long_after,
        REPEATED: row["times"] >= OFTEN,
    }
    return tuple(sign for sign in SIGNS if held[sign])


def _open(wanted: PauseFilter, by: Actor) -> Select[Any]:
    pause, times, case = clock_facts.open_pauses(), clock_facts.times_paused(), case_facts.cases()
    said = contact_facts.case_contacts()
    replied = (
        select(func.count())
        .where(said.c.case_id == pause.c.case_id, said.c.started_at > pause.c.since, pause.c.party == CUSTOMER)
        .scalar_subquery()
    )
    statement = (
        select(
            *(case.c[name] for name in _OF_CASE),
            *(pause.c[name] for name in _OF_PAUSE),
            times.c.times,
            (replied > 0).label("replied"),
        )
        .join(case, case.c.id == pause.c.case_id)
        .join(times, times.c.case_id == pause.c.case_id)
        .order_by(pause.c.since, pause.c.case_id, pause.c.reason)
    )
    return _within(statement, wanted, by, case, pause)


def _often(wanted: PauseFilter, by: Actor) -> Select[Any]:
    """Cases that go on, are not paused now, and were so often."""
    times, case, pause = clock_facts.times_paused(), case_facts.cases(), clock_facts.open_pauses()
    nothing = literal("")
    statement = (
        select(
            case.c.id.label("case_id"),
            *(case.c[name] for name in _OF_CASE),
            *(times.c[name] for name in ("team_id", "times")),
            *(nothing.label(name) for name in ("reason", "party", "calendar")),
            *(null().label(name) for name in ("since", "expected_at", "calendar_version")),
            literal(value=False).label("replied"),
        )
        .join(times, times.c.case_id == case.c.id)
        .where(times.c.times >= OFTEN, case.c.ended_at.is_(None))
        .where(case.c.id.not_in(select(pause.c.case_id)))
        .order_by(times.c.times.desc(), case.c.id)
    )
    return _within(statement, wanted, by, case, times)


def _within(statement: Select[Any], wanted: PauseFilter, by: Actor, case: Subquery, of: Subquery) -> Select[Any]:
    statement = statement.where(people.in_scopes(people.scopes(by, "clock:read"), case.c.service_id, case.c.site_id))
    if wanted.service_id is not None:
        statement = statement.where(case.c.service_id == wanted.service_id)
    if wanted.team_id is not None:
        statement = statement.where(of.c.team_id == wanted.team_id)
    return statement.limit(MOST)
