"""Definitions: upload a model, look at it, mark its steps, approve it."""

from __future__ import annotations

from dataclasses import asdict, fields
from typing import Any, TypeVar

import orjson
from flask import Response
from werkzeug.datastructures import FileStorage

from api.auth import actor
from api.errors import problem
from api.files import attachment, check_single, name_of
from api.replies import page, reply
from api.resource import Resource
from api.schemas.definitions import (
    Approval,
    CompareQuery,
    DeployedShape,
    MarkBody,
    MarksFile,
    MarksForm,
    MarksShape,
    StepChangesShape,
    StepsShape,
    UploadFiles,
    UploadForm,
    VersionShape,
)
from api.schemas.fields import page_of
from api.versions import sent_version
from api.work import work
from engine import definitions, people, sla, transfer
from engine.bpmn import Unreadable
from engine.definitions import (
    Confirmation,
    Deployed,
    MarkChange,
    ModelRefused,
    Step,
    StepChange,
    StepChanges,
    VersionRow,
)
from engine.errors import Refused, TooLarge

Value = TypeVar("Value", str, int)
resource = Resource("definitions", "Versions of processes: uploaded models with findings, steps and marks.")


@resource.post(
    permission="definition:upload",
    form=UploadForm,
    files=UploadFiles,
    answer=DeployedShape,
    status=201,
    also={200: DeployedShape},
)
def upload(form: dict[str, Any], files: dict[str, Any]) -> Response:
    """Upload a model. A good one becomes a version; one that differs only in marks changes marks, once confirmed.

    Refused models (422) say which element is wrong and what to do; nothing is stored but the audit line.
    """
    check_single("file")
    file: FileStorage = files["file"]
    try:
        deployed = definitions.deploy(
            work(),
            file.read(),
            service_id=form["service_id"],
            by=actor(),
            variant=form["variant"],
            variant_name=form["variant_name"],
            areas=_words(form["areas"]) or None,
            key=form["key"],
            forms={name_of(item): item.read() for item in files["forms"]},
            confirm=_confirmation(form),
            file_name=name_of(file),
            live_step_keys=transfer.live_step_keys,
            calendars=sla.calendar_keys(work()),
        )
    except (ModelRefused, Unreadable, TooLarge) as refusal:
        return _refused(refusal, form["service_id"], name_of(file))
    return reply(_deployed(deployed), 201 if deployed.outcome == "created" else 200)


@resource.get("/<id:number>", permission="definition:read", answer=VersionShape)
def show_version(number: int) -> Response:
    """Show a version with its findings and what was changed so that it can be used."""
    return reply(_readable(number))


@resource.get("/<id:number>/xml", permission="definition:read", produces="application/octet-stream")
def download(number: int) -> Response:
    """Download the model as it was uploaded, with today's marks as `bpr:` elements."""
    version = _readable(number)
    return attachment(definitions.with_marks(work(), number), f"{version.process_key}-{version.number}.bpmn")


@resource.get("/<id:number>/original", permission="definition:read", produces="application/octet-stream")
def download_original(number: int) -> Response:
    """Download the very bytes that were uploaded."""
    version = _readable(number)
    return attachment(definitions.original(work(), number), f"{version.process_key}-{version.number}-original.bpmn")


@resource.get("/<id:number>/steps", permission="definition:read", answer=StepsShape)
def show_steps(number: int) -> Response:
    """Show the steps of a version with their forms and today's marks."""
    version = _readable(number)
    steps = [_whole(step) for step in definitions.steps(work(), number)]
    marks = definitions.marks_of(work(), version.process_id).values()
    shown = [{**definitions.mark_as_json(mark), "row_version": mark.row_version} for mark in marks]
    return reply({"steps": steps, "marks": shown})


@resource.patch(
    "/<id:number>/steps/<string:step>",
    permission="definition:mark",
    body=MarkBody,
    answer=MarksShape,
    if_match="optional",
)
def mark_step(number: int, step: str, body: dict[str, Any]) -> Response:
    """Mark a step (or the whole process, by its own id): once and done, or must stay; target, guidance, wording.

    The version for If-Match stands with the mark in the list of steps; a step that is not marked has the version 0.
    """
    version, seen = _readable(number), sent_version()
    reason = body.pop("reason")
    known = {"reason": reason, "calendars": sla.calendar_keys(work())}
    held = None if seen is None else {step: seen}
    changes = definitions.set_marks(work(), version.process_id, {step: body}, by=actor(), seen=held, **known)
    now = definitions.marks_of(work(), version.process_id).get(step)
    return reply({"changes": [_marked(change) for change in changes]}, version=now.row_version if now else 0)


@resource.get("/<id:number>/marks.csv", permission="definition:read", produces="text/csv")
def download_marks(number: int) -> Response:
    """Download today's marks as a sheet."""
    version = _readable(number)
    sheet = definitions.marks_csv(work(), number).encode()
    return attachment(sheet, f"{version.process_key}-marks.csv", "text/csv; charset=utf-8")


