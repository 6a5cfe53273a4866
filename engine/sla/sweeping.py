"""Finding the clocks that run out. The cost follows the clocks that are due, not those that are open.

Any number of workers may sweep: each claims rows by `look_at` and passes over what another holds. What is found late
is recorded with the moment at which it became true.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import RowMapping

from engine import audit, notices
from engine.audit import Entry
from engine.sla import tables
from engine.sla.changing import Change, Noted, apply, as_it_is, held, judged_where_possible, with_look
from engine.sla.clock import ClockEvent, ClockState
from engine.sla.courses import courses
from engine.sla.escalation.escalating import Climbed, Concerns, climb, nobody_known, on_ladders, tell
from engine.sla.escalation.foreseeing import Foreseen, ask, foresee, promised
from engine.sla.escalation.missing import end_warnings
from engine.store import Work

_ACTIONS = {"at-risk": "sla:clock:at-risk", "breached": "sla:clock:breached"}


@dataclass(frozen=True, slots=True)
class SweepResult:
    """How many clocks were found at risk, overdue, and stopped with their worked time to be settled; and how many rungs
    of ladders were told.

    `more` tells that the batch was full: sweep again.
    """

    at_risk: int
    breached: int
    settled: int
    more: bool
    escalated: int = 0


def sweep(work: Work, limit: int = 500, concerns: Concerns = nobody_known) -> SweepResult:
    """Record what became of at most `limit` clocks that are due to be looked at; 24 statements at most.

    A warning, a breach and each rung of a ladder are recorded once, with their true moments, and audited. `concerns`
    knows who answers for the clocks of cases. Whoever owns a case whose promise will be missed is asked to tell the
    customer.
    """
    columns = tables.clock.c
    clocks = work.rows(
        held()
        .with_for_update(of=tables.clock, skip_locked=True)
        .where(columns.look_at.is_not(None), columns.look_at <= work.now)
        .order_by(columns.look_at)
        .limit(limit)
    )
    running = [clock for clock in clocks if clock["stopped_at"] is None]
    stopped = [clock for clock in clocks if clock["stopped_at"] is not None]
    noted = [entry for clock in running for entry in _found(work, clock)]
    versions, made = on_ladders(work, running), promised(running)
    going = courses(work, [clock for clock in running if clock["id"] in versions or clock in made])
    climbed, foreseen = climb(work, running, versions, going), foresee(work, made, going)
    changes = [_changed(clock, noted, climbed, foreseen) for clock in running] + _settled(work, stopped)
    apply(work, changes, noted, by=None, planned=True)
    escalated = tell(work, climbed.reached, concerns)
    asked = ask(work, foreseen, concerns)
    audit.record_many(work, [*(_entry(entry) for entry in noted), *escalated, *asked])
    kinds = [entry.event.kind for entry in noted]
    more = len(clocks) == limit
    return SweepResult(kinds.count("at-risk"), kinds.count("breached"), len(stopped), more, len(escalated))


def _found(work: Work, clock: RowMapping) -> list[Noted]:
    found = []
    if not clock["at_risk"] and clock["at_risk_at"] <= work.now:
        found.append(Noted(clock, ClockEvent("at-risk", clock["at_risk_at"])))
    if clock["breached_at"] is None and clock["due_at"] < work.now:
        found.append(Noted(clock, ClockEvent("breached", clock["due_at"])))
    return found


def _changed(clock: RowMapping, noted: Sequence[Noted], climbed: Climbed, foreseen: Foreseen) -> Change:
    kinds = {entry.event.kind for entry in noted if entry.clock is clock}
    breached_at = clock["due_at"] if "breached" in kinds else clock["breached_at"]
    at_risk = clock["at_risk"] or "at-risk" in kinds
    changed = with_look(replace(as_it_is(clock), at_risk=at_risk, breached_at=breached_at))
    found = (changed.look_at, climbed.looks.get(clock["id"]), foreseen.looks.get(clock["id"]))
    looks = [look for look in found if look is not None]
    return replace(changed, look_at=min(looks, default=None))


def _settled(work: Work, stopped: Sequence[RowMapping]) -> list[Change]:
    if not stopped:
        return []
    notices.inbox.settle_clocks(work, [clock["id"] for clock in stopped])
    end_warnings(work, [clock["id"] for clock in stopped if clock["published"]])
    states = judged_where_possible(work, stopped)
    return [_worked(clock, states.get(clock["id"])) for clock in stopped]


def _worked(clock: RowMapping, state: ClockState | None) -> Change:
    stands = as_it_is(clock)
    if state is None:
        return stands
    return replace(stands, worked_seconds=state.worked.total_seconds(), unextended_due_at=state.unextended_due_at)


def _entry(noted: Noted) -> Entry:
    clock, event = noted.clock, noted.event
    facts = {"kind": clock["kind"], "name": clock["name"], "at": event.at.isoformat(), "target": clock["target"]}
    return Entry(_ACTIONS[event.kind], by=None, subject=("clock", clock["id"]), case_id=clock["case_id"], facts=facts)
