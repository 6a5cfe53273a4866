"""What becomes of the clock of a target when something happens to its case. Pure.

- An event acts when it happens; a condition over data when it begins to be true, which is remembered from look to look.
- A start is taken once; after a cancellation it may be taken again, and a restart begins a new cycle at any time. That
  the condition of a start is no longer true changes nothing: only a cancel condition cancels.
- While no goal holds, a start waits for one, and the clock then counts from the start all the same.
- A pause over data ends when it is no longer true; a pause by an event ends when a resume condition is met, or is true
  at a later look. So no clock is paused for ever by a condition that was true before it began.
- At one moment stopping outweighs cancelling, and restarting outweighs that; stopping outweighs starting; a pause
  outlives a resumption (`engine.sla.clock.PRECEDENCE`).
- The end of the case meets a clock without stop conditions and cancels one whose stop was never reached.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from engine.sla.targets.conditions import Condition, Known, read_condition
from engine.sla.targets.shape import RESTART, ROLES, USUAL_START, Goal, Terms


@dataclass(frozen=True, slots=True)
class CaseTurn:
    """What has just happened to a case.

    `known` is what it knows now; `done` and `reached` are ids (and step keys) of elements of its model, `messages`
    names of what came or was thrown. `ended` once the case has. `over` are the ids of its tasks that were done or
    withdrawn with it.
    """

    known: Known
    done: frozenset[str] = frozenset()
    reached: frozenset[str] = frozenset()
    messages: frozenset[str] = frozenset()
    ended: bool = False
    over: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Memory:
    """What was seen of a case at the last look for one target.

    `held` are the conditions over data that were true, `pausing` the reasons of pauses that have not ended. `pending`
    is when a start was taken for which no goal held yet. `cycles` counts clocks that were begun, `cancelled` tells that
    the last one was cancelled by its conditions. `promises`: its date is promised where the target is published.
    """

    held: tuple[str, ...] = ()
    pausing: tuple[str, ...] = ()
    pending: datetime | None = None
    cycles: int = 0
    cancelled: bool = False
    looked: bool = False
    promises: bool = True


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done with the clock of a target, in this order: stop what runs (`met` or `cancelled`, and why),
    begin a new cycle by a goal, counting from a moment, retarget, resume and pause (reasons). `memory` is for the next
    look.
    """

    memory: Memory
    stop: str = ""
    why: str = ""
    begin: Goal | None = None
    begin_at: datetime | None = None
    retarget: Goal | None = None
    resume: tuple[str, ...] = ()
    pause: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class _Seen:
    """The conditions of each role that are met now, and which of those over data are true."""

    met: Mapping[str, tuple[Condition, ...]]
    held: frozenset[str] = field(default=frozenset())

    def why(self, role: str) -> str:
        return self.met[role][0].reason if self.met[role] else ""


def choose_goal(goals: Iterable[Goal], known: Known) -> Goal | None:
    """The first goal whose condition holds; None when none does."""
    return next((goal for goal in goals if not goal.when or known.holds(goal.when)), None)


def held_now(terms: Terms, known: Known) -> frozenset[str]:
    """The conditions over data of these terms that are true now."""
    data = {one.value for role in ROLES for one in terms.of(role) if one.sort == "data"}
    return frozenset(value for value in data if known.holds(value))


def advance(terms: Terms, kind: str, memory: Memory, running: str | None, since: datetime, happening: CaseTurn) -> Step:
    """What is to be done. `running` is the name of the goal of the clock that runs (empty for one without a name),
    None when none does. `since` is the moment that a start by a named moment counts from.
    """
    seen = _look(terms, kind, memory, happening)
    now = happening.known.now
    after = replace(memory, held=tuple(sorted(seen.held)), looked=True)
    if running is not None:
        return _of_running(terms, after, running, seen, happening)
    return _of_waiting(terms, memory, after, seen, happening, since, now)


def _look(terms: Terms, kind: str, memory: Memory, happening: CaseTurn) -> _Seen:
    before = frozenset(memory.held)
    conditions = {role: terms.of(role) for role in ROLES}
    held = held_now(terms, happening.known)
    met = {
        role: tuple(one for one in found if _is_met(one, happening, held - before))
        for role, found in conditions.items()
    }
    if not memory.looked:
        usual = () if conditions["start"] else (read_condition(USUAL_START[kind]),)
        met["start"] += usual + tuple(one for one in conditions["start"] if one.sort == "moment")
    return _Seen(met, held)


