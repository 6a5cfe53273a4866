"""Which targets hold for a piece of work, and the clocks and watches that begin with it.

Every target whose scope the work lies in has a clock of its own. Two things do not count twice: a target of a step
takes the place of the target in the step's mark, and a published target of a case that of the one in the process's.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, select

from engine.clock import day_of
from engine.sla import tables
from engine.sla.calendars import DEFAULT_CALENDAR, KeptCalendar, calendars_for, read_revision
from engine.sla.nearest import on_calendar
from engine.sla.planning import Basis, ClockStart, PlannedClock, planned
from engine.sla.targets.shape import Goal, LiveTarget, Scope, live_target
from engine.store import Work

_TARGET = tables.target.c
_VERSION = tables.target_version.c


@dataclass(frozen=True, slots=True)
class Begins:
    """A piece of work that begins: what its mark asks for, and where it lies.

    `step` is the key of a step, `from_team_id` the team whose work led here. `received_at` is when the customer asked,
    left out when that is now. `called`: a case that another one calls. The customer asked for the whole, so it is
    measured by targets that name its process alone, and nothing of it is promised to them.
    """

    mark: ClockStart
    process_key: str
    step: str = ""
    from_team_id: int | None = None
    received_at: datetime | None = None
    called: bool = False


@dataclass(frozen=True, slots=True)
class Watch:
    """A target with conditions that is to be watched on a case or task. Its time is counted on `calendar` by default;
    a start by a named moment counts from `since`. `promises`: where the target is published its date is promised.
    """

    target_id: int
    target_version: int
    name: str
    service_id: int | None
    team_id: int | None
    calendar: str
    since: datetime
    case_id: int | None = None
    task_id: int | None = None
    promises: bool = True

    @classmethod
    def of(cls, target: LiveTarget, mark: ClockStart, since: datetime) -> Watch:
        """The watch of a target on the work that `mark` describes."""
        return cls(target.id, target.number, target.name, mark.service_id, mark.team_id, mark.calendar, since)

    def on(self, case_id: int, task_id: int | None = None) -> Watch:
        """The same watch, on this case and task."""
        return replace(self, case_id=case_id, task_id=task_id)


@dataclass(frozen=True, slots=True)
class Aims:
    """What is measured of a piece of work from its beginning: what is promised, the clocks that run, what is watched.

    `promise` is what has a date now: a clock, or `promise_only` when nothing of it is measured yet.
    """

    promise: PlannedClock
    clocks: tuple[PlannedClock, ...]
    watches: tuple[Watch, ...]


def plan_work(
    work: Work, begins: Sequence[Begins], *, service_id: int | None, revision: UUID | None = None
) -> list[Aims]:
    """What is measured of each of `begins`, cases or steps of one service, in their order; nothing is written.

    `revision` is that of calendars and targets, when the caller has read it: then there is no statement unless
    something has changed. Raises `UnclearTarget`, `NotFound` (no such calendar), `NeverOpen`.
    """
    if not begins:
        return []
    kinds = {start.mark.kind for start in begins}
    found, kept = read_live(
        work,
        kinds=kinds | {"hand-off"} if "step" in kinds else kinds,
        service_id=service_id,
        process_keys={start.process_key for start in begins},
        calendars={start.mark.calendar or DEFAULT_CALENDAR for start in begins},
        revision=revision,
    )
    return [_aims(work, start, [_for(one, start) for one in found if _lies_in(one, start)], kept) for start in begins]


def has_targets(work: Work, kind: str, service_id: int | None, process_key: str) -> bool:
    """Whether a target of a kind is in force today that names a process; one statement, unless something changed."""
    found, _ = read_live(work, kinds=[kind], service_id=service_id, process_keys=[process_key])
    return any(one.scope.process_key == process_key for one in found)


def read_live(
    work: Work,
    *,
    kinds: Collection[str],
    service_id: int | None,
    process_keys: Collection[str] = (),
    calendars: Collection[str] = (),
    revision: UUID | None = None,
) -> tuple[list[LiveTarget], dict[str, KeptCalendar]]:
    """The targets in force today of these kinds, for a service and processes, with the calendars of their goals and
    those named. What has been read is kept until a target or calendar changes (`calendars_for`).

    Raises `NotFound` for a calendar that is not there.
    """
    revision = revision or read_revision(work)
    today = day_of(work.now)
    there = (one.on(today) for one in _known_targets(work, revision))
    found = [one for one in there if one is not None and _is_about(one.scope, kinds, service_id, process_keys)]
    keys = {goal.calendar for one in found for goal in one.terms.goals if goal.calendar}
    return found, calendars_for(work, {*keys, *calendars, DEFAULT_CALENDAR}, revision=revision)


def _is_about(scope: Scope, kinds: Collection[str], service_id: int | None, process_keys: Collection[str]) -> bool:
    of_process = not scope.process_key or scope.process_key in process_keys
    return scope.kind in kinds and scope.service_id in (None, service_id) and of_process


def start_of(target: LiveTarget, goal: Goal, base: ClockStart, *, cycle: int = 1) -> ClockStart:
    """The clock that a target begins by a goal, on the work that `base` describes."""
    basis = Basis(
        target_id=target.id,
        target_version=target.number,
        goal=goal.name,
        statutory=target.statutory,
        published=target.published,
        at_risk_share=target.terms.at_risk_part,
        at_risk_left=target.terms.at_risk_left,
        cycle=cycle,
    )
    return replace(
        base,
        kind=target.scope.kind,
        name=target.name,
        target=goal.target,
        calendar=on_calendar(goal.calendar, base.calendar),
        basis=basis,
    )


def _for(target: LiveTarget, start: Begins) -> LiveTarget:
    """A target as it holds for a piece of work: a called case promises nothing."""
    return replace(target, published=False) if start.called else target


def _lies_in(target: LiveTarget, start: Begins) -> bool:
    scope, mark = target.scope, start.mark
    if scope.process_key not in ("", start.process_key):
        return False
    if start.called and scope.kind == "case" and not scope.process_key:
        return False
    if scope.kind == "hand-off":
        handed = mark.kind == "step" and start.from_team_id is not None and start.from_team_id != mark.team_id
        return handed and is_between(target, start.from_team_id, mark.team_id)
    return scope.kind == mark.kind and scope.step in ("", start.step)


def is_between(target: LiveTarget, from_team_id: int | None, to_team_id: int | None) -> bool:
    """Whether a target for hand-offs holds between these teams."""
    scope = target.scope
    return scope.from_team_id in (None, from_team_id) and scope.to_team_id in (None, to_team_id)


def _aims(work: Work, start: Begins, targets: Sequence[LiveTarget], kept: Mapping[str, KeptCalendar]) -> Aims:
    mark = start.mark
    base = replace(mark, basis=Basis(published=mark.kind == "case"))
    clocks, watches = [], []
    for target in targets:
        since = (start.received_at or work.now) if target.starts_when_received else work.now
        if target.is_plain:
            begun = start_of(target, target.terms.goals[0], replace(mark, started_at=since))
            clocks.append(planned(begun, kept, work.now))
        else:
            watches.append(replace(Watch.of(target, mark, since), promises=not start.called))
    replaced = [one for one in targets if one.scope.kind == mark.kind and (one.published or mark.kind == "step")]
    by_mark = planned(replace(base, target="") if replaced else base, kept, work.now)
    if not by_mark.promise_only:
        clocks.append(by_mark)
    own = [one for one in clocks if one.kind == mark.kind and (one.basis.published or mark.kind == "step")]
    promise = min(own, key=lambda one: one.due_at, default=by_mark)
    return Aims(promise, tuple(clocks), tuple(watches))


@dataclass(frozen=True, slots=True)
class _Dated:
    """A target in all its versions: (first day, number, target), the one that counts last."""

    versions: tuple[tuple[date, int, LiveTarget], ...]

    def on(self, day: date) -> LiveTarget | None:
        """The target as it stands on a day; None before it begins, and where no clock is to start by it."""
        begun = [one for one in self.versions if one[0] <= day]
        return begun[-1][2] if begun and begun[-1][2].terms.active else None


_known: WeakKeyDictionary[Engine, tuple[UUID, tuple[_Dated, ...]]] = WeakKeyDictionary()
"""What this process has read of each database at which revision."""


def _known_targets(work: Work, revision: UUID | None) -> tuple[_Dated, ...]:
    engine = work.connection.engine
    at, known = _known.get(engine, (None, ()))
    if at is None or at != revision:
        rows = work.rows(_READ)
        by_target: dict[int, list[tuple[date, int, LiveTarget]]] = {}
        for row in rows:
            by_target.setdefault(row["id"], []).append((row["valid_from"], row["number"], live_target(row)))
        known = tuple(_Dated(tuple(sorted(found, key=lambda one: one[:2]))) for found in by_target.values())
        if revision is not None:
            _known[engine] = (revision, known)
    return known


_OF_VERSION = ("number", "valid_from", "goals", "conditions", "at_risk", "on_change", "active")
_READ = (
    select(tables.target, *(_VERSION[name] for name in _OF_VERSION))
    .join(tables.target_version, _VERSION.target_id == _TARGET.id)
    .order_by(_TARGET.id)
)
