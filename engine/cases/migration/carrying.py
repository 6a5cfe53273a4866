"""Carry one case over to another version of its process, or find out why it cannot be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from sqlalchemy import bindparam, select, update

from engine import audit, bpmn, definitions
from engine.audit import Entry
from engine.bpmn import Outcome, Stuck, WaitingJob
from engine.cases import tables
from engine.cases.calls.following import settle
from engine.cases.jobs.opening import renew_jobs
from engine.cases.locking import LockedCase
from engine.cases.settling import Cause
from engine.cases.snapshots import forget_snapshots
from engine.cases.statuses import ENDED, OPEN_TASK, STANDS_STILL
from engine.cases.tools import toolbox
from engine.definitions import RunningVersion
from engine.errors import Refused
from engine.store import Work

_TASK = tables.task.c


@dataclass(frozen=True, slots=True)
class Way:
    """From which version to which, and what each element is there: element id -> element id, empty for none."""

    before: RunningVersion
    after: RunningVersion
    mapping: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Fit:
    """How a case would stand in the other version: its document, and what it comes to unless it stands still.

    A case that was never started has neither. `jobs` are those that one which stands still waits for.
    """

    state: bytes | None = None
    outcome: Outcome | None = None
    jobs: tuple[WaitingJob, ...] = ()
    entries: tuple[Entry, ...] = ()


def carry(work: Work, case: LockedCase, way: Way, *, by: int | None, reason: str) -> None:
    """Write down that a case which this unit of work holds runs by the other version from now on.

    Its tasks keep their ids, holders, drafts and clocks, its timers their due moments, its jobs their keys. Raises
    Refused when it does not fit: then nothing is changed.
    """
    found = fit(work, case, way)
    work.execute(update(tables.case).where(tables.case.c.id == case.id).values(version_id=way.after.id))
    _rename_tasks(work, case.id, way)
    work.execute(forget_snapshots(case.id))
    facts = {"from": way.before.number, "to": way.after.number}
    entry = Entry("case:case:migrated", by, ("case", case.id), case.id, reason, facts)
    if found.outcome is not None:
        moved = replace(case, version_id=way.after.id)
        settle(work, moved, way.after, found.outcome, Cause(by, entries=[entry, *found.entries]))
        return
    work.execute(
        update(tables.state)
        .where(tables.state.c.case_id == case.id)
        .values(state=found.state, row_version=case.row_version + 1)
    )
    renew_jobs(work, case, found.jobs, case.data)
    audit.record_many(work, [entry])


def fit(work: Work, case: LockedCase, way: Way) -> Fit:
    """How the case would stand in the other version, tried out on a copy that is saved and read once more.

    Raises Refused with all that keeps it from fitting, in a sentence each.
    """
    if case.status in ENDED:
        raise Refused("It has ended meanwhile.")
    if case.version_id != way.before.id:
        raise Refused("It runs by another version already.")
    _check_restricted(case, way)
    if case.state is None:
        return Fit()
    old, new = way.before.spec, way.after.spec
    box = toolbox(work, case_id=case.id)
    carried = bpmn.carry_over(old, new, case.state, case.data, way.mapping, now=work.now, tools=box.tools)
    if carried.problems:
        raise Refused(" ".join(carried.problems))
    try:
        if case.status in STANDS_STILL:
            jobs = bpmn.jobs_now(new, carried.state, case.data, now=work.now, tools=box.tools)
            return Fit(carried.state, jobs=jobs)
        outcome = bpmn.look_again(new, carried.state, case.data, now=work.now, tools=box.tools)
        bpmn.places(new, outcome.state, now=work.now)
    except Stuck as stuck:
        raise Refused(f"It could not go on in the new version: {stuck.cause}.") from stuck
    return Fit(outcome.state, outcome, entries=tuple(box.entries))


def _check_restricted(case: LockedCase, way: Way) -> None:
    """Raise Refused where the other version would show to everybody what this one restricts."""
    shown = definitions.restricted_names(way.before) - definitions.restricted_names(way.after)
    if any(case.data.get(key) is not None for key in shown):
        raise Refused("It holds a restricted answer that the new version does not restrict.")


def _rename_tasks(work: Work, case_id: int, way: Way) -> None:
    """Call the open tasks as the other version does; what is done stays as it was called when it was done."""
    is_open = _TASK.status.in_(OPEN_TASK)
    rows = work.rows(select(_TASK.id, _TASK.element).where(_TASK.case_id == case_id, is_open))
    steps = ((row["id"], way.after.steps.get(way.mapping.get(row["element"], row["element"]))) for row in rows)
    named = [
        {"of": number, "element": step.element, "step_key": step.step_key, "name": step.name or step.element}
        for number, step in steps
        if step is not None
    ]
    if named:
        work.execute(update(tables.task).where(_TASK.id == bindparam("of")), named)
