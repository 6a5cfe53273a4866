"""Write down what a step of the engine did: state, tasks, answers, hand-offs, clocks and audit, in few statements."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime

import orjson
from sqlalchemy import select, update

from engine import audit, sla
from engine.audit import Entry
from engine.bpmn import Outcome
from engine.cases import tables
from engine.cases.calls.family import references_of_callers
from engine.cases.handing import drop_waiting
from engine.cases.jobs.opening import by_hand, settle_jobs, wait_of
from engine.cases.locking import LockedCase
from engine.cases.messages.keeping import call_up
from engine.cases.messages.matching import keys_of
from engine.cases.messages.throwing import throw
from engine.cases.observing import observe
from engine.cases.opening import Lent, OpenedTask, open_tasks
from engine.cases.statuses import OPEN_TASK
from engine.cases.writing import Done, Moved, write_completion, write_step
from engine.definitions import BY_PEOPLE, RunningVersion
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of the case: its `status` and the tasks that opened."""

    status: str
    opened: tuple[OpenedTask, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Cause:
    """What a step of the engine came of: whose action it was, and what is written together with the step.

    `from_team_id` is the team whose work led here: a task that opens elsewhere is a hand-off from it. `entries` go into
    the record. `done` is the task that was done, `done_before` the engine's id of one whose completion was kept before
    (`keep_completion`). `heard` names the messages that led here.
    """

    by: int | None
    from_team_id: int | None = None
    entries: Sequence[Entry] = ()
    done: Done | None = None
    done_before: str = ""
    heard: Collection[str] = ()


def settle_one(
    work: Work, case: LockedCase, version: RunningVersion, outcome: Outcome, cause: Cause, *, lent: Lent | None = None
) -> Settled:
    """Write the outcome of one step of the engine for one case that this unit of work holds; `calls.following` does it
    with the cases that it calls or was called by.

    `lent` is the lane of a called case's steps that have none. Raises Conflict when the case was changed by somebody
    else meanwhile.
    """
    by, done = cause.by, cause.done
    outcome = by_hand(case, outcome)
    opened = _open(work, case, version, outcome, from_team_id=cause.from_team_id, by=by, lent=lent)
    after = _after(work, case, outcome, opened)
    ran = None if case.ran is None else sorted(case.ran | _done_by_themselves(outcome, version))
    _write(work, case, outcome, after, ran, by=by, done=done)
    finished = done.task.engine_task if done else cause.done_before
    gone = {*case.waiting} - {waited.id for waited in outcome.waiting} - {finished}
    cancelled = _cancel(work, case.id, gone) if gone else []
    asked = settle_jobs(work, case, outcome)
    met = [done.task.id] if done else []
    if case.watched or any(task.is_watched for task in opened):
        observe(work, case, version, outcome, over=[*met, *cancelled], heard=cause.heard, by=by)
    sla.write_clocks(
        work,
        started=[clock for task in opened for clock in task.clocks],
        met_tasks=met,
        cancelled_tasks=cancelled,
        met_case=case.id if outcome.ended else None,
    )
    thrown = throw(work, case, version, outcome, by=by) if outcome.thrown else []
    begun = _entries(case, outcome, opened, by)
    audit.record_many(work, [*_acceptance(case, done, by), *cause.entries, *begun, *asked, *thrown])
    return Settled(after.status, opened)


def _open(
    work: Work,
    case: LockedCase,
    version: RunningVersion,
    outcome: Outcome,
    *,
    from_team_id: int | None,
    by: int | None,
    lent: Lent | None,
) -> tuple[OpenedTask, ...]:
    """Open the tasks that the case did not wait for before."""
    new = [waited for waited in outcome.waiting if waited.id not in case.waiting]
    if not new:
        return ()
    waits = {timer.element for timer in outcome.timers} | {message.element for message in outcome.messages}
    waits |= {job.element for job in outcome.jobs} | {call.element for call in outcome.calls}
    known = outcome.data
    return open_tasks(work, case, version, new, waits=waits, from_team_id=from_team_id, known=known, by=by, lent=lent)


def keep_completion(work: Work, case: LockedCase, done: Done, *, by: int | None) -> None:
    """Write down that a task is done, of a case that cannot go on from there for now: its time is over."""
    write_completion(work, case, done, by=by)
    sla.write_clocks(work, met_tasks=[done.task.id])
    audit.record_many(work, _acceptance(case, done, by))


@dataclass(frozen=True, slots=True)
class _After:
    status: str
    outcome: str
    next_action: str
    next_team_id: int | None
    promised_at: datetime | None


def _after(work: Work, case: LockedCase, outcome: Outcome, opened: Sequence[OpenedTask]) -> _After:
    if outcome.ended:
        return _After("ended", ", ".join(_ends(outcome)), "", None, None)
    if outcome.waiting:
        action, team_id, at = _most_urgent(work, case, outcome, opened)
        return _After("open", "", action, team_id, at)
    due = min((timer.due_at for timer in outcome.timers), default=None)
    return _After("waiting", "", _waits_for(outcome), None, due)


def _waits_for(outcome: Outcome) -> str:
    if asked := wait_of(outcome):
        return asked
    if outcome.calls:
        return f"Wait until {' and '.join(_named_calls(outcome))} is done"
    if outcome.timers:
        return "Wait until the set time"
    named = next(iter(outcome.messages), None)
    return f"Wait for the {named.kind} “{named.name}”" if named else "Wait for a message"


def _named_calls(outcome: Outcome) -> list[str]:
    return list(dict.fromkeys(f"“{call.name or call.process}”" for call in outcome.calls))


def _ends(outcome: Outcome) -> list[str]:
    """The end events that were reached, by name."""
    names = {happened.element: happened.name for happened in outcome.happened}
    return [names.get(element) or element for element in outcome.end_events]


def _most_urgent(
    work: Work, case: LockedCase, outcome: Outcome, opened: Sequence[OpenedTask]
) -> tuple[str, int | None, datetime | None]:
    found = [(task.promised_at, task.name, task.team.id) for task in opened]
    new = {task.engine_task for task in opened}
    older = [waited.id for waited in outcome.waiting if waited.id not in new]
    if older:
        columns = tables.task.c
        rows = work.rows(
            select(columns.due_at, columns.opened_at, columns.name, columns.team_id)
            .where(columns.case_id == case.id, columns.engine_task.in_(older))
            .order_by(columns.opened_at, columns.id)
        )
        found += [(row["due_at"], row["name"], row["team_id"]) for row in rows if row["due_at"]]
        first = next((row for row in rows if row["due_at"] is None), None)
        if first is not None:
            promised = sla.promise(work, sla.DEFAULT_PROMISE, sla.DEFAULT_CALENDAR, first["opened_at"])
            found.append((promised, first["name"], first["team_id"]))
    at, name, team_id = min(found)
    return name, team_id, at


def _done_by_themselves(outcome: Outcome, version: RunningVersion) -> frozenset[str]:
    """The steps that were done without a task: calculations, decisions, what other systems did."""
    return frozenset(
        happened.element
        for happened in outcome.happened
        if (step := version.steps.get(happened.element)) and happened.kind == step.kind not in BY_PEOPLE
    )


def _write(
    work: Work,
    case: LockedCase,
    outcome: Outcome,
    after: _After,
    ran: list[str] | None,
    *,
    by: int | None,
    done: Done | None,
) -> None:
    keys = keys_of(outcome.data, outcome.messages)
    state = {
        "state": outcome.state,
        "data": orjson.dumps(outcome.data),
        "waiting": [waited.id for waited in outcome.waiting],
        "messages": _heard(outcome, "message"),
        "signals": _heard(outcome, "signal"),
        "ran": ran,
        "keys": keys,
        "due_at": min((timer.due_at for timer in outcome.timers), default=None),
    }
    write_step(work, case, Moved(state, asdict(after), outcome.ended), done, by=by)
    if keys:
        callers = references_of_callers(work, case.id) if case.root_id is not None else ()
        call_up(work, keys, references=[case.reference, *callers], walk_through=case.walk_through)


def _heard(outcome: Outcome, kind: str) -> list[str]:
    return sorted({message.name for message in outcome.messages if message.kind == kind})


def _cancel(work: Work, case_id: int, engine_tasks: set[str]) -> list[int]:
    columns = tables.task.c
    rows = work.rows(
        update(tables.task)
        .where(
            columns.case_id == case_id,
            columns.engine_task.in_(engine_tasks),
            columns.status.in_(OPEN_TASK),
        )
        .values(status="cancelled", cancelled_at=work.now, row_version=columns.row_version + 1)
        .returning(columns.id)
    )
    cancelled = [row["id"] for row in rows]
    drop_waiting(work, cancelled, by=None)
    return cancelled


def _acceptance(case: LockedCase, done: Done | None, by: int | None) -> list[Entry]:
    """Whoever does a task that waited to be accepted has accepted it."""
    if done is None or done.task.hand_off_id is None:
        return []
    subject = ("hand-off", done.task.hand_off_id)
    return [
        Entry("case:hand-off:accepted", by, subject, case.id, facts={"step": done.task.name, "stage": done.task.stage})
    ]


def _entries(case: LockedCase, outcome: Outcome, opened: Sequence[OpenedTask], by: int | None) -> list[Entry]:
    entries = []
    for task in opened:
        facts = {
            "step": task.name,
            "team": task.team.name,
            "route": task.why,
            "promised_at": task.promised_at.isoformat() if task.clock else None,
        }
        entries.append(Entry("case:task:opened", by=None, subject=("task", task.id), case_id=case.id, facts=facts))
        if task.handed_over:
            entries.append(
                Entry(
                    "case:work:handed-off",
                    by=by,
                    subject=("task", task.id),
                    case_id=case.id,
                    facts={"to": task.team.name, "step": task.name, "stage": task.stage},
                )
            )
    if outcome.ended:
        ends = _ends(outcome)
        entries.append(Entry("case:case:ended", by=by, subject=("case", case.id), case_id=case.id, facts={"at": ends}))
    return entries
