"""Marking steps: one with all its values, many at once, or all of them as a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, Response, request

from engine import definitions, people, sla
from engine.definitions import MarkChange, MarksOvertaken, Step, VersionRow
from engine.errors import NotFound, Refused
from web.files import SHEET_TYPES, attachment, sent_files
from web.forms import refuse, sent
from web.names import names
from web.page import actor, page, see, show, work
from web.pages.models.comparison import KINDS
from web.pages.models.mark_forms import ManyMarks, MarkForm, beside_fields, filled
from web.pages.models.mark_history import said, told
from web.pages.models.marks_seen import tell_late, version_seen, versions_seen
from web.pages.models.version_view import look_at, readable
from web.said import say
from web.wording import plural

pages = Blueprint("marks", __name__)
PROCESS = "process"
"""The kind of the thing that is marked when it is no step but the whole process."""


@pages.get("/versions/<id:number>/steps/<path:step_key>")
@page("definition:read")
def show_step(number: int, step_key: str) -> Response:
    """A step with its mark, and how the mark came to be."""
    version = readable(work(), number, by=actor())
    step = _step(version, step_key)
    today = definitions.marks_of(work(), version.process_id).get(step_key)
    return _step_page(version, step, _offered(version, filled(today, step_key)))


@pages.post("/versions/<id:number>/steps/<path:step_key>")
@page("definition:mark", keeps=(MarkForm,))
def mark_step(number: int, step_key: str) -> Response:
    """Set what the mark of a step says."""
    version = readable(work(), number, by=actor())
    step, form = _step(version, step_key), _offered(version, MarkForm())
    name = step.name or step_key
    if not sent(form):
        return _step_page(version, step, form, 422)
    try:
        values = {step_key: form.values(whole=step.kind == PROCESS)}
        changes = _set(version, values, form, seen={step_key: version_seen(form.seen.data)})
    except MarksOvertaken as late:
        tell_late(work(), form, late, {step_key: name})
        form.seen.data = str(late.marks[0].now.row_version)
        return _step_page(version, step, form, 409)
    except Refused as error:
        return _step_page(version, step, form, refuse(form, beside_fields(error, {step_key: step.name})))
    return say(_to(version), f"“{name}” is marked." if changes else f"Nothing was changed in “{name}”.")


@pages.post("/versions/<id:number>/marks")
@page("definition:mark", keeps=(ManyMarks, "step", "seen"))
def mark_many(number: int) -> Response:
    """Set a few values in many steps; all of them or none."""
    version, form = readable(work(), number, by=actor()), ManyMarks()
    chosen, seen = request.form.getlist("step"), request.form.get("seen", "")
    if not sent(form) or _asks_nothing(form, chosen):
        return _many_again(version, form, chosen, 422, seen=seen)
    try:
        changes = _set(version, dict.fromkeys(chosen, form.values()), form, seen=versions_seen(seen, chosen))
    except MarksOvertaken as late:
        tell_late(work(), form, late, _called(version, chosen))
        return _many_again(version, form, chosen, 409)
    except Refused as error:
        status = refuse(form, beside_fields(error, _called(version, chosen)))
        return _many_again(version, form, chosen, status, seen=seen)
    return say(_to(version), f"{plural(len(changes), 'mark')} changed.")


@pages.get("/versions/<id:number>/marks.csv")
@page("definition:read")
def download_sheet(number: int) -> Response:
    """Today's marks as a sheet."""
    version = readable(work(), number, by=actor())
    sheet = definitions.marks_csv(work(), number).encode()
    return attachment(sheet, f"{version.process_key}-marks.csv", SHEET_TYPES["csv"])


@pages.post("/versions/<id:number>/sheet")
@page("definition:mark", keeps=("reason",))
def upload_sheet(number: int) -> Response:
    """Set the marks that a sheet states; all or nothing."""
    version, files, form = readable(work(), number, by=actor()), sent_files("sheet"), ManyMarks(formdata=None)
    calendars, reason = sla.calendar_keys(work()), request.form.get("reason", "")
    if not files:
        form.form_errors.append("Choose the sheet first.")
        return _many_again(version, form, (), 422, sheet_reason=reason)
    try:
        changes = definitions.read_marks_csv(
            work(), version.process_id, files[0].read(), by=actor(), reason=reason, calendars=calendars
        )
    except Refused as error:
        return _many_again(version, form, (), refuse(form, error), sheet_reason=reason)
    return say(_to(version), f"{plural(len(changes), 'mark')} changed from the sheet.")


def _offered(version: VersionRow, form: MarkForm) -> MarkForm:
    """The form with the calendars there are, and the skills that people have or other steps need."""
    marked = {mark.skill for mark in definitions.marks_of(work(), version.process_id).values() if mark.skill}
    form.offer(
        {row.key: row.name or row.key for row in sla.list_calendars(work())}, {*people.known_skills(work()), *marked}
    )
    return form


def _set(
    version: VersionRow,
    wanted: Mapping[str, Mapping[str, object]],
    form: MarkForm | ManyMarks,
    *,
    seen: Mapping[str, int],
) -> tuple[MarkChange, ...]:
    return definitions.set_marks(
        work(),
        version.process_id,
        wanted,
        by=actor(),
        reason=form.reason.data or "",
        calendars=sla.calendar_keys(work()),
        seen=seen,
    )


def _called(version: VersionRow, chosen: Sequence[str]) -> dict[str, str]:
    """The names of the chosen steps by their keys."""
    names_of_steps = {step.step_key: step.name for step in definitions.steps(work(), version.id)}
    return {key: names_of_steps.get(key) or key for key in chosen}


def _step(version: VersionRow, step_key: str) -> Step:
    """The step with this key, or the whole process under its own id. Raises NotFound."""
    if step_key == version.bpmn_process_id:
        return Step(step_key, step_key, version.name, PROCESS)
    for step in definitions.steps(work(), version.id):
        if step.step_key == step_key:
            return step
    raise NotFound(f"Version {version.number} of {version.name} has no such step. Choose one from its table.")


def _step_page(version: VersionRow, step: Step, form: MarkForm, status: int = 200) -> Response:
    history = told(definitions.mark_history(work(), version.process_id, step.step_key))
    called = names(work(), {item.by for item in history})
    today = definitions.marks_of(work(), version.process_id).get(step.step_key)
    return show(
        "versions/step.html",
        status,
        version=version,
        step=step,
        kind=KINDS.get(step.kind, ""),
        whole=step.kind == PROCESS,
        form=form,
        says=said(today.values()) if today else [],
        history=history,
        called=called,
    )


def _asks_nothing(form: ManyMarks, chosen: list[str]) -> bool:
    if not chosen:
        form.form_errors.append("Choose one step at least in the table of steps.")
    elif not form.values():
        form.form_errors.append("Say what the chosen steps are to have in common.")
    return bool(form.form_errors)


def _many_again(version: VersionRow, form: ManyMarks, chosen: Sequence[str], status: int, **typed: str) -> Response:
    """The page again with what was `typed`: the reason for a sheet; and the marks that whoever sent the form has
    `seen`, if they have not been told what changed since.
    """
    given = look_at(work(), version) | typed
    return show("versions/version.html", status, form=form, chosen=chosen, **given)


def _to(version: VersionRow) -> Response:
    return see(f"/versions/{version.id}#steps")
