"""Change what a case knows: a value that was typed or worked out wrongly, put right by whoever repairs the case.

What was answered stays in the record; the new value is written beside it. The audit trail names fields, never values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import orjson
from sqlalchemy import insert, literal, update
from sqlalchemy.dialects.postgresql import JSONB

from engine import audit, bpmn, definitions, forms, people
from engine.audit import Entry
from engine.bpmn import Stuck
from engine.cases import tables
from engine.cases.access import may_see
from engine.cases.calls.following import settle
from engine.cases.incidents import open_incident
from engine.cases.locking import LockedCase
from engine.cases.repair.holding import hold_for_repair
from engine.cases.settling import Cause
from engine.cases.statuses import STANDS_STILL, STUCK
from engine.cases.tools import toolbox
from engine.definitions import RunningVersion
from engine.errors import Problem, Refused
from engine.forms import Field, reason_given
from engine.people import Actor
from engine.store import Work


@dataclass(frozen=True, slots=True)
class KnownValue:
    """A value that a case knows, or could. `value` is None for readers who may repair the case but not read it.

    `asked`: a form of the process asks for it; otherwise a rule or calculation worked it out.
    """

    field: Field
    value: object
    asked: bool


def known_values(work: Work, case_id: int, *, by: Actor) -> list[KnownValue]:
    """What `by` may change of what a case knows, in the order of the forms.

    Restricted fields are there for those who may read them, but without their values: this is no reading of them.
    Raises NotFound, NotPermitted, Conflict (the case has ended).
    """
    case = hold_for_repair(work, case_id, by=by)
    version = definitions.running_version(work, case.version_id)
    data = {**case.data, **_pending(work, case)}
    readable = may_see(by, service_id=case.service_id, site_id=case.site_id, walk_through=case.walk_through)
    asked = {field.key for field in _asked(version)}
    return [
        KnownValue(
            field, data.get(field.key) if readable and field.sensitivity != "restricted" else None, field.key in asked
        )
        for field in _editable(version, data, case, by)
    ]


def change_data(
    work: Work, case_id: int, values: Mapping[str, object], *, reason: str, by: Actor, if_version: int | None = None
) -> None:
    """Put new values in the place of those that a case goes by, each as its form would take it.

    A stuck case goes by them once it is tried again, a suspended one once it is resumed; any other looks at once
    whether something it waits for has come. Raises NotFound, NotPermitted, StaleVersion, Conflict (ended),
    InvalidAnswers, Refused (no reason, nothing to change, unknown keys, or the case could not go on so).
    """
    case = hold_for_repair(work, case_id, by=by, if_version=if_version)
    version = definitions.running_version(work, case.version_id)
    pending = _pending(work, case)
    fields = _chosen(_editable(version, {**case.data, **pending}, case, by), values)
    clean = forms.clean(fields, values, known=case.data, now=work.now)
    why = reason_given(reason, ask="Enter why this is changed.")
    _keep(work, case, fields, clean)
    facts = {"fields": [field.label for field in fields]}
    entry = Entry("case:data:changed", by.user_id, ("case", case_id), case_id, why, facts)
    changed = replace(case, data={**case.data, **clean})
    if case.state is None or case.status in STANDS_STILL:
        _put(work, changed)
        _put_pending(work, case_id, {key: value for key, value in clean.items() if key in pending})
        audit.record_many(work, [entry])
    else:
        _look_again(work, changed, version, case.state, entry)


def _look_again(work: Work, case: LockedCase, version: RunningVersion, state: bytes, entry: Entry) -> None:
    box = toolbox(work, case_id=case.id)
    try:
        outcome = bpmn.look_again(version.spec, state, case.data, now=work.now, tools=box.tools)
    except Stuck as stuck:
        raise Refused(f"With this the case could not go on: {stuck.cause}. Nothing was changed.") from stuck
    settle(work, case, version, outcome, Cause(entry.by, entries=[entry, *box.entries]))


def _asked(version: RunningVersion) -> Iterator[Field]:
    """The fields that some form of the process asks for, each once."""
    told: set[str] = set()
    for field in definitions.questions(version):
        if not field.read_only and field.key not in told:
            told.add(field.key)
            yield replace(field, shown_if="")


def _editable(version: RunningVersion, data: Mapping[str, object], case: LockedCase, by: Actor) -> Iterator[Field]:
    reads_all = people.may(by, "case:read-restricted", service_id=case.service_id, site_id=case.site_id)
    asked, hidden = list(_asked(version)), definitions.restricted_names(version)
    keys = {field.key for field in asked}
    worked_out = (
        Field(key, key, kind, sensitivity="restricted" if key in hidden else "ordinary")
        for key, value in sorted(data.items())
        if key not in keys and (kind := _kind(value))
    )
    yield from (field for field in (*asked, *worked_out) if reads_all or field.sensitivity != "restricted")


def _kind(value: object) -> str:
    """The type of field for a value that was worked out; empty for one that is no single value."""
    if value is None or isinstance(value, str):
        return "long_text"
    if isinstance(value, bool):
        return "yes_no"
    return "number" if isinstance(value, int | float) else ""


def _chosen(editable: Iterator[Field], values: Mapping[str, object]) -> Sequence[Field]:
    if not values:
        raise Refused("Say what is to be changed.", (Problem("values", "Give at least one value."),))
    found = {field.key: field for field in editable}
    unknown = [key for key in values if key not in found]
    if unknown:
        message = "This case knows no such value that you may change. Choose one of those that are listed."
        raise Refused(message, tuple(Problem(key[:200], message) for key in unknown))
    return [found[key] for key in values]


def _keep(work: Work, case: LockedCase, fields: Sequence[Field], clean: Mapping[str, Any]) -> None:
    """Write the new values beside the answers that were given."""
    shown, restricted = forms.split(fields, clean)
    work.execute(
        insert(tables.answer).values(
            case_id=case.id,
            given_at=work.now,
            answers=literal(shown, type_=JSONB),
            restricted=literal(restricted, type_=JSONB),
        )
    )


def _put(work: Work, case: LockedCase) -> None:
    columns = tables.state.c
    work.execute(
        update(tables.state)
        .where(columns.case_id == case.id)
        .values(data=orjson.dumps(case.data), row_version=case.row_version + 1)
    )


def _pending(work: Work, case: LockedCase) -> dict[str, object]:
    """The answers, or what a message brought, that a stuck case will go by when it is tried again."""
    incident = open_incident(work, case.id) if case.status == STUCK else None
    return dict((incident.pending.get("answers") or incident.pending.get("payload") or {}) if incident else {})


def _put_pending(work: Work, case_id: int, values: Mapping[str, object]) -> None:
    incident = open_incident(work, case_id) if values else None
    if incident is None:
        return
    inside = "answers" if "answers" in incident.pending else "payload"
    pending = {**incident.pending, inside: {**incident.pending[inside], **values}}
    work.execute(
        update(tables.incident).where(tables.incident.c.id == incident.id).values(pending=literal(pending, type_=JSONB))
    )
