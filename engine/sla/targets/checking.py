"""What is wrong with a target that somebody writes: every problem at its place, expressions with the place in them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine import definitions, feel, people
from engine.definitions import CHANNELS, CaseShape
from engine.errors import NotFound, Problem
from engine.feel import FeelError
from engine.sla.calendars import calendar_keys
from engine.sla.targets.conditions import Condition, UnclearCondition, read_condition
from engine.sla.targets.shape import CARRY, KINDS, RESTART, ROLES, STARTS, STOPS, Goal, Scope, Terms
from engine.store import Work
from engine.targets import ABSOLUTE, UnclearTarget, parse_target

MOST_GOALS = 20
MOST_CONDITIONS = 20
_OF_CONTACT = frozenset({"channel", "demand", "outcome"})
_LIMITS = {"step": ("step",), "hand-off": ("from_team_id", "to_team_id"), "contact": ("channel",)}
_CALLED = {
    "step": "A step", "from_team_id": "The team the work comes from", "to_team_id": "The team the work goes to",
    "channel": "A channel",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Facts:
    """What expressions and conditions are checked against. `shape` is None where no process is named."""

    kind: str
    shape: CaseShape | None
    calendars: frozenset[str]

    @property
    def names(self) -> frozenset[str] | None:
        """The names that an expression may use; None where that cannot be told."""
        if self.kind == "contact":
            return _OF_CONTACT
        return self.shape.names if self.shape is not None else None


def scope_problems(work: Work, scope: Scope, *, published: bool) -> Iterator[Problem]:
    """What is wrong with where a target is to hold, unknown processes, steps and teams among it."""
    if scope.kind not in KINDS:
        yield Problem("kind", f"Select what is measured: one of {', '.join(KINDS)}.")
        return
    for kind, names in _LIMITS.items():
        for name in names:
            if kind != scope.kind and getattr(scope, name):
                yield Problem(name, f"{_CALLED[name]} is only for a target of kind {kind}. Leave it out.")
    if scope.kind == "contact" and scope.process_key:
        yield Problem("process_key", "A target for contacts is for a service and a channel. Leave the process out.")
    yield from promise_problems(scope, published=published)
    if scope.channel and scope.channel not in CHANNELS:
        yield Problem("channel", f"Select a channel: one of {', '.join(CHANNELS)}.")
    yield from _place_problems(work, scope)


def promise_problems(scope: Scope, *, published: bool) -> Iterator[Problem]:
    """What is wrong with a target that customers are promised."""
    if published and scope.kind != "case":
        yield Problem("published", "Only a target for whole cases can be what customers are promised.")


def terms_problems(work: Work, scope: Scope, terms: Terms) -> Iterator[Problem]:
    """What is wrong with what a version says."""
    process_id = definitions.process_by_key(work, scope.process_key) if scope.process_key else None
    shape = definitions.case_shape(work, process_id) if process_id is not None else None
    facts = _Facts(scope.kind, shape, calendar_keys(work))
    yield from _goal_problems(terms.goals, facts)
    yield from _condition_problems(terms, facts)
    yield from _warning_problems(terms)
    if terms.on_change not in (CARRY, RESTART):
        yield Problem("on_change", "Select what happens when another goal holds: carry or restart.")


def _place_problems(work: Work, scope: Scope) -> Iterator[Problem]:
    if scope.service_id is not None:
        try:
            people.service_by_id(work, scope.service_id)
        except NotFound:
            yield Problem("service_id", "There is no such service. Select one of the list.")
    for name in ("from_team_id", "to_team_id"):
        number = getattr(scope, name)
        if number is not None and not _is_team(work, number):
            yield Problem(name, "There is no such team. Select one of the list.")
    process_id = definitions.process_by_key(work, scope.process_key) if scope.process_key else None
    if scope.process_key and process_id is None:
        yield Problem("process_key", f"There is no process {scope.process_key[:60]!r}. Select one of the list.")
    elif process_id is not None and definitions.process(work, process_id).service_id != scope.service_id:
        yield Problem("process_key", "This process belongs to another service. Select one of the service's own.")
    if scope.step and (process_id is None or not definitions.has_step(work, process_id, scope.step)):
        yield Problem("step", f"There is no step {scope.step[:60]!r} in this process. Select one of its steps.")


def _is_team(work: Work, number: int) -> bool:
    try:
        people.team_by_id(work, number)
    except NotFound:
        return False
    return True


def _goal_problems(goals: tuple[Goal, ...], facts: _Facts) -> Iterator[Problem]:
    if not 1 <= len(goals) <= MOST_GOALS:
        yield Problem("goals", f"Give at least one goal, and at most {MOST_GOALS}.")
    seen: set[str] = set()
    for number, goal in enumerate(goals, start=1):
        where = f"goals.{number}"
        try:
            parse_target(goal.target)
        except UnclearTarget as unclear:
            yield Problem(f"{where}.target", unclear.message)
        if goal.calendar and goal.calendar not in facts.calendars:
            known = ", ".join(sorted(facts.calendars))
            yield Problem(f"{where}.calendar", f"There is no calendar {goal.calendar!r}. Use one of: {known}.")
        if len(goals) > 1 and (not goal.name or goal.name in seen):
            yield Problem(f"{where}.name", "Give each goal a name of its own, such as P1.")
        seen.add(goal.name)
        if goal.when:
            yield from _expression_problems(f"{where}.when", goal.when, 0, facts)
        elif number < len(goals):
            yield Problem(f"{where}.when", "This goal always holds, so those after it never do. Put it last.")


def _condition_problems(terms: Terms, facts: _Facts) -> Iterator[Problem]:
    for role in terms.conditions:
        if role not in ROLES:
            yield Problem("conditions", f"A clock has conditions to {', '.join(ROLES)}, not to {role[:40]!r}.")
    read: dict[str, list[Condition]] = {role: [] for role in ROLES}
    for role in ROLES:
        for one in _read(role, terms.conditions.get(role, ())):
            if isinstance(one, Problem):
                yield one
            else:
                read[role].append(one)
                yield from _one_problem(role, one, facts)
    yield from _freezing(read)


def _read(role: str, texts: Sequence[str]) -> Iterator[Condition | Problem]:
    if len(texts) > MOST_CONDITIONS:
        yield Problem(role, f"Give at most {MOST_CONDITIONS} conditions.")
    for text in texts[:MOST_CONDITIONS]:
        try:
            yield read_condition(text)
        except UnclearCondition as unclear:
            yield Problem(role, unclear.message)


def _one_problem(role: str, condition: Condition, facts: _Facts) -> Iterator[Problem]:
    if condition.sort == "moment":
        yield from _moment_problems(role, condition, facts.kind)
    elif facts.kind == "contact":
        yield Problem(role, "The time of a contact runs from when it is logged until it is closed. Leave this out.")
    elif condition.sort == "data":
        at = condition.text.index(condition.value, len("when"))
        yield from _expression_problems(role, condition.value, at, facts)
    elif condition.sort == "element" and facts.shape is None:
        yield Problem(role, f"“{condition.text}” names a part of a model. Say of which process this target is.")
    elif condition.sort == "element" and facts.shape and condition.value not in facts.shape.elements:
        yield Problem(role, f"“{condition.value}” is nothing in the model of this process. Use the id of an element.")


def _moment_problems(role: str, condition: Condition, kind: str) -> Iterator[Problem]:
    may: Mapping[str, frozenset[str] | set[str]] = {"start": STARTS[kind], "stop": STOPS[kind]}
    offered = may.get(role, frozenset())
    if condition.value not in offered:
        use = (
            f" Use {' or '.join(sorted(offered))}, an event or a condition."
            if offered
            else " Use an event or a condition."
        )
        yield Problem(role, f"A clock of kind {kind} has no “{condition.value}” to {role} at.{use}")


def _expression_problems(where: str, text: str, at: int, facts: _Facts) -> Iterator[Problem]:
    try:
        used = feel.names(text)
    except FeelError as error:
        yield Problem(where, error.message, position=at + error.position, excerpt=error.excerpt)
        return
    if not used:
        yield Problem(
            where, f"“{text[:60]}” asks nothing of what is known, so it never changes. Name what it is about."
        )
    for found in feel.check(text, facts.names if facts.names is not None else used):
        excerpt = FeelError(found.message, found.position, text).excerpt
        yield Problem(where, found.message, position=at + found.position, excerpt=excerpt)


def _freezing(read: Mapping[str, list[Condition]]) -> Iterator[Problem]:
    """Pauses that would never end, and what would never pause."""
    events = [one for one in read["pause"] if one.sort != "data"]
    if events and not read["resume"]:
        yield Problem("resume", f"After “{events[0].text}” the clock would stand still for ever. Say when it goes on.")
    if read["resume"] and not read["pause"]:
        yield Problem("resume", "Nothing pauses this clock. Leave it out, or say when it is paused.")
    begins = {one.value for one in read["start"] if one.sort == "data"}
    for one in read["pause"]:
        if one.sort == "data" and one.value in begins:
            yield Problem("pause", f"“{one.value}” starts the clock as well, so its time would not run. Use another.")


def _warning_problems(terms: Terms) -> Iterator[Problem]:
    share = terms.at_risk_share
    if share is not None and not 1 <= share <= 99:
        yield Problem("at_risk_share", "Enter a share from 1 to 99 per cent, or leave it out.")
    if terms.at_risk_left:
        try:
            if parse_target(terms.at_risk_left).unit == ABSOLUTE:
                yield Problem("at_risk_left", "Enter a length of time, such as “4 working hours”.")
        except UnclearTarget as unclear:
            yield Problem("at_risk_left", unclear.message)
