"""Start a case: choose the version, check the answers, run to the first waiting point, write it all down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import insert, literal, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import insert as upsert

from engine import bpmn, definitions, forms, people, sla
from engine.audit import Entry
from engine.bpmn import Stuck
from engine.cases import tables
from engine.cases.calls.following import settle
from engine.cases.incidents import record_incident
from engine.cases.locking import LockedCase, lock_case
from engine.cases.measuring import measure_case
from engine.cases.settling import Cause, Settled
from engine.cases.statuses import STUCK
from engine.cases.tools import toolbox
from engine.definitions import Mark, RunningVersion
from engine.errors import Refused
from engine.people import Actor, TeamDirectory
from engine.references import new_reference
from engine.sla import Aims, Begins, ClockStart
from engine.store import Work

_ATTEMPTS = 5


@dataclass(frozen=True, slots=True)
class Begun:
    """Where a new case comes from, as far as known: the contact that began it, its channel, customer and property.

    `received_at` is when the customer asked, left out when that is now.
    """

    contact_id: int | None = None
    customer_id: int | None = None
    property_id: int | None = None
    area: str = ""
    channel: str = ""
    received_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Trigger:
    """The start event of a model that has happened, and what it brings: data of the case that it starts."""

    element: str
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Started:
    """A case that has just been started. `status` is `open`, `waiting`, `ended` or `stuck`."""

    id: int
    reference: str
    status: str
    settled: Settled


def start(
    work: Work,
    *,
    process_key: str,
    site_id: int,
    by: Actor,
    answers: Mapping[str, object] | None = None,
    begun: Begun | None = None,
) -> Started:
    """Start a case of the latest live version for the site (or for the area of the property it is about).

    `answers` are for the form of the start event. Raises NotFound (no such process, nothing live), NotPermitted,
    InvalidAnswers, Refused (received in the future). A technical failure makes a stuck case, not an error.
    """
    begun = begun or Begun()
    if begun.contact_id is None and begun.received_at is not None and begun.received_at > work.now:
        raise Refused.at("received_at", "Nothing can be received in the future. Give a moment that has passed.")
    version = definitions.live_version(work, process_key, area=begun.area, site_id=site_id)
    people.require(by, "case:start", service_id=version.service_id, site_id=site_id)
    return begin(work, version, site_id=site_id, by=by, answers=answers or {}, begun=begun, walk_through=False)


def begin(
    work: Work,
    version: RunningVersion,
    *,
    site_id: int,
    by: Actor,
    answers: Mapping[str, object],
    begun: Begun,
    walk_through: bool,
    trigger: Trigger | None = None,
) -> Started:
    """Start a case of a version; the caller has checked that `by` may. A technical failure makes a stuck case.

    With a `trigger` it starts at that event with what it brings, instead of `answers` to the form.
    """
    clean = dict(trigger.payload) if trigger else forms.clean(version.start_fields, answers, now=work.now)
    directory = people.team_directory(work, version.service_id, site_id)
    team_id = _team_of(directory, by)
    aims = _aims_of_case(work, version, team_id, directory, begun)
    values = {
        "site_id": site_id,
        "walk_through": walk_through,
        "owner_id": _owner(work, by, version.service_id),
        "begun_by_team_id": team_id,
        "contact_id": begun.contact_id,
        "channel": begun.channel,
        "customer_id": begun.customer_id,
        "property_id": begun.property_id,
        "fulfil_by": aims.promise.due_at,
    }
    case = _insert(work, version, values, data=clean)
    _keep_answers(work, version, case, clean)
    if not walk_through:
        case = measure_case(work, case, aims, by=by.user_id)
    began = Entry(
        "case:case:started",
        by=by.user_id,
        subject=("case", case.id),
        case_id=case.id,
        facts={"process": version.process_name, "version": version.id, "contact": begun.contact_id},
    )
    at = trigger.element if trigger else ""
    settled = run_start(work, case, version, by=by.user_id, team_id=team_id, entries=[began], at=at)
    return Started(case.id, case.reference, settled.status, settled)


def run_start(
    work: Work,
    case: LockedCase,
    version: RunningVersion,
    *,
    by: int | None,
    team_id: int | None,
    entries: list[Entry],
    at: str = "",
) -> Settled:
    """Run a case that has no state yet to its first waiting point; a failure becomes an incident.

    `at` is the start event that happened; none for a case that a person starts.
    """
    box = toolbox(work, case_id=case.id)
    try:
        outcome = bpmn.start(version.spec, data=case.data, now=work.now, tools=box.tools, at=at)
    except Stuck as stuck:
        pending = {"action": "start", "team_id": team_id, "at": at}
        record_incident(work, case, stuck, pending=pending, entries=entries)
        return Settled(STUCK)
    return settle(work, case, version, outcome, Cause(by, team_id, [*entries, *box.entries]))


def _insert(work: Work, version: RunningVersion, values: Mapping[str, Any], *, data: dict[str, Any]) -> LockedCase:
    of_version = {"process_id": version.process_id, "version_id": version.id, "service_id": version.service_id}
    for _ in range(_ATTEMPTS):
        made = (
            upsert(tables.case)
            .values(reference=new_reference(), status="open", started_at=work.now, **of_version, **values)
            .on_conflict_do_nothing()
            .returning(tables.case)
            .cte("made")
        )
        nothing = literal([], type_=tables.state.c.waiting.type)
        kept = insert(tables.state).from_select(
            ["case_id", "data", "waiting", "ran", "row_version"],
            select(made.c.id, literal(orjson.dumps(data)), nothing, nothing, literal(1)),
        )
        row = work.row(select(made.c.id).add_cte(kept.cte("kept")))
        if row is not None:
            return lock_case(work, row["id"])
    raise RuntimeError("no free case reference was found")


def _keep_answers(work: Work, version: RunningVersion, case: LockedCase, clean: Mapping[str, Any]) -> None:
    asked = {field.key for field in version.start_fields}
    given = {key: value for key, value in clean.items() if key in asked}
    if not given:
        return
    shown, restricted = forms.split(version.start_fields, given)
    work.execute(
        insert(tables.answer).values(
            case_id=case.id,
            given_at=work.now,
            answers=literal(shown, type_=JSONB),
            restricted=literal(restricted, type_=JSONB),
        )
    )


def _aims_of_case(
    work: Work, version: RunningVersion, team_id: int | None, directory: TeamDirectory, begun: Begun
) -> Aims:
    key = version.bpmn_process_id
    mark = definitions.marks_of(work, version.process_id).get(key) or Mark(key)
    start = ClockStart(
        kind="case",
        name=version.process_name,
        service_id=version.service_id,
        team_id=team_id,
        target=mark.target,
        calendar=sla.calendar_of(directory, None, begun.channel, mark=mark.calendar),
    )
    begins = Begins(start, version.process_key, received_at=begun.received_at)
    return sla.plan_work(work, [begins], service_id=version.service_id)[0]


def _team_of(directory: TeamDirectory, by: Actor) -> int | None:
    """The team for which `by` starts a case: the site's front office when they belong to it, else one of their own."""
    front = directory.front()
    if front is not None and front.id in by.team_ids:
        return front.id
    return min(by.team_ids, default=None)


def _owner(work: Work, by: Actor, service_id: int) -> int | None:
    """A case a program starts belongs to the head of its service; any other to whoever starts it."""
    if by.user_id is None or any(grant.role == "service_account" for grant in by.grants):
        return people.service_by_id(work, service_id).owner_id
    return by.user_id
