"""Which rungs of their ladders clocks have come to, and telling those who answer for them: each rung once.

A rung that was told is told again only when the due date has moved later, and the rung comes after it was told: a new
cycle. So it is with one that another version of the ladder had as well, at the same moment for the same person. Who is
missing is passed over for the next who answers, and that is recorded.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import TypeAlias

from sqlalchemy import RowMapping, func, insert, select

from engine import notices, people
from engine.audit import Entry
from engine.clock import moment_words
from engine.errors import EngineError
from engine.notices import Letters, Telling
from engine.people import Leading
from engine.sla import tables
from engine.sla.escalation.ladders import Ladders, LadderVersion, ladders
from engine.sla.escalation.rungs import AFTER, BREACH, OWNER, ROLES, TEAM_LEADER, Course, Rung, comes_at
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
    version_id: int
    number: int
    cycle: int
    due_at: datetime
    recorded_at: datetime


@dataclass(frozen=True, slots=True)
class _Past:
    """What was told of some clocks before: by clock, the latest cycle of each rung of each version of a ladder."""

    by_clock: Mapping[int, Sequence[_Told]]
    every: Ladders

    def cycles(self, clock_id: int, number: int) -> int:
        """How often a rung with this number was told, by whatever version."""
        return max((one.cycle for one in self.by_clock.get(clock_id, ()) if one.number == number), default=0)

    def latest(self, clock_id: int, version: LadderVersion, number: int) -> _Told | None:
        """When the rung was told last, by its own version or as a rung of another that is the same."""
        same = [one for one in self.by_clock.get(clock_id, ()) if self._is_same(one, version, number)]
        return max(same, key=lambda one: one.recorded_at, default=None)

    def _is_same(self, told: _Told, version: LadderVersion, number: int) -> bool:
        if told.version_id == version.id:
            return told.number == number
        rungs = self.every.rungs(told.version_id)
        return told.number <= len(rungs) and rungs[told.number - 1].occasion == version.rungs[number - 1].occasion


def on_ladders(work: Work, clocks: Sequence[RowMapping]) -> dict[int, LadderVersion]:
    """The ladder that each of these clocks goes by now, where it has rungs, by the id of the clock; one statement.

    That is never an older one than held when the clock began, whatever this machine's time is.
    """
    every = ladders(work) if clocks else Ladders({})
    found = {clock["id"]: every.version(clock["service_id"], max(work.now, clock["started_at"])) for clock in clocks}
    return {number: version for number, version in found.items() if version and version.rungs}


def climb(
    work: Work, clocks: Sequence[RowMapping], versions: Mapping[int, LadderVersion], going: Mapping[int, Course]
) -> Climbed:
    """Where these running clocks stand on their ladders, by what they go by; two statements, none without ladders."""
    climbed = Climbed()
    if not versions:
        return climbed
    past = _past(work, list(versions))
    for clock in clocks:
        version, course = versions.get(clock["id"]), going.get(clock["id"])
        if version is None or course is None:
            continue
        try:
            _place(climbed, work.now, clock, version, course, past)
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


def _past(work: Work, ids: Sequence[int]) -> _Past:
    columns = tables.escalation.c
    rung = (columns.clock_id, columns.ladder_version_id, columns.rung)
    latest = [func.max(columns[name]).label(name) for name in ("cycle", "due_at", "recorded_at")]
    rows = work.rows(select(*rung, *latest).where(columns.clock_id.in_(ids)).group_by(*rung))
    found: dict[int, list[_Told]] = defaultdict(list)
    for row in rows:
        named = (row["ladder_version_id"], row["rung"], row["cycle"], row["due_at"], row["recorded_at"])
        found[row["clock_id"]].append(_Told(*named))
    return _Past(found, ladders(work) if found else Ladders({}))


def _place(
    climbed: Climbed, now: datetime, clock: RowMapping, version: LadderVersion, course: Course, past: _Past
) -> None:
    due = moment_words(course.calendar.local(course.due))
    for number, rung in enumerate(version.rungs, start=1):
        comes, before = comes_at(rung, course), past.latest(clock["id"], version, number)
        if comes is None or (before and not (course.due > before.due_at and comes > before.recorded_at)):
            continue
        if comes > now:
            climbed.looks[clock["id"]] = min(comes, climbed.looks.get(clock["id"], comes))
            continue
        cycle = past.cycles(clock["id"], number) + 1
        at = course.due if rung.when == BREACH and not rung.in_hours else comes
        climbed.reached.append(Reached(clock, version.id, number, rung, cycle, at, due))


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
