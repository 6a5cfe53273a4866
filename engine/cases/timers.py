"""Timers of cases: the worker asks which are due and advances those cases, each in its own unit of work."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import select

from engine import bpmn, definitions
from engine.audit import Entry
from engine.bpmn import Stuck
from engine.cases import tables
from engine.cases.incidents import record_incident
from engine.cases.locking import lock_case
from engine.cases.settling import Settled, settle
from engine.cases.suspending import SUSPENDED
from engine.cases.tools import toolbox
from engine.errors import Refused
from engine.store import Store, Work, unit_of_work

_BATCH = 100


def fire_due_timers(store: Store, *, limit: int = _BATCH) -> int:
    """Fire what is due, at most `limit` cases; answers how many. Several workers share the work without waiting."""
    fired = 0
    while fired < limit:
        with unit_of_work(store) as work:
            if not _fire_next(work):
                return fired
        fired += 1
    return fired


def _fire_next(work: Work) -> bool:
    columns = tables.state.c
    case_id = work.value(
        select(columns.case_id)
        .join_from(tables.case, tables.state, columns.case_id == tables.case.c.id)
        .where(columns.due_at <= work.now)
        .order_by(columns.due_at)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    return case_id is not None and fire_timers(work, case_id) is not None


def next_timer(work: Work, case_id: int) -> datetime | None:
    """When the next timer of a case is due; None when no timer runs."""
    columns = tables.state.c
    due: datetime | None = work.value(select(columns.due_at).where(columns.case_id == case_id))
    return due


def fire_timers(work: Work, case_id: int) -> Settled | None:
    """Fire the timers of one case that are due; None when it has not been started, or is suspended.

    A technical failure makes the case stuck. Raises NotFound.
    """
    case = lock_case(work, case_id)
    version = definitions.running_version(work, case.version_id)
    spec = bpmn.compile_spec(version.xml, version.bpmn_process_id, version.digest)
    box = toolbox(work, case_id=case.id)
    entry = Entry("case:timer:fired", by=None, subject=("case", case.id), case_id=case.id)
    if case.state is None or case.status == SUSPENDED:
        return None
    try:
        outcome = bpmn.fire_timers(spec, case.state, case.data, now=work.now, tools=box.tools)
        with work.connection.begin_nested():
            return settle(work, case, version, outcome, by=None, from_team_id=None, entries=[entry, *box.entries])
    except Stuck as stuck:
        record_incident(work, case, stuck, pending={"action": "timers"}, entries=[entry])
    except Refused as refusal:  # nobody is there to be told, and the case must not hold up the others
        record_incident(work, case, Stuck("", refusal.message), pending={"action": "timers"}, entries=[entry])
    return Settled("stuck")
