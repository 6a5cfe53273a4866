"""Timers of cases: the worker claims cases with timers that are due and moves them on, each in its own unit of work.

A claim is a lease: it puts the case off for a while, and whoever fires looks whether the case still stands as it was
claimed. So a timer fires once, however many workers there are, and one whose worker died fires when the lease is over.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import starmap

from sqlalchemy import Integer, bindparam, select, update

from engine import bpmn, definitions
from engine.audit import Entry
from engine.bpmn import Outcome, Stuck
from engine.cases import tables
from engine.cases.calls.following import settle
from engine.cases.incidents import record_incident
from engine.cases.locking import LockedCase, lock_case, lock_case_if_free
from engine.cases.settling import Cause, Settled
from engine.cases.statuses import STUCK, SUSPENDED
from engine.cases.tools import toolbox
from engine.cases.turns import work_through
from engine.definitions import RunningVersion
from engine.errors import Refused
from engine.store import Store, Work, unit_of_work

LEASE = timedelta(seconds=30)
"""For how long a claim holds: longer than a batch takes."""
_BATCH = 100
_STATE = tables.state.c


@dataclass(frozen=True, slots=True)
class ClaimedTimer:
    """A case with a timer that is due; `row_version` is that of its state when it was claimed."""

    case_id: int
    row_version: int


def fire_due_timers(store: Store, *, limit: int = _BATCH) -> int:
    """Fire what is due, at most `limit` cases; answers how many. Several workers share the work without waiting."""
    return work_through(store, claim_timers, fire_claimed, limit=limit, at_once=_BATCH)


_NOW = bindparam("now", type_=_STATE.due_at.type)
_DUE = (
    select(_STATE.case_id)
    .where(_STATE.due_at <= _NOW)
    .order_by(_STATE.due_at)
    .limit(bindparam("most", type_=Integer))
    .with_for_update(skip_locked=True)
    .cte("due")
)
_CLAIM = (
    update(tables.state)
    .where(_STATE.case_id == _DUE.c.case_id)
    .values(due_at=bindparam("until", type_=_STATE.due_at.type))
    .returning(_STATE.case_id, _STATE.row_version)
)
"""Made once: a worker with nothing to do asks it every few seconds."""


def claim_timers(work: Work, most: int) -> Sequence[ClaimedTimer]:
    """Claim up to `most` cases with a timer that is due, those that are due longest, for a while."""
    given = {"now": work.now, "until": work.now + LEASE, "most": most}
    return list(starmap(ClaimedTimer, work.execute(_CLAIM, given)))


def fire_claimed(store: Store, claimed: ClaimedTimer) -> bool:
    """Fire what was claimed; False when somebody holds the case now, or has moved it on since."""
    try:
        with unit_of_work(store) as work:
            case = _hold(work, claimed)
            if case is None:
                return False
            _advance(work, case)
    except (Stuck, Refused) as failure:  # nobody is there to be told, and the case must not hold up the others
        with unit_of_work(store) as work:
            case = _hold(work, claimed)
            if case is None:
                return False
            _note(work, case, failure)
    return True


def _hold(work: Work, claimed: ClaimedTimer) -> LockedCase | None:
    """The case, unless somebody holds it or has changed it since: it was due as it stood when it was claimed."""
    case = lock_case_if_free(work, claimed.case_id)
    return case if case is not None and case.row_version == claimed.row_version and _may_fire(case) else None


def next_timer(work: Work, case_id: int) -> datetime | None:
    """When the next timer of a case is due; None when no timer runs."""
    due: datetime | None = work.value(select(_STATE.due_at).where(_STATE.case_id == case_id))
    return due


def fire_timers(work: Work, case_id: int) -> Settled | None:
    """Fire the timers of one case that are due; None when it has not been started, or is suspended.

    A technical failure makes the case stuck. Raises NotFound.
    """
    case = lock_case(work, case_id)
    if not _may_fire(case):
        return None
    try:
        with work.connection.begin_nested():
            return _advance(work, case)
    except (Stuck, Refused) as failure:
        _note(work, case, failure)
    return Settled(STUCK)


def _may_fire(case: LockedCase) -> bool:
    return case.state is not None and case.status != SUSPENDED


def _advance(work: Work, case: LockedCase) -> Settled:
    """Raises Stuck and Refused; what was written until then is to be undone."""
    version = definitions.running_version(work, case.version_id)
    box = toolbox(work, case_id=case.id)
    outcome = _fired(work, case, version, box.tools)
    return settle(work, case, version, outcome, Cause(None, entries=[_entry(case), *box.entries]))


def _fired(work: Work, case: LockedCase, version: RunningVersion, tools: bpmn.Tools) -> Outcome:
    return bpmn.fire_timers(version.spec, case.state or b"", case.data, now=work.now, tools=tools)


def _note(work: Work, case: LockedCase, failure: Stuck | Refused) -> None:
    stuck = failure if isinstance(failure, Stuck) else Stuck("", failure.message)
    record_incident(work, case, stuck, pending={"action": "timers"}, entries=[_entry(case)])


def _entry(case: LockedCase) -> Entry:
    return Entry("case:timer:fired", by=None, subject=("case", case.id), case_id=case.id)
