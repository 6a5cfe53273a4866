"""What the steps of one version could go on as in another: proposed by what became of each, for a person to check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select, union_all

from engine import bpmn, definitions, people
from engine.bpmn import Destination
from engine.cases import tables
from engine.cases.jobs.opening import OPEN_JOBS
from engine.cases.statuses import OPEN_TASK
from engine.definitions import RunningVersion
from engine.errors import Problem, Refused
from engine.people import Actor
from engine.store import Work

_TASK = tables.task.c
_CASE = tables.case.c
_JOB = tables.job.c
_CALL = tables.call.c


@dataclass(frozen=True, slots=True)
class Stop:
    """Where cases of the older version may wait, and what it is in the newer one.

    `to` is an element id, empty for none; `how` is `kept` (the same step), `renamed` (looks like it: to be confirmed)
    or `lost`. `waiting` is how many tasks, jobs and called cases are open there; `passed` are new steps that come
    before it, so that whoever waits there is never asked them.
    """

    element: str
    name: str
    kind: str
    to: str
    how: str
    waiting: int
    passed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proposed:
    """How cases could move from a version to another. `choices` are all the places of the newer one."""

    before: RunningVersion
    after: RunningVersion
    stops: tuple[Stop, ...]
    choices: tuple[Destination, ...]

    @property
    def mapping(self) -> dict[str, str]:
        """What is proposed, as `begin_migration` takes it."""
        return {stop.element: stop.to for stop in self.stops}


def propose_mapping(work: Work, from_version_id: int, to_version_id: int, *, by: Actor) -> Proposed:
    """What each place of the older version is in the newer one. Raises NotFound, NotPermitted, Refused."""
    before, after = (definitions.running_version(work, number) for number in (from_version_id, to_version_id))
    people.require(by, "case:repair", service_id=before.service_id)
    if before.process_id != after.process_id:
        raise Refused.at("to_version_id", "Choose another version of the same process.")
    changes = definitions.compare_versions(work, before.id, after.id)
    by_key = {step.step_key: step.element for step in changes.kept}
    renamed = {one.step_key: one.element_id for one in changes.renamed}
    new = {step.element: step.name or step.element for step in changes.new if step.element not in renamed.values()}
    choices, waiting = bpmn.stops(after.spec), _waiting(work, before.id)
    there = {one.element for one in choices}

    def stop(one: Destination) -> Stop:
        step = before.steps.get(one.element)
        key = step.step_key if step else ""
        kept = by_key.get(key) or (one.element if one.element in there and not step else "")
        to = kept or renamed.get(key, "")
        passed = tuple(name for element, name in new.items() if to and _is_passed(after, element, to))
        how = "kept" if kept else "renamed" if to else "lost"
        return Stop(one.element, one.name or one.element, one.kind, to, how, waiting.get(one.element, 0), passed)

    return Proposed(before, after, tuple(stop(one) for one in bpmn.stops(before.spec)), choices)


def check_mapping(work: Work, before_id: int, after_id: int, mapping: Mapping[str, str]) -> None:
    """Raise Refused for elements at which no case of the versions can wait."""
    before, after = (
        {one.element for one in bpmn.stops(definitions.running_version(work, number).spec)}
        for number in (before_id, after_id)
    )
    if not all(isinstance(element, str) for element in mapping.values()):
        raise Refused.at("mapping", "Give the id of an element for each, or an empty text for none.")
    problems = [
        Problem("mapping", f"No case waits at “{element[:60]}” in the {which} version.")
        for which, elements, known in (
            ("older", set(mapping), before),
            ("newer", {element for element in mapping.values() if element}, after),
        )
        for element in sorted(elements - known)
    ]
    if problems:
        raise Refused("The mapping names elements that the versions do not have.", tuple(problems))


def _waiting(work: Work, version_id: int) -> dict[str, int]:
    """How many tasks, jobs and called cases of running cases are open at each element; one statement."""
    tasks = select(_TASK.case_id, _TASK.element).where(_TASK.status.in_(OPEN_TASK))
    jobs = select(_JOB.case_id, _JOB.element).where(_JOB.status.in_(OPEN_JOBS))
    called = tables.case.alias("called")
    calls = (
        select(_CALL.caller_id, _CALL.element)
        .join(called, called.c.id == _CALL.case_id)
        .where(called.c.ended_at.is_(None))
    )
    waits = union_all(tasks, jobs, calls).subquery("waits")
    rows = work.rows(
        select(waits.c.element, func.count().label("waiting"))
        .join(tables.case, _CASE.id == waits.c.case_id)
        .where(_CASE.version_id == version_id, _CASE.ended_at.is_(None), _CASE.walk_through.is_(False))
        .group_by(waits.c.element)
    )
    return {row["element"]: row["waiting"] for row in rows}


def _is_passed(version: RunningVersion, new: str, here: str) -> bool:
    """Whether a step lies before a place, and cannot be reached from it."""
    return here in definitions.steps_after(version, new) and new not in definitions.steps_after(version, here)
