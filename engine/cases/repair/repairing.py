"""Repair stuck cases: try again what failed, once its cause is mended; one, several, or all of a version."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import update

from engine import audit, bpmn, definitions, forms
from engine.bpmn import Outcome, Stuck
from engine.cases import tables
from engine.cases.access import require_of_case
from engine.cases.calls.family import refuse_while_suspended
from engine.cases.calls.following import settle
from engine.cases.incidents import Incident, open_incident, record_incident, resolve_incident
from engine.cases.jobs.opening import release_jobs
from engine.cases.jobs.replying import run_answer
from engine.cases.locking import LockedCase, LockedTask, lock_case, lock_task
from engine.cases.repair.stuck import stuck_ids
from engine.cases.settling import Cause, Settled, keep_completion
from engine.cases.starting import run_start
from engine.cases.statuses import STUCK
from engine.cases.tools import toolbox
from engine.cases.writing import Done
from engine.definitions import RunningVersion
from engine.errors import Conflict, EngineError, Refused
from engine.forms import reason_given
from engine.people import Actor
from engine.store import Work, replay

_ASK = "Enter what was mended, so that trying again makes sense."
MOST_AT_ONCE = 100
"""Cases that are tried again in one go; of a version that has more, the rest is left for the next."""


@dataclass(frozen=True, slots=True)
class Retried:
    """What came of trying cases again: how many go on, and how many are stuck as before.

    `refused` are those that could not even be tried, by id, with why; `no_longer` counts those that were chosen and are
    not stuck any more. `left` says whether the version has more of them.
    """

    went_on: int
    still_stuck: int
    refused: Mapping[int, str]
    no_longer: int
    left: bool


def retry_many(
    work: Work, *, by: Actor, reason: str, case_ids: Collection[int] = (), version_id: int | None = None
) -> Retried:
    """Try again every one of `case_ids`, or the stuck cases of a version, each as `retry` does.

    What one case comes to changes nothing for the others. Raises Refused (no reason, nothing chosen, too many).
    """
    why = reason_given(reason, ask=_ASK)
    if version_id is None and not case_ids:
        raise Refused.at("case_ids", "Select at least one stuck case.")
    if len(case_ids) > MOST_AT_ONCE:
        raise Refused.at("case_ids", f"Select at most {MOST_AT_ONCE} cases at once.")
    found = stuck_ids(work, by=by, case_ids=case_ids, version_id=version_id, limit=MOST_AT_ONCE + 1)
    statuses: list[str] = []
    refused: dict[int, str] = {}
    for case_id in found[:MOST_AT_ONCE]:
        try:
            with work.connection.begin_nested():
                statuses.append(retry(work, case_id, by=by, reason=why).status)
        except EngineError as error:
            refused[case_id] = error.message
    held = statuses.count(STUCK)
    no_longer = 0 if version_id is not None else len(set(case_ids)) - len(found)
    return Retried(len(statuses) - held, held, refused, no_longer, len(found) > MOST_AT_ONCE)


def retry(work: Work, case_id: int, *, by: Actor, reason: str) -> Settled:
    """Try the failed action of a stuck case again.

    What a person had completed stays theirs, at the moment at which they did; what comes of it now is in the name of
    `by`. Fails again: stays stuck with the new cause. Raises NotFound, NotPermitted, Conflict (not stuck), Refused (no
    reason).
    """
    case = lock_case(work, case_id)
    require_of_case(work, by, "case:repair", case)
    incident = open_incident(work, case_id) if case.status == STUCK else None
    if incident is None:
        raise Conflict("This case is not stuck. There is nothing to repair.")
    refuse_while_suspended(work, case)
    why = reason_given(reason, ask=_ASK)
    resolve_incident(work, case_id, by.user_id)
    release_jobs(work, case_id)
    work.execute(update(tables.case).where(tables.case.c.id == case_id).values(status="open"))
    version = definitions.running_version(work, case.version_id)
    audit.record(
        work,
        "case:case:retried",
        by=by.user_id,
        subject=("case", case_id),
        case_id=case_id,
        reason=why,
        facts={"element": incident.element, "step": definitions.element_name(version, incident.element)},
    )
    pending = incident.pending
    if pending["action"] == "start":
        return run_start(
            work, case, version, by=by.user_id, team_id=pending["team_id"], entries=[], at=pending.get("at", "")
        )
    return _resume(work, case, version, incident, by=by.user_id)


def _resume(work: Work, case: LockedCase, version: RunningVersion, incident: Incident, *, by: int | None) -> Settled:
    box = toolbox(work, case_id=case.id)
    pending = incident.pending
    task = lock_task(work, pending["task_id"])[0] if pending["action"] == "complete" else None
    if task is not None and task.status != "done":
        _complete_late(work, case, version, task, incident)
    try:
        outcome = _run(work, case, version, task, pending, box.tools)
    except Stuck as stuck:
        record_incident(work, case, stuck, pending=pending)
        return Settled(STUCK)
    cause = Cause(by, task.team_id, box.entries, done_before=task.engine_task) if task else Cause(by, None, box.entries)
    return settle(work, case, version, outcome, cause)


def _complete_late(work: Work, case: LockedCase, version: RunningVersion, task: LockedTask, incident: Incident) -> None:
    """Write down a completion that its incident alone remembers, as one of an earlier release does."""
    pending = incident.pending
    shown, restricted = forms.split(version.steps[task.element].fields, pending["answers"])
    done = Done(task, shown, restricted, pending["contact_id"])
    keep_completion(replay(work, incident.happened_at), case, done, by=pending["by"])


def _run(
    work: Work,
    case: LockedCase,
    version: RunningVersion,
    task: LockedTask | None,
    pending: Mapping[str, Any],
    tools: bpmn.Tools,
) -> Outcome:
    if case.state is None:
        raise Conflict("This case has not been started. Start a new one.")
    if pending["action"] == "message":
        return bpmn.deliver_message(
            version.spec,
            case.state,
            case.data,
            name=pending["name"],
            payload=pending["payload"],
            keys=pending.get("keys"),
            kind=pending.get("kind", "message"),
            now=work.now,
            tools=tools,
        )
    if pending["action"] == "job":
        return run_answer(work, version.spec, case, pending, tools)
    if pending["action"] in ("failed job", "call"):  # asked again: what is given may have been corrected meanwhile
        return bpmn.look_again(version.spec, case.state, case.data, now=work.now, tools=tools)
    if task is None:
        return bpmn.fire_timers(version.spec, case.state, case.data, now=work.now, tools=tools)
    return bpmn.complete(
        version.spec, case.state, case.data, task.engine_task, dict(pending["answers"]), now=work.now, tools=tools
    )
