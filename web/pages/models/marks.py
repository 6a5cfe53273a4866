"""Marking steps: one with all its values, many at once, or all of them as a sheet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import cast

from flask import Blueprint, Response, request

from engine import definitions, people, sla
from engine.definitions import MarkChange, Step, VersionRow
from engine.errors import NotFound, Refused
from web.files import SHEET_TYPES, attachment, sent_files
from web.forms import refuse, sent
from web.names import names
from web.page import actor, page, see, show, work
from web.pages.models.comparison import KINDS
from web.pages.models.mark_forms import ManyMarks, MarkForm, beside_fields, filled, seen_at
from web.pages.models.mark_history import said, told
from web.pages.models.version_view import look_at, readable
from web.said import say
from web.wording import moment, plural

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
    definitions.hold_marks(work(), version.process_id)
    if not sent(form) or _was_changed(version, step, form):
        return _step_page(version, step, form, 422)
    try:
        changes = _set(version, {step_key: form.values(whole=step.kind == PROCESS)}, form)
    except Refused as error:
        return _step_page(version, step, form, refuse(form, beside_fields(error, {step_key: step.name})))
    name = step.name or step_key
    return say(_to(version), f"“{name}” is marked." if changes else f"Nothing was changed in “{name}”.")


@pages.post("/versions/<id:number>/marks")
@page("definition:mark", keeps=(ManyMarks, "step", "seen"))
def mark_many(number: int) -> Response:
    """Set a few values in many steps; all of them or none."""
    version, form = readable(work(), number, by=actor()), ManyMarks()
    chosen, seen = request.form.getlist("step"), request.form.get("seen", "")
    definitions.hold_marks(work(), version.process_id)
    if not sent(form) or _asks_nothing(form, chosen):
        return _many_again(version, form, chosen, 422, seen=seen)
    if _were_changed(version, form, chosen):
        return _many_again(version, form, chosen, 409)
    try:
        changes = _set(version, dict.fromkeys(chosen, form.values()), form)
    except Refused as error:
        called = {step.step_key: step.name or step.step_key for step in definitions.steps(work(), number)}
        chosen_names = {key: called.get(key, key) for key in chosen}
        return _many_again(version, form, chosen, refuse(form, beside_fields(error, chosen_names)), seen=seen)
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
    version: VersionRow, wanted: Mapping[str, Mapping[str, object]], form: MarkForm | ManyMarks
) -> tuple[MarkChange, ...]:
    reason, calendars = form.reason.data or "", sla.calendar_keys(work())
    return definitions.set_marks(work(), version.process_id, wanted, by=actor(), reason=reason, calendars=calendars)


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


def _was_changed(version: VersionRow, step: Step, form: MarkForm) -> bool:
    """Whether somebody else changed the mark since the form was shown; it is told above the form."""
    today = definitions.marks_of(work(), version.process_id).get(step.step_key)
    if form.seen.data == seen_at(today):
        return False
    history = definitions.mark_history(work(), version.process_id, step.step_key)
    changed_by = cast("int | None", history[0]["changed_by"]) if history else None
    who = names(work(), {changed_by}).user(changed_by) if changed_by else "Somebody"
    when = f" on {moment(today.valid_from)}" if today else ""
    form.form_errors.append(
        f"{who} changed this mark{when}, after you opened it. Look at its history below, then save yours again."
    )
    form.seen.raw_data, form.seen.data = None, seen_at(today)
    return True


def _asks_nothing(form: ManyMarks, chosen: list[str]) -> bool:
    if not chosen:
        form.form_errors.append("Choose one step at least in the table of steps.")
    elif not form.values():
        form.form_errors.append("Say what the chosen steps are to have in common.")
    return bool(form.form_errors)


def _were_changed(version: VersionRow, form: ManyMarks, chosen: list[str]) -> bool:
    """Whether somebody else changed marks of these steps since the page was shown; each is told above the form."""
    changed = definitions.marked_since(work(), version.process_id, chosen, _moment_seen())
    called = {step.step_key: step.name or step.step_key for step in definitions.steps(work(), version.id)}
    who = names(work(), {by for _, by in changed.values()})
    today = definitions.marks_of(work(), version.process_id)
    for key, (at, by) in changed.items():
        says = "; ".join(f"{name}: {value}" for name, value in said(today[key].values())) if key in today else "nothing"
        form.form_errors.append(
            f"{who.user(by) if by else 'Somebody'} changed the mark of “{called.get(key, key)}” on {moment(at)}, after "
            f"you opened this page. It says now: {says}. Send yours again to change it all the same."
        )
    return bool(changed)


def _moment_seen() -> datetime | None:
    """When the newest of the marks was made that the page showed; None when it showed none."""
    try:
        return datetime.fromisoformat(request.form.get("seen", "")).astimezone(UTC)
    except ValueError:
        return None


def _many_again(version: VersionRow, form: ManyMarks, chosen: Sequence[str], status: int, **typed: str) -> Response:
    """The page again with what was `typed`: the reason for a sheet; and the moment that whoever sent the form has
    `seen`, if they have not been told what changed since.
    """
    given = look_at(work(), version) | typed
    return show("versions/version.html", status, form=form, chosen=chosen, **given)


def _to(version: VersionRow) -> Response:
    return see(f"/versions/{version.id}#steps")