@resource.post(
    "/<id:number>/marks.csv", permission="definition:mark", form=MarksForm, files=MarksFile, answer=MarksShape
)
def upload_marks(number: int, form: dict[str, Any], files: dict[str, Any]) -> Response:
    """Set the marks a sheet states; all or nothing. A problem names its line."""
    check_single("file")
    version = _readable(number)
    known = {"reason": form["reason"], "calendars": sla.calendar_keys(work())}
    changes = definitions.read_marks_csv(work(), version.process_id, files["file"].read(), by=actor(), **known)
    return reply({"changes": [_marked(change) for change in changes]})


@resource.post("/<id:number>/approve", permission="definition:approve", body=Approval, answer=VersionShape)
def approve(number: int, body: dict[str, Any]) -> Response:
    """Let cases start on this version. Whoever uploaded it cannot."""
    return reply(definitions.approve(work(), number, actor(), reason=body["reason"]))


@resource.get("/<id:number>/compare", permission="definition:read", query=CompareQuery, answer=StepChangesShape)
def compare(number: int, query: dict[str, Any]) -> Response:
    """Show how the steps of this version became those of another."""
    before, after = _readable(number), _readable(query["to"])
    if before.process_id != after.process_id:
        raise Refused.at("to", f"Version {after.id} belongs to another process. Choose two versions of one process.")
    return reply(_steps(definitions.compare_versions(work(), before.id, after.id)))


@resource.get("/of-process/<id:number>", permission="definition:read", answer=page_of(VersionShape))
def list_versions(number: int) -> Response:
    """List the versions of a process, the newest first."""
    people.require(actor(), "definition:read", service_id=definitions.process(work(), number).service_id)
    found = definitions.versions(work(), number)
    return page(found, len(found), lambda version: (version.id,))


def _readable(number: int) -> VersionRow:
    version = definitions.version_by_id(work(), number)
    people.require(actor(), "definition:read", service_id=version.service_id)
    return version


def _refused(refusal: Refused | TooLarge, service_id: int, file_name: str) -> Response:
    """The refusal as an answer; returned, not raised, so that its audit line stays."""
    definitions.record_refusal(work(), refusal, service_id=service_id, by=actor(), file_name=file_name)
    if isinstance(refusal, TooLarge):
        return problem(413, refusal.message)
    return problem(422, refusal.message, refusal.problems)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _confirmation(form: dict[str, Any]) -> Confirmation:
    mapping, seen = _object(form["mapping"], str), _object(form["marks_seen"] or "{}", int)
    if mapping is None:
        raise Refused.at("mapping", 'Give the mapping as a JSON object of texts, such as {"new_id": "old_key"}.')
    if seen is None:
        raise Refused.at("marks_seen", 'Give the versions as a JSON object of numbers, such as {"step_key": 12}.')
    lost = frozenset(_words(form["lost"]))
    return Confirmation(mapping, lost, form["confirm_marks"], seen if form["marks_seen"] else None)


def _object(text: str, kind: type[Value]) -> dict[str, Value] | None:
    """A JSON object of values of one kind; None for anything else."""
    try:
        found = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return found if isinstance(found, dict) and all(type(value) is kind for value in found.values()) else None


def _deployed(deployed: Deployed) -> dict[str, Any]:
    return {
        "outcome": deployed.outcome,
        "id": deployed.version_id,
        "process_id": deployed.process_id,
        "number": deployed.number,
        "stage": deployed.stage,
        "findings": [finding.as_json() for finding in deployed.findings],
        "changes": [definitions.change_as_json(change) for change in deployed.changes],
        "steps": _steps(deployed.steps),
        "mark_changes": [_marked(change) for change in deployed.mark_changes],
        "marks_applied": deployed.marks_applied,
    }


def _steps(changes: StepChanges) -> dict[str, Any]:
    def brief(name: str) -> list[dict[str, str]]:
        steps = getattr(changes, name)
        return [{"element": step.element, "step_key": step.step_key, "name": step.name} for step in steps]

    renamed = [asdict(proposal) for proposal in changes.renamed]
    changed = [_changed(change) for change in changes.changed]
    return {
        "kept": brief("kept"),
        "changed": changed,
        "renamed": renamed,
        "new": brief("new"),
        "lost": brief("lost"),
    }


def _changed(change: StepChange) -> dict[str, Any]:
    return {
        "before": _whole(change.before),
        "after": _whole(change.after),
        "fields_changed": ["form" if name == "fields" else name for name in change.fields],
    }


def _whole(step: Step) -> dict[str, Any]:
    return {"form" if field.name == "fields" else field.name: getattr(step, field.name) for field in fields(step)}


def _marked(change: MarkChange) -> dict[str, Any]:
    return {
        "step_key": change.step_key,
        "before": definitions.mark_as_json(change.before) if change.before else None,
        "after": definitions.mark_as_json(change.after) if change.after else None,
        "fields_changed": list(change.fields),
        "before_version": change.before.row_version if change.before else 0,
    }
