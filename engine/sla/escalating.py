"""Which rungs of their ladders clocks have come to, and telling those who answer for them: each rung once.

A rung that was told is told again only when the due date has moved later, and the rung comes after it was told: a new
cycle. Who is missing is passed over for the next who answers, and that is recorded.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import RowMapping, func, insert, select

from engine import notices, people
from engine.audit import Entry
from engine.clock import day_words
from engine.errors import EngineError
from engine.notices import Letters, Telling
from engine.people import Leading
from engine.sla import tables
from engine.sla.ladders import Ladders, LadderVersion, ladders
from engine.sla.rungs import AFTER, BREACH, OWNER, ROLES, TEAM_LEADER, Course, Rung, comes_at
from engine.store import Work, recordset

_NAMES = {"owner": "owner", "team_leader": "team leader", "head_of_service": "head of service"}
_DO_NEXT = {
    OWNER: "Do it now, or agree with your team leader who does.",
    TEAM_LEADER: "See what holds it up, and help, or give it to somebody who can do it now.",
}
_FOR_HEADS = "Ask the team what holds it up, and decide what is done about it."
_COLUMNS = ("clock_id", "ladder_version_id", "rung", "cycle", "at", "due_at", "recorded_at", "who", "told_as", "told")
_INSERT = insert(tables.escalation).from_select(_COLUMNS, select(recordset(tables.escalation, _COLUMNS, "escalations")))


@dataclass(frozen=True, slots=True)
class Concern:
    """Whom a clock concerns, as the room of cases knows it: who holds its task, or else owns its case; the team that
    has to act; and the reference of the case.
    """

    owner_id: int | None = None
    team_id: int | None = None
    reference: str = ""


Pair: TypeAlias = tuple[int | None, int | None]
Concerns: TypeAlias = Callable[[Work, Collection[Pair]], Mapping[Pair, Concern]]
"""Answers the concern of each pair of case and task, in few statements."""


@dataclass(frozen=True, slots=True)
class Reached:
    """A rung that a clock has come to at `at`; `number` counts the rungs of its ladder from 1, and so does `cycle`."""

    clock: RowMapping
    version_id: int
    number: int
    rung: Rung
    cycle: int
    at: datetime
    due: str


@dataclass(slots=True)
class Climbed:
    """The rungs that clocks have come to, and when each clock is to be looked at for its next one."""

    reached: list[Reached] = field(default_factory=list)
    looks: dict[int, datetime] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Told:
    cycle: int
    due_at: datetime
    recorded_at: datetime


def on_ladders(work: Work, clocks: Sequence[RowMapping]) -> dict[int, LadderVersion]:
    """The ladder that each of these clocks goes by, where it has rungs, by the id of the clock; one statement."""
    every = ladders(work) if clocks else Ladders({})
    found = {clock["id"]: every.version(clock["service_id"], clock["started_at"]) for clock in clocks}
    return {number: version for number, version in found.items() if version and version.rungs}


def climb(
    work: Work, clocks: Sequence[RowMapping], versions: Mapping[int, LadderVersion], going: Mapping[int, Course]
) -> Climbed:
    """Where these running clocks stand on their ladders, by what they go by; one statement, none without ladders."""
    climbed = Climbed()
    if not versions:
        return climbed
    told = _told(work, list(versions))
    for clock in clocks:
        version, course = versions.get(clock["id"]), going.get(clock["id"])
        if version is None or course is None:
            continue
        try:
            _place(climbed, work.now, clock, version, course, told)
        except EngineError:
            continue
    return climbed


def tell(work: Work, reached: Sequence[Reached], concerns: Concerns) -> list[Entry]:
    """Record the rungs that were reached, tell whom they name, and answer what is to be audited; seven statements."""
    if not reached:
        return []
    known = concerns(work, {_pair(one) for one in reached})
    owners = {concern.owner_id for concern in known.values() if concern.owner_id is not None}
    leading = people.who_leads(work, owners)
    placed = [(one, known.get(_pair(one), Concern())) for one in reached]
    told = [(one, concern, *whom(one.rung.who, one.clock, concern, leading)) for one, concern in placed]
    rows = [_row(work, one, role, ids) for one, _, role, ids in told]
    work.execute(_INSERT, {"escalations": rows})
    notices.inbox.tell(work, [_telling(one, role, number) for one, _, role, ids in told for number in ids])
    letters = Letters()
    for one, concern, role, ids in told:
        for number in ids if one.rung.email else ():
            _write(letters, one, concern, role, leading.users[number])
    notices.send_many(work, letters)
    return [_entry(one, role) for one, _, role, _ in told]


def whom(first: str, clock: RowMapping, concern: Concern, leading: Leading) -> tuple[str, list[int]]:
    """The first who answers for a clock, from the role `first` on upwards: as whom they are told, and their ids."""
    team_id = clock["team_id"] or concern.team_id
    for role in ROLES[ROLES.index(first) :]:
        if role == OWNER:
            found = [concern.owner_id] if concern.owner_id in leading.users and concern.owner_id is not None else []
        elif role == TEAM_LEADER:
            found = leading.team_leaders(team_id, clock["service_id"])
        else:
            found = leading.heads(clock["service_id"])
        if found:
            return role, found
    return "", []


def nobody_known(_work: Work, _pairs: Collection[Pair]) -> dict[Pair, Concern]:
    """The concerns where no cases are known: nobody owns anything."""
    return {}


def _told(work: Work, ids: Sequence[int]) -> dict[tuple[int, int], _Told]:
    """The latest cycle of each rung of these clocks that was told."""
    columns = tables.escalation.c
    latest = (func.max(columns.cycle), func.max(columns.due_at), func.max(columns.recorded_at))
    query = select(
        columns.clock_id, columns.rung, *(one.label(name) for one, name in zip(latest, _Told.__slots__, strict=True))
    ).where(columns.clock_id.in_(ids))
    rows = work.rows(query.group_by(columns.clock_id, columns.rung))
    return {(row["clock_id"], row["rung"]): _Told(*(row[name] for name in _Told.__slots__)) for row in rows}


def _place(
    climbed: Climbed,
    now: datetime,
    clock: RowMapping,
    version: LadderVersion,
    course: Course,
    told: Mapping[tuple[int, int], _Told],
) -> None:
    due = course.calendar.local(course.due)
    for number, rung in enumerate(version.rungs, start=1):
        comes, before = comes_at(rung, course), told.get((clock["id"], number))
        if comes is None or (before and not (course.due > before.due_at and comes > before.recorded_at)):
            continue
        if comes > now:
            climbed.looks[clock["id"]] = min(comes, climbed.looks.get(clock["id"], comes))
            continue
        cycle = before.cycle + 1 if before else 1
        at = course.due if rung.when == BREACH and not rung.in_hours else comes
        words = f"{day_words(due)} at {due:%H:%M}"
        climbed.reached.append(Reached(clock, version.id, number, rung, cycle, at, words))


def _pair(one: Reached) -> Pair:
    return one.clock["case_id"], one.clock["task_id"]


def _row(work: Work, one: Reached, role: str, ids: Sequence[int]) -> dict[str, object]:
    return {
        "clock_id": one.clock["id"],
        "ladder_version_id": one.version_id,
        "rung": one.number,
        "cycle": one.cycle,
        "at": one.at,
        "due_at": one.clock["due_at"],
        "recorded_at": work.now,
        "who": one.rung.who,
        "told_as": role,
        "told": list(ids),
    }


def _what(one: Reached) -> str:
    name = one.clock["name"]
    if one.rung.when == BREACH:
        return f"“{name}” is overdue"
    if one.rung.when == AFTER:
        return f"“{name}” is still not done, {one.rung.amount} after it was due"
    return f"“{name}” may be late: it is due on {one.due}"


def _do_next(one: Reached, role: str) -> str:
    advice = _DO_NEXT.get(role, _FOR_HEADS)
    if role == one.rung.who:
        return advice
    return f"{advice} You are told because it has no {_NAMES[one.rung.who]}."


def _telling(one: Reached, role: str, user_id: int) -> Telling:
    clock = one.clock
    since = one.at if one.rung.is_early else clock["due_at"]
    return Telling(
        user_id=user_id,
        key=_key(one),
        what=_what(one),
        do_next=_do_next(one, role),
        since=since,
        topic="clock",
        case_id=clock["case_id"],
        task_id=clock["task_id"],
        clock_id=clock["id"],
    )


def _write(letters: Letters, one: Reached, concern: Concern, role: str, user: people.User) -> None:
    about = f"Case {concern.reference}\n" if concern.reference else ""
    words = f"{_what(one)}.\n\n{about}Due on {one.due}.\n\n{_do_next(one, role)}\n"
    key = f"{_key(one)}:to:{user.id}"
    subject = "Overdue work" if not one.rung.is_early else "Work that may be late"
    named = f"{subject}: {concern.reference}" if concern.reference else subject
    letters.add(key, "email", user.email, named, words, one.clock["case_id"])


def _key(one: Reached) -> str:
    return f"clock:{one.clock['id']}:rung:{one.number}:{one.cycle}"


def _entry(one: Reached, role: str) -> Entry:
    clock = one.clock
    facts: dict[str, object] = {
        "kind": clock["kind"],
        "name": clock["name"],
        "rung": one.number,
        "at": one.at.isoformat(),
        "due_at": clock["due_at"].isoformat(),
        "to": _NAMES.get(role, "nobody"),
    }
    if role != one.rung.who:
        facts["instead_of"] = _NAMES[one.rung.who]
    return Entry("sla:clock:escalated", by=None, subject=("clock", clock["id"]), case_id=clock["case_id"], facts=facts)
