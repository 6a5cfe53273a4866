"""What happens to clocks that are open, written down: the events, where each clock stands by them, and the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import RowMapping

from engine import audit
from engine.audit import Entry
from engine.sla.changing import Change, Noted, apply, events_of, judged, with_look
from engine.sla.clock import ClockEvent, ClockState
from engine.store import Work


def record_events(
    work: Work,
    noted: Sequence[Noted],
    happened: Mapping[int, Sequence[ClockEvent]] | None = None,
    *,
    by: int | None,
    tells: bool = True,
) -> None:
    """Write events of open clocks that this unit of work holds, one or several for each, and what comes of them.

    `happened` is what was written of the clocks before, read when it is not given. A breach that comes to light is
    written with its true moment. Unless it `tells`, the dates that customers know stay. Four statements at most.
    """
    if not noted:
        return
    clocks = {one.clock["id"]: one.clock for one in noted}
    before = happened if happened is not None else events_of(work, clocks)
    added: dict[int, list[ClockEvent]] = {number: list(before[number]) for number in clocks}
    for one in noted:
        added[one.clock["id"]].append(one.event)
    states = judged(work, list(clocks.values()), added)
    written = list(noted)
    for number, clock in clocks.items():
        breached = states[number].breached_at
        if clock["breached_at"] is None and breached is not None:
            written.append(Noted(clock, ClockEvent("breached", breached)))
    apply(
        work, [_changed(work, clock, states[number]) for number, clock in clocks.items()], written, by=by, tells=tells
    )
    audit.record_many(work, [_entry(entry, by) for entry in written])


def _changed(work: Work, clock: RowMapping, state: ClockState) -> Change:
    at_risk = clock["at_risk"] and (state.at_risk_at is None or state.at_risk_at <= work.now)
    return with_look(
        Change(
            id=clock["id"],
            status=state.status,
            due_at=state.due_at,
            at_risk_at=state.at_risk_at,
            at_risk=at_risk,
            breached_at=clock["breached_at"] or state.breached_at,
            extended=state.extended,
            worked_seconds=None,
            unextended_due_at=state.unextended_due_at,
        )
    )


def _entry(noted: Noted, by: int | None) -> Entry:
    clock, event, said = noted.clock, noted.event, noted.said
    facts: dict[str, object] = {"kind": clock["kind"], "name": clock["name"], "at": event.at.isoformat()}
    if event.until is not None:
        facts["until"] = event.until.isoformat()
    if said.party:
        facts |= {"why": said.why or event.reason, "party": said.party}
    if said.contact_id is not None:
        facts |= {"contact": said.contact_id, "by": "contact"}
    return Entry(
        f"sla:clock:{event.kind}",
        by=None if event.kind == "breached" else by,
        subject=("clock", clock["id"]),
        case_id=clock["case_id"],
        reason=said.words if said.party else event.reason,
        facts=facts,
    )