def _is_met(condition: Condition, happening: CaseTurn, newly: frozenset[str]) -> bool:
    """Whether an event has happened, or a condition over data has begun to be true; moments are told by others."""
    if condition.sort == "data":
        return condition.value in newly
    if condition.sort == "message":
        return condition.value in happening.messages
    return condition.sort == "element" and condition.value in (
        happening.done if condition.on == "done" else happening.reached
    )


def _of_running(terms: Terms, after: Memory, running: str, seen: _Seen, happening: CaseTurn) -> Step:
    if seen.met["stop"] or seen.met["restart"] or seen.met["cancel"] or happening.ended:
        return _stopped(terms, after, seen, happening)
    goal = choose_goal(terms.goals, happening.known)
    if goal is not None and goal.name != running and terms.on_change == RESTART:
        why = f"Another goal holds: {goal.name or goal.target}"
        return _begun(terms, Step(after, stop="cancelled", why=why), goal, happening.known.now, seen)
    resume = _resumed(terms, after, seen)
    pause = tuple(one.reason for one in seen.met["pause"])
    left = [reason for reason in after.pausing if reason not in resume]
    pausing = tuple(dict.fromkeys((*left, *pause)))
    changed = goal if goal is not None and goal.name != running else None
    return Step(replace(after, pausing=pausing), retarget=changed, resume=resume, pause=pause)


def _stopped(terms: Terms, after: Memory, seen: _Seen, happening: CaseTurn) -> Step:
    over = replace(after, pausing=(), pending=None)
    again = bool(seen.met["restart"]) and not happening.ended
    if seen.met["stop"] or (happening.ended and not terms.of("stop") and not seen.met["cancel"]):
        step = Step(over, "met", seen.why("stop") or "The case has ended")
    elif again:
        step = Step(over, "cancelled", f"Begun anew: {seen.why('restart')}")
    else:
        step = Step(replace(over, cancelled=True), "cancelled", seen.why("cancel") or "The case ended before")
    goal = choose_goal(terms.goals, happening.known) if again else None
    return _begun(terms, step, goal, happening.known.now, seen) if again else step


def _of_waiting(
    terms: Terms, memory: Memory, after: Memory, seen: _Seen, happening: CaseTurn, since: datetime, now: datetime
) -> Step:
    none = Step(replace(after, pending=None))
    if happening.ended:
        return none
    again = bool(seen.met["restart"]) and memory.cycles > 0
    if seen.met["stop"] or (seen.met["cancel"] and not again):
        return none
    may_start = memory.cycles == 0 or memory.cancelled
    start = seen.met["start"][0] if seen.met["start"] and may_start else None
    at = memory.pending
    if again:
        at = now
    elif start is not None:
        at = since if start.sort == "moment" else now
    if at is None:
        return Step(after)
    return _begun(terms, Step(after), choose_goal(terms.goals, happening.known), at, seen)


def _begun(terms: Terms, step: Step, goal: Goal | None, at: datetime, seen: _Seen) -> Step:
    """The step that also begins a new cycle; without a goal that holds the start waits for one.

    What it pauses for as it begins holds at once.
    """
    if goal is None:
        return replace(step, memory=replace(step.memory, pending=at, cancelled=False))
    holding = {one.reason for one in terms.of("pause") if one.sort == "data" and one.value in seen.held}
    pause = tuple(sorted(holding | {one.reason for one in seen.met["pause"]}))
    memory = replace(step.memory, pending=None, cancelled=False, cycles=step.memory.cycles + 1, pausing=pause)
    return replace(step, memory=memory, begin=goal, begin_at=at, pause=pause)


def _resumed(terms: Terms, after: Memory, seen: _Seen) -> tuple[str, ...]:
    """The reasons of the pauses that end now."""
    if not after.pausing:
        return ()
    ready = any(one.sort == "data" and one.value in seen.held for one in terms.of("resume"))
    if seen.met["resume"] or ready:
        return after.pausing
    gone = {one.reason for one in terms.of("pause") if one.sort == "data" and one.value not in seen.held}
    return tuple(reason for reason in after.pausing if reason in gone)
