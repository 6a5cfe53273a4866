"""Targets with conditions, watched on the cases they hold for: what happens to a case moves their clocks.

A case that no such target touches has no watch, which its lock tells, and costs no statement.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, bindparam, delete, exists, insert, select, update

from engine import audit
from engine.audit import Entry
from engine.sla import tables
from engine.sla.calendars import DEFAULT_CALENDAR, KeptCalendar, calendars_for
from engine.sla.changing import NOTHING_SAID, Noted, Said, held, judged
from engine.sla.clock import ClockEvent
from engine.sla.nearest import on_calendar
from engine.sla.noting import record_events
from engine.sla.pause_reasons import pause_reasons
from engine.sla.planning import ClockStart, planned
from engine.sla.targets.matching import Watch, start_of
from engine.sla.targets.shape import Goal, LiveTarget, live_target
from engine.sla.targets.stepping import CaseTurn, Memory, Step, advance
from engine.sla.writing import StartedClock, Stop, write_clocks
from engine.store import Work

_WATCH = tables.watch.c
_TARGET = tables.target.c
_VERSION = tables.target_version.c
_CLOCK = tables.clock.c


@dataclass(frozen=True, slots=True)
class _Watched:
    """A watch as it is kept, with its target in the version that it holds by, and the clock that runs, if one does."""

    row: RowMapping
    target: LiveTarget
    memory: Memory
    clock: RowMapping | None


def is_watched(case_id: ColumnElement[int]) -> ColumnElement[bool]:
    """Whether a target with conditions is watched on a case: a column for the statement that holds the case."""
    return exists(select(_WATCH.id).where(_WATCH.case_id == case_id))


def begin_watches(work: Work, watches: Sequence[Watch]) -> None:
    """Watch targets on a case or its tasks from now on; `observe` then looks for the first time."""
    if watches:
        work.execute(insert(tables.watch), [_row(one) for one in watches])


def _row(watch: Watch) -> dict[str, Any]:
    kept = asdict(watch)
    memory = Memory(promises=kept.pop("promises"))
    return {**kept, "memory": written_memory(memory)}


def drop_watches(work: Work, case_id: int) -> None:
    """Watch nothing of a case any more: it has ended."""
    work.execute(delete(tables.watch).where(_WATCH.case_id == case_id))


def observe(work: Work, case_id: int, happening: CaseTurn, *, by: int | None) -> bool:
    """Let what has just happened to a case act on the clocks of the targets that are watched on it.

    Answers whether any clock changed. The case is held by this unit of work. Two statements when nothing changes.
    Raises `NeverOpen`.
    """
    watched = [one for one in _read(work, case_id) if one.row["task_id"] not in happening.over]
    steps = [(one, _step(one, happening)) for one in watched]
    changed = _stop_and_begin(work, case_id, steps, by=by)
    changed |= _go_on(work, steps, by=by)
    if happening.ended:
        drop_watches(work, case_id)
        return changed
    new = [(one.row["id"], step.memory) for one, step in steps if step.memory != one.memory]
    remembered = [{"of": number, "now_known": written_memory(memory)} for number, memory in new]
    if remembered:
        work.execute(update(tables.watch).where(_WATCH.id == bindparam("of")).values(memory=_REMEMBERED), remembered)
    if happening.over:
        work.execute(delete(tables.watch).where(_WATCH.case_id == case_id, _WATCH.task_id.in_(happening.over)))
    return changed


def _read(work: Work, case_id: int) -> list[_Watched]:
    rows = work.rows(_READ, {"of_case": case_id})
    if not rows:
        return []
    targets = {row["target_id"] for row in rows}
    open_clocks = held().where(_CLOCK.case_id == case_id, _CLOCK.target_id.in_(targets), _CLOCK.stopped_at.is_(None))
    clocks = {(clock["target_id"], clock["task_id"]): clock for clock in work.rows(open_clocks.order_by(_CLOCK.id))}
    return [
        _Watched(
            row,
            replace(live_target({**row, "id": row["target_id"]}), name=row["name"]),
            _read_memory(row["memory"]),
            clocks.get((row["target_id"], row["task_id"])),
        )
        for row in rows
    ]


def _step(one: _Watched, happening: CaseTurn) -> Step:
    running = one.clock["goal"] if one.clock is not None else None
    return advance(one.target.terms, one.target.scope.kind, one.memory, running, one.row["since"], happening)


def _stop_and_begin(work: Work, case_id: int, steps: Sequence[tuple[_Watched, Step]], *, by: int | None) -> bool:
    """Stop clocks and begin new cycles, in one statement; a new one that is paused at once is paused after it."""
    stops = [Stop(one.clock["id"], step.stop, step.why) for one, step in steps if step.stop and one.clock is not None]
    beginning = [(one, step, step.begin) for one, step in steps if step.begin is not None]
    if not (stops or beginning):
        return False
    starts = [_start(one, step, goal) for one, step, goal in beginning]
    kept = calendars_for(work, [start.calendar or DEFAULT_CALENDAR for start in starts]) if starts else {}
    begun = write_clocks(work, started=[planned(start, kept, work.now) for start in starts], stops=stops, by=by)
    audit.record_many(work, [*_ended(case_id, steps, by), *(_started(case_id, clock) for clock in begun)])
    _pause_at_once(work, begun, [step for _, step, _ in beginning], by=by)
    return True


def _start(one: _Watched, step: Step, goal: Goal) -> ClockStart:
    row = one.row
    base = ClockStart(
        kind=one.target.scope.kind,
        name=one.target.name,
        service_id=row["service_id"],
        team_id=row["team_id"],
        calendar=row["calendar"],
        case_id=row["case_id"],
        task_id=row["task_id"],
        started_at=step.begin_at,
    )
    published = one.target.published and one.memory.promises
    return start_of(replace(one.target, published=published), goal, base, cycle=step.memory.cycles)


def _pause_at_once(work: Work, begun: Sequence[StartedClock], steps: Sequence[Step], *, by: int | None) -> None:
    reasons = {clock.id: step.pause for clock, step in zip(begun, steps, strict=True) if step.pause}
    if reasons:
        clocks = work.rows(held().where(_CLOCK.id.in_(reasons)).order_by(_CLOCK.id))
        listed = _listed(work, steps)
        paused = [_noted(work, clock, "paused", reason, listed) for clock in clocks for reason in reasons[clock["id"]]]
        record_events(work, paused, by=by)


def _listed(work: Work, steps: Iterable[Step]) -> dict[str, Said]:
    """What is said of each reason of the council's list, asked for only when something pauses or goes on."""
    if not any(step.pause or step.resume for step in steps):
        return {}
    return {reason.key: Said(party=reason.party, why=reason.name) for reason in pause_reasons(work)}


