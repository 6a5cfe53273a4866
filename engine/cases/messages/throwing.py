"""What a case throws: written down in the transaction of the step that throws it, brought on by the worker."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from engine import definitions
from engine.audit import Entry
from engine.bpmn import Outcome, Target, Thrown
from engine.cases.locking import LockedCase
from engine.cases.messages.keeping import keep
from engine.cases.messages.spreading import spread
from engine.definitions import RunningVersion
from engine.store import Work


def throw(work: Work, case: LockedCase, version: RunningVersion, outcome: Outcome, *, by: int | None) -> list[Entry]:
    """Keep what a step of a case has thrown, for the worker to deliver; answers what the record says of it."""
    return [_throw(work, case, version, thrown, outcome.data, by) for thrown in outcome.thrown]


def _throw(
    work: Work, case: LockedCase, version: RunningVersion, thrown: Thrown, data: Mapping[str, object], by: int | None
) -> Entry:
    target = version.spec.message_targets.get(thrown.element) if thrown.kind == "message" else None
    to_process_id = _process_of(work, version, target)
    if target and to_process_id is None:
        outside = {"message": thrown.name, "to": "outside"}
        return Entry("case:message:thrown", by=by, subject=("case", case.id), case_id=case.id, facts=outside)
    payload = _open_values(version, data) if thrown.payload is None else thrown.payload
    values: dict[str, Any] = {
        "kind": thrown.kind,
        "name": (target and target.name) or thrown.name,
        "keys": dict(thrown.keys),
        "payload": {**{name: value for name, value in thrown.keys.items() if name.isidentifier()}, **payload},
        "from_case_id": case.id,
        "from_element": thrown.element,
        "to_process_id": to_process_id,
        "site_id": case.site_id,
        "walk_through": case.walk_through,
    }
    if thrown.kept_for is not None:
        values["expires_at"] = work.now + thrown.kept_for
    message = keep(work, values)
    if message.kind == "signal":
        spread(work, message)
    facts = {thrown.kind: message.name, "fields": sorted(message.payload), "keys": sorted(message.keys)}
    return Entry(f"case:{thrown.kind}:thrown", by=by, subject=("message", message.id), case_id=case.id, facts=facts)


def _process_of(work: Work, version: RunningVersion, target: Target | None) -> int | None:
    """The process at the other end of a message flow, if it was uploaded to be run."""
    beside = definitions.versions_beside(work, version.id).get(target.process) if target else None
    return beside.process_id if beside else None


def _open_values(version: RunningVersion, data: Mapping[str, object]) -> dict[str, object]:
    """The case data that nothing personal or restricted was asked for: what a message carries unless the model says."""
    personal = {field.key for field in definitions.questions(version) if field.sensitivity == "personal"}
    hidden = personal | definitions.restricted_names(version)
    return {name: value for name, value in data.items() if name not in hidden}
