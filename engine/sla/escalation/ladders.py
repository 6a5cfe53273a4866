"""Ladders of escalation as they are kept: of each service that has its own, and of the council for all others.

A clock that runs goes by the version that holds now. When a ladder is set, the clocks that are open get its rungs from
the worker: what they have come to by then is told once, with its true moment, and what was told by the version before
is not told again (`escalating`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, select
from sqlalchemy.dialects.postgresql import insert

from engine import people
from engine.errors import Problem
from engine.forms import reason_given
from engine.people import Actor
from engine.sla import tables
from engine.sla.escalation.climbing import begin_climb
from engine.sla.escalation.rungs import AFTER, LEFT, ROLES, SHARE, UNITS, WHENS, Rung
from engine.sla.versions import Versioned, in_force, newest_version, version_facts, write_version
from engine.store import Work
from engine.targets import UnclearTarget, parse_target

MOST_RUNGS = 10
_LADDER = Versioned("ladder", tables.ladder, tables.ladder_version)


@dataclass(frozen=True, slots=True)
class LadderVersion:
    """A ladder from a moment on. `tells_customer`: a customer whose date will be missed is written to by itself, when
    nobody has told them in time.
    """

    id: int
    number: int
    valid_from: datetime
    rungs: tuple[Rung, ...]
    tells_customer: bool
    reason: str
    created_by: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Ladder:
    """The ladder of a service, or of the council for every service without one (None), its newest version first."""

    id: int
    service_id: int | None
    versions: tuple[LadderVersion, ...]

    def at(self, moment: datetime) -> LadderVersion | None:
        """The version that holds at a moment; None before the first."""
        return in_force(self.versions, moment)


@dataclass(frozen=True, slots=True)
class Ladders:
    """Every ladder there is, by service; None stands for the council."""

    by_service: Mapping[int | None, Ladder]

    def version(self, service_id: int | None, moment: datetime) -> LadderVersion | None:
        """What holds for a service at a moment: its own ladder, else the council's, else none."""
        for key in (service_id, None):
            if (ladder := self.by_service.get(key)) and (found := ladder.at(moment)):
                return found
        return None

    def rungs(self, version_id: int) -> tuple[Rung, ...]:
        """The rungs of a version by its id; none when there is none."""
        versions = (version for ladder in self.by_service.values() for version in ladder.versions)
        return next((version.rungs for version in versions if version.id == version_id), ())


def ladders(work: Work) -> Ladders:
    """Every ladder with its versions; one statement. A council has a few dozen at most."""
    columns = tables.ladder_version.c
    query = select(tables.ladder.c.service_id, tables.ladder_version).join(
        tables.ladder, tables.ladder.c.id == columns.ladder_id
    )
    found: dict[tuple[int, int | None], list[LadderVersion]] = {}
    for row in work.rows(query.order_by(columns.number.desc())):
        found.setdefault((row["ladder_id"], row["service_id"]), []).append(_version(row))
    return Ladders({of: Ladder(number, of, tuple(versions)) for (number, of), versions in found.items()})


def set_ladder(
    work: Work,
    service_id: int | None,
    rungs: Sequence[Rung],
    *,
    tells_customer: bool,
    reason: str,
    by: Actor,
    valid_from: datetime | None = None,
    if_newest: int | None = None,
) -> int:
    """Give a service, or the council (None), a ladder from now or a later moment on; answers the number of the version.

    The worker gives its rungs to the clocks that run, once it holds. `if_newest` is the number of the newest version
    that was looked at (0 for none): another one since is not overwritten unseen. Raises `NotPermitted`, `NotFound`,
    `StaleVersion`, and `Refused` with a problem for all that is wrong.
    """
    people.require_over(by, "sla:manage", service_id)
    of = people.service_by_id(work, service_id).name if service_id is not None else "the council"
    ask, problems = "Enter why the ladder changes.", _problems(rungs)
    why = reason_given(reason, ask=ask, problems=problems, refusal="This ladder cannot be used.")
    ladder_id = _held(work, service_id)
    number = newest_version(work, _LADDER, ladder_id, seen=if_newest) + 1
    terms = {
        "rungs": [asdict(rung) for rung in rungs],
        "early": any(rung.is_early for rung in rungs),
        "tells_customer": tells_customer,
    }
    starts = max(valid_from or work.now, work.now)
    write_version(work, _LADDER, ladder_id, number, terms, valid_from=starts, reason=why, by=by, facts={"of": of})
    begin_climb(work, ladder_id, service_id, number, starts=starts, reason=why, by=by.user_id)
    return number


def _held(work: Work, service_id: int | None) -> int:
    """The id of a ladder, which is made if there is none, held against others."""
    columns = tables.ladder.c
    work.execute(insert(tables.ladder).values(service_id=service_id).on_conflict_do_nothing())
    same = columns.service_id.is_not_distinct_from(service_id)
    return int(work.sure_value(select(columns.id).where(same).with_for_update()))


def _version(row: RowMapping) -> LadderVersion:
    rungs = tuple(Rung(**rung) for rung in row["rungs"])
    return LadderVersion(id=row["id"], rungs=rungs, tells_customer=row["tells_customer"], **version_facts(row))


def _problems(rungs: Sequence[Rung]) -> Iterable[Problem]:
    if len(rungs) > MOST_RUNGS:
        yield Problem("rungs", f"A ladder has at most {MOST_RUNGS} rungs.")
    for number, rung in enumerate(rungs):
        yield from (Problem(f"rungs.{number}.{field}", words) for field, words in _wrong(rung))
    if len(set(rungs)) < len(rungs):
        yield Problem("rungs", "Two rungs are the same. Take one of them out.")


def _wrong(rung: Rung) -> Iterable[tuple[str, str]]:
    if rung.when not in WHENS:
        yield "when", f"Choose when: {', '.join(WHENS)}."
    if rung.who not in ROLES:
        yield "who", f"Choose who is told: {', '.join(ROLES)}."
    if rung.when == SHARE and not 1 <= rung.share <= 99:
        yield "share", "Enter a share from 1 to 99 percent."
    if rung.when in (LEFT, AFTER):
        yield from _wrong_amount(rung.amount)


def _wrong_amount(amount: str) -> Iterable[tuple[str, Any]]:
    try:
        unit = parse_target(amount).unit
    except UnclearTarget as unclear:
        yield "amount", unclear.problems[0].message if unclear.problems else unclear.message
        return
    if unit not in UNITS:
        yield "amount", "Enter a length of time, such as 2 working hours or 1 working day."