def _noted(work: Work, clock: RowMapping, kind: str, reason: str, listed: Mapping[str, Said]) -> Noted:
    return Noted(clock, ClockEvent(kind, work.now, reason), listed.get(reason, NOTHING_SAID))


def _go_on(work: Work, steps: Sequence[tuple[_Watched, Step]], *, by: int | None) -> bool:
    """Pause, resume and retarget the clocks that go on."""
    going = [(one.clock, step, one) for one, step in steps if one.clock is not None and not step.stop]
    listed = _listed(work, [step for _, step, _ in going])
    noted = []
    for clock, step, one in going:
        if step.retarget is not None:
            noted += _retarget(work, one, clock, step.retarget)
        noted += [_noted(work, clock, "resumed", reason, listed) for reason in step.resume]
        noted += [_noted(work, clock, "paused", reason, listed) for reason in step.pause]
    retargeted = {clock["id"] for clock, step, _ in going if step.retarget is not None}
    if retargeted:
        fresh = {clock["id"]: clock for clock in work.rows(held().where(_CLOCK.id.in_(retargeted)))}
        noted = [replace(entry, clock=fresh.get(entry.clock["id"], entry.clock)) for entry in noted]
    record_events(work, noted, by=by)
    return bool(noted)


def _retarget(work: Work, one: _Watched, clock: RowMapping, goal: Goal) -> list[Noted]:
    key = on_calendar(goal.calendar, one.row["calendar"])
    why = f"{said(goal.name, goal.target)} holds instead of {said(clock['goal'], clock['target'])}"
    return [
        *put_goal(work, clock, goal, calendars_for(work, [key])[key]),
        Noted(clock, ClockEvent("retargeted", work.now, why)),
    ]


def put_goal(work: Work, clock: RowMapping, goal: Goal, calendar: KeptCalendar) -> list[Noted]:
    """Let a clock run by another goal from now on; a breach of the one before is noted first, because it stays."""
    breached = judged(work, [clock])[clock["id"]].breached_at
    values = {"target": goal.target, "goal": goal.name, "calendar_id": calendar.id, "calendar_version": calendar.newest}
    kept = clock["breached_at"] or breached
    work.execute(update(tables.clock).where(_CLOCK.id == clock["id"]).values(**values, breached_at=kept))
    return [Noted(clock, ClockEvent("breached", breached))] if breached and clock["breached_at"] is None else []


def said(goal: str, target: str) -> str:
    """A goal in words: its name, if it has one, and what it asks for."""
    return f"“{goal}” ({target})" if goal else target


def _ended(case_id: int, steps: Iterable[tuple[_Watched, Step]], by: int | None) -> list[Entry]:
    """What the record says of clocks that their conditions have cancelled; those that are met need no telling."""
    return [
        Entry(
            "sla:clock:cancelled",
            by=by,
            subject=("clock", one.clock["id"]),
            case_id=case_id,
            reason=step.why,
            facts={"kind": one.clock["kind"], "name": one.clock["name"]},
        )
        for one, step in steps
        if one.clock is not None and step.stop == "cancelled"
    ]


def _started(case_id: int, clock: StartedClock) -> Entry:
    facts = {"kind": clock.kind, "name": clock.name, "due_at": clock.due_at.isoformat()}
    return Entry("sla:clock:started", by=None, subject=("clock", clock.id), case_id=case_id, facts=facts)


def written_memory(memory: Memory) -> dict[str, Any]:
    """A memory as it is kept."""
    return {**asdict(memory), "pending": memory.pending.isoformat() if memory.pending else None}


def _read_memory(kept: dict[str, Any]) -> Memory:
    pending = datetime.fromisoformat(kept["pending"]) if kept["pending"] else None
    lists = {name: tuple(kept[name]) for name in ("held", "pausing")}
    return Memory(**{**kept, **lists, "pending": pending})


_REMEMBERED = bindparam("now_known", type_=_WATCH.memory.type)
_OF_TARGET = (
    "key", "kind", "process_key", "step", "from_team_id", "to_team_id", "channel", "statutory", "published",
)  # fmt: skip
_READ = (
    select(
        tables.watch,
        *(_TARGET[name] for name in _OF_TARGET),
        *(_VERSION[name] for name in ("number", "goals", "conditions", "at_risk", "on_change", "active")),
    )
    .join(tables.target, _TARGET.id == _WATCH.target_id)
    .join(tables.target_version, (_VERSION.target_id == _TARGET.id) & (_VERSION.number == _WATCH.target_version))
    .where(_WATCH.case_id == bindparam("of_case", type_=_WATCH.case_id.type))
    .order_by(_WATCH.id)
    .with_for_update(of=tables.watch)
)
