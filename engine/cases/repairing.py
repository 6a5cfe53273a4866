"""Repair a stuck case: try again what failed, once its cause is mended."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import update

from engine import audit, bpmn, definitions, forms, people
from engine.audit import Entry
from engine.bpmn import Outcome, Stuck
from engine.cases import tables
from engine.cases.incidents import open_incident, record_incident, resolve_incident
from engine.cases.locking import LockedCase, lock_case, lock_task
from engine.cases.settling import Done, Settled, settle
from engine.cases.starting import run_start
from engine.cases.tools import toolbox
from engine.definitions import RunningVersion
from engine.errors import Conflict
from engine.forms import reason_given
from engine.people import Actor
from engine.store import Work


def retry(work: Work, case_id: int, *, by: Actor, reason: str) -> Settled:
    """Try the failed action of a stuck case again, in the name of whoever did it first.

    Fails again: stays stuck with the new cause. Raises NotFound, NotPermitted, Conflict (not stuck), Refused (no
    reason).
    """
    case = lock_case(work, case_id)
    people.require(by, "case:repair", service_id=case.service_id, site_id=case.site_id)
    incident = open_incident(work, case_id) if case.status == "stuck" else None
    if incident is None:
        raise Conflict("This case is not stuck. There is nothing to repair.")
    why = reason_given(reason, ask="Enter what was mended, so that trying again makes sense.")
    resolve_incident(work, case_id, by.user_id)
    work.execute(update(tables.case).where(tables.case.c.id == case_id).values(status="open"))
    audit.record(
        work,
        "case:case:retried",
        by=by.user_id,
        subject=("case", case_id),
        case_id=case_id,
        reason=why,
        facts={"element": incident.element},
    )
    version = definitions.running_version(work, case.version_id)
    pending = incident.pending
    if pending["action"] == "start":
        return run_start(work, case, version, by=case.owner_id, team_id=pending["team_id"], entries=[])
    return _resume(work, case, version, pending)


def _resume(work: Work, case: LockedCase, version: RunningVersion, pending: Mapping[str, Any]) -> Settled:
    box = toolbox(work, case_id=case.id)
    done = _done(work, version, pending) if pending["action"] == "complete" else None
    try:
        outcome = _run(work, case, version, done, pending, box.tools)
    except Stuck as stuck:
        record_incident(work, case, stuck, pending=pending)
        return Settled("stuck")
    return settle(
        work,
        case,
        version,
        outcome,
        by=pending.get("by"),
        from_team_id=done.task.team_id if done else None,
        entries=list[Entry](box.entries),
        done=done,
    )


def _run(
    work: Work,
    case: LockedCase,
    version: RunningVersion,
    done: Done | None,
    pending: Mapping[str, Any],
    tools: bpmn.Tools,
) -> Outcome:
    spec = bpmn.compile_spec(version.xml, version.bpmn_process_id, version.digest)
    if case.state is None:
        raise Conflict("This case has not been started. Start a new one.")
    if pending["action"] == "message":
        return bpmn.deliver_message(
            spec, case.state, case.data, name=pending["name"], payload=pending["payload"], now=work.now, tools=tools
        )
    if done is None:
        return bpmn.fire_timers(spec, case.state, case.data, now=work.now, tools=tools)
    return bpmn.complete(
        spec, case.state, case.data, done.task.engine_task, dict(pending["answers"]), now=work.now, tools=tools
    )


def _done(work: Work, version: RunningVersion, pending: Mapping[str, Any]) -> Done:
    task, _ = lock_task(work, pending["task_id"])
    shown, restricted = forms.split(version.steps[task.element].fields, pending["answers"])
    return Done(task, shown, restricted, pending["contact_id"])
