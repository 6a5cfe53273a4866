"""Beginning a called case: on the version that the call means now, with what belongs to the request of its caller."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import orjson
from sqlalchemy import Text, cast, func, insert, literal, select

from engine import definitions
from engine.audit import Entry
from engine.bpmn import Stuck, WaitingCall
from engine.cases import tables
from engine.cases.calls.family import Call, call_of
from engine.cases.calls.passing import given_in
from engine.cases.locking import LockedCase, lock_case
from engine.definitions import RunningVersion
from engine.errors import NotFound
from engine.store import Work

DEEPEST = 10
"""How many calls lead to a called case at most: a process that calls itself ends in a case that is stuck."""
_CASE = tables.case.c
_TAKEN = (
    "site_id", "walk_through", "owner_id", "begun_by_team_id", "contact_id", "channel", "customer_id", "property_id",
    "fulfil_by",
)  # fmt: skip


def version_called(work: Work, caller: LockedCase, call: WaitingCall) -> RunningVersion:
    """The version that a call means now. Raises Stuck when there is none that could run."""
    try:
        return definitions.called_version(
            work,
            call.process,
            binding=call.binding,
            bound_to=call.bound_to,
            caller_version_id=caller.version_id,
            site_id=caller.site_id,
            walk_through=caller.walk_through,
        )
    except NotFound as missing:
        cause = f"it calls a process that cannot run: {missing.message.rstrip('.')}"
        raise Stuck(call.element, cause) from missing


def begin_called(
    work: Work, caller: LockedCase, of: RunningVersion, call: WaitingCall
) -> tuple[LockedCase, RunningVersion, Call]:
    """Write down a case that a call begins; it has not been run yet. Raises Stuck when it cannot begin."""
    above = call_of(work, caller.id) if caller.root_id is not None else None
    depth = 1 + (above.depth if above else 0)
    if depth > DEEPEST:
        raise Stuck(call.element, f"cases call each other more than {DEEPEST} levels deep, down to {call.process}")
    version = version_called(work, caller, call)
    data = given_in(of.spec.calls[call.element], call.inputs or {}, of, version)
    lends = _lane(caller, call, above)
    case = _insert(work, caller, version, call, {"depth": depth, **lends}, data)
    answered = call_of(work, case.id)
    if answered is None:
        raise RuntimeError("a called case has no call")
    return case, version, answered


def entries_of(
    caller: LockedCase, case: LockedCase, version: RunningVersion, call: Call, by: int | None
) -> list[Entry]:
    """What the records of both cases say of it."""
    begun = {"process": version.process_name, "version": version.id, "contact": case.contact_id}
    called = {"step": call.name or call.element, "process": version.process_name, "reference": case.reference}
    return [
        Entry("case:case:called", by, ("case", case.id), caller.id, "", called),
        Entry("case:case:started", by, ("case", case.id), case.id, "", {**begun, "called_by": caller.reference}),
    ]


def _lane(caller: LockedCase, call: WaitingCall, above: Call | None) -> dict[str, Any]:
    """The lane of the call, else that which the call of its own case lends."""
    if not call.lane and above is not None and above.lane:
        return {"lane": above.lane, "lane_service_id": above.lane_service_id}
    return {"lane": call.lane, "lane_service_id": caller.service_id}


def _insert(
    work: Work,
    caller: LockedCase,
    version: RunningVersion,
    call: WaitingCall,
    more: Mapping[str, Any],
    data: Mapping[str, object],
) -> LockedCase:
    """One statement. The first of the cases is held, so nobody else counts those that it led to meanwhile."""
    root_id = caller.root_id or caller.id
    other = tables.case.alias("other")
    number = select(func.count() + 1).where(other.c.root_id == root_id).scalar_subquery()
    root = select(other.c.reference).where(other.c.id == root_id).scalar_subquery()
    values = {
        "reference": root + "-" + cast(number, Text),
        "process_id": literal(version.process_id),
        "version_id": literal(version.id),
        "service_id": literal(version.service_id),
        "status": literal("open"),
        "started_at": literal(work.now, type_=_CASE.started_at.type),
        "root_id": literal(root_id),
        **{name: _CASE[name] for name in _TAKEN},
    }
    chosen = select(*values.values()).where(_CASE.id == caller.id)
    made = insert(tables.case).from_select(list(values), chosen).returning(_CASE.id).cte("made")
    nothing = literal([], type_=tables.state.c.waiting.type)
    of_state = select(made.c.id, literal(orjson.dumps(dict(data))), nothing, nothing, literal(1))
    kept = insert(tables.state).from_select(["case_id", "data", "waiting", "ran", "row_version"], of_state)
    answers = {
        "caller_id": caller.id,
        "engine_task": call.id,
        "element": call.element,
        "name": call.name,
        **more,
    }
    of_call = select(made.c.id, *(literal(value) for value in answers.values()))
    noted = insert(tables.call).from_select(["case_id", *answers], of_call)
    row = work.row(select(made.c.id).add_cte(kept.cte("kept"), noted.cte("noted")))
    if row is None:
        raise RuntimeError("a called case was not written")
    return lock_case(work, row["id"])
