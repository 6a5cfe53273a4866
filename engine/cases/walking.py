"""Walk-throughs: an analyst tries a version out, doing every step in turn and not waiting for any time to pass."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from engine import bpmn, definitions, people
from engine.audit import Entry
from engine.bpmn import Stuck
from engine.cases import tables
from engine.cases.access import walks_through
from engine.cases.calls.following import settle
from engine.cases.incidents import record_incident
from engine.cases.locking import lock_case
from engine.cases.settling import Cause, Settled
from engine.cases.starting import Begun, Started, begin
from engine.cases.statuses import STUCK
from engine.cases.tools import toolbox
from engine.errors import Conflict, NotPermitted
from engine.people import Actor
from engine.store import Work


def start_walk_through(
    work: Work, *, version_id: int, site_id: int, by: Actor, answers: Mapping[str, object] | None = None
) -> Started:
    """Start a case of any version to try it out. It counts in no figure, is on no worklist and runs no clock.

    Raises NotFound, NotPermitted, InvalidAnswers.
    """
    version = definitions.running_version(work, version_id)
    people.require(by, "definition:upload", service_id=version.service_id)
    people.site_by_id(work, site_id)
    return begin(work, version, site_id=site_id, by=by, answers=answers or {}, begun=Begun(), walk_through=True)


def skip_wait(work: Work, case_id: int, *, by: Actor) -> Settled:
    """Let the time that a walk-through waits for have come.

    Raises NotFound, NotPermitted, Conflict (it does not wait for a time).
    """
    case = lock_case(work, case_id)
    if not walks_through(by, case):
        raise NotPermitted("Only a walk-through can skip a wait.")
    due_at = work.value(select(tables.state.c.due_at).where(tables.state.c.case_id == case_id))
    if due_at is None or case.state is None:
        raise Conflict("This walk-through does not wait for a time.")
    version = definitions.running_version(work, case.version_id)
    box = toolbox(work, case_id=case.id)
    entry = Entry("case:wait:skipped", by=by.user_id, subject=("case", case.id), case_id=case.id)
    try:
        outcome = bpmn.fire_timers(version.spec, case.state, case.data, now=max(due_at, work.now), tools=box.tools)
    except Stuck as stuck:
        record_incident(work, case, stuck, pending={"action": "timers"}, entries=[entry])
        return Settled(STUCK)
    return settle(work, case, version, outcome, Cause(by.user_id, entries=[entry, *box.entries]))
