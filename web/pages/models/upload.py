"""Uploading a model: refused with a sentence for each finding, or taken, after what needs it has been confirmed."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, abort, request
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSelect, GovSubmitInput, GovTextInput
from wtforms import FileField, MultipleFileField, SelectField, StringField, SubmitField
from wtforms.validators import InputRequired

from engine import definitions
from engine.bpmn import Unreadable
from engine.definitions import Confirmation, Deployed, Draft, Finding, MarksOvertaken, ModelRefused, Rehearsal
from engine.errors import Conflict, Refused, TooLarge
from web.files import attachment, name_of, one_file, sent_files
from web.forms import PageForm, refuse, sent
from web.page import actor, kept, page, see, show, work
from web.pages.models.marks_seen import late_words, versions_of, versions_seen
from web.pages.models.services import offer_services, services_for
from web.pages.models.uploading import (
    Question,
    confirmation,
    lanes_by_service,
    marks_in_words,
    questions,
    rehearse,
    step_names,
    take,
)
from web.said import say
from web.wording import plural

pages = Blueprint("upload", __name__)

_LATE = "What the file says instead is below and not stored: confirm it again to put it in its place."
_SAMPLES = Path(__file__).parents[2] / "samples"


class UploadForm(PageForm):
    """Where a model belongs, and the files."""

    service_id = SelectField("Service", [InputRequired("Choose a service")], coerce=str, widget=GovSelect())
    file = FileField(
        "The model",
        [one_file("Choose one model, a .bpmn file")],
        widget=GovFileInput(),
        description="A BPMN 2.0 file (.bpmn or .xml) from any modelling tool",
    )
    attached = MultipleFileField(
        "Forms and decisions that belong to it",
        widget=GovFileInput(multiple=True),
        description="Linked forms (.form) and decision tables (.dmn), if it has any. You can choose several.",
    )
    variant = StringField(
        "Variant", widget=GovTextInput(), description="A short name without spaces, such as north. Empty: county-wide"
    )
    areas = StringField("Areas the variant serves", widget=GovTextInput(), description="With commas between")
    go = SubmitField("Upload", widget=GovSubmitInput())


@pages.get("/processes/upload")
@page("definition:upload")
def ask_upload() -> Response:
    """Ask for the model, the service it belongs to, and the files that belong to it."""
    return _asked(_offered(UploadForm(formdata=None, data={"service_id": request.args.get("service", "")})))


@pages.post("/processes/upload")
@page("definition:upload", keeps=(UploadForm,))
def upload() -> Response:
    """Take the model if nothing needs the analyst's word, else keep it and ask."""
    form = _offered(UploadForm())
    if not sent(form):
        return _asked(form, 422)
    draft = _draft(form)
    try:
        found = rehearse(work(), draft, by=actor())
    except (ModelRefused, Unreadable, TooLarge) as refusal:
        return _refused(form, draft, refusal)
    except (Refused, Conflict) as error:
        return _asked(form, refuse(form, error))
    if found.asks:
        number = definitions.keep_draft(work(), draft, by=actor())
        return see(f"/processes/upload/{number}")
    return _taken(take(work(), draft, Confirmation(), by=actor()))


@pages.get("/processes/upload/<id:number>")
@page("definition:upload")
def ask_confirmation(number: int) -> Response:
    """Show what an upload would do, and ask what became of steps that go, and whether marks change."""
    draft = definitions.draft_by_id(work(), number, by=actor())
    found = rehearse(work(), draft, by=actor())
    return _confirm_page(number, draft, found, questions(found))


@pages.post("/processes/upload/<id:number>")
@page("definition:upload", keeps=("became:", "marks"))
def confirm(number: int) -> Response:
    """Do what was confirmed."""
    draft = definitions.draft_by_id(work(), number, by=actor())
    found = rehearse(work(), draft, by=actor())
    asked = questions(found, request.form)
    problems = [one.problem for one in asked if one.problem]
    if problems:
        return _confirm_page(number, draft, found, asked, 422)
    try:
        confirmed = confirmation(asked, marks="marks" in request.form, seen=_seen(found))
        deployed = take(work(), draft, confirmed, by=actor())
    except MarksOvertaken as late:
        return _confirm_page(
            number, draft, found, asked, 409, late_words(work(), late, step_names(found.deployed), _LATE)
        )
    except (Refused, Conflict) as error:
        return _confirm_page(number, draft, found, asked, 422, _first(error))
    definitions.drop_draft(work(), number, by=actor())
    return _taken(deployed)


@pages.post("/processes/upload/<id:number>/discard")
@page("definition:upload")
def discard(number: int) -> Response:
    """Forget an upload that waits."""
    definitions.drop_draft(work(), number, by=actor())
    return say(see("/processes"), "The upload is forgotten. Nothing was changed.")


@pages.get("/processes/upload/samples/<name>")
@page("definition:upload")
def sample(name: str) -> Response:
    """A model to try the upload with."""
    found = next((file for file in _SAMPLES.glob("*.bpmn") if file.name == name), None)
    return attachment(found.read_bytes(), name) if found else abort(404)


def _offered(form: UploadForm) -> UploadForm:
    """The form with the services the analyst may upload for."""
    offer_services(form, "definition:upload")
    return form


def _draft(form: UploadForm) -> Draft:
    file = sent_files("file")[0]
    return Draft(
        data=file.read(),
        file_name=name_of(file),
        service_id=int(form.service_id.data),
        variant=(form.variant.data or "").strip(),
        areas=tuple(area.strip() for area in (form.areas.data or "").split(",") if area.strip()),
        attached={name_of(item): item.read() for item in sent_files("attached")},
    )


def _refused(form: UploadForm, draft: Draft, refusal: ModelRefused | Unreadable | TooLarge) -> Response:
    """Say what is wrong with the model. Nothing stays but the audit line."""
    definitions.record_refusal(work(), refusal, service_id=draft.service_id, by=actor(), file_name=draft.file_name)
    findings = refusal.report.findings if isinstance(refusal, ModelRefused) else definitions.lint(draft.data).findings
    form.file.errors = (f"{draft.file_name} cannot be used as it is. Nothing was stored.",)
    return kept(_asked(form, 422, findings, draft.file_name))


def _asked(form: UploadForm, status: int = 200, findings: tuple[Finding, ...] = (), file_name: str = "") -> Response:
    samples = [(name, (_SAMPLES / name).stat().st_size) for name in ("dropped-kerb.bpmn", "dropped-kerb-mended.bpmn")]
    found = [finding.as_json() for finding in findings]
    lanes = lanes_by_service(work(), services_for("definition:upload"))
    return show(
        "processes/upload.html", status, form=form, findings=found, file_name=file_name, samples=samples, lanes=lanes
    )


def _confirm_page(
    number: int, draft: Draft, found: Rehearsal, asked: list[Question], status: int = 200, problem: str = ""
) -> Response:
    return show(
        "processes/confirm.html",
        status,
        number=number,
        draft=draft,
        deployed=found.deployed,
        asked=asked,
        problem=problem,
        marks=marks_in_words(found.deployed),
        seen=versions_of(definitions.marks_of(work(), found.deployed.process_id)),
    )


def _seen(found: Rehearsal) -> dict[str, int]:
    """The versions of the marks that the page showed, for those that there are and those that would be."""
    today = definitions.marks_of(work(), found.deployed.process_id)
    changed = (change.step_key for change in found.deployed.mark_changes)
    return versions_seen(request.form.get("seen", ""), tuple(dict.fromkeys((*today, *changed))))


def _first(error: Refused | Conflict) -> str:
    problems = error.problems if isinstance(error, Refused) else ()
    return problems[0].message if problems else error.message


def _taken(deployed: Deployed) -> Response:
    found = plural(len(deployed.findings), "finding")
    sentences = {
        "created": f"Version {deployed.number} is uploaded, with {found}. {_onwards(deployed)}",
        "unchanged": f"This is version {deployed.number} already. Nothing was changed.",
        "marks": f"{plural(len(deployed.mark_changes), 'mark')} changed."
        if deployed.marks_applied
        else "The file differs only in its marks. Nothing was changed.",
    }
    return say(see(f"/versions/{deployed.version_id}"), sentences[deployed.outcome])


def _onwards(deployed: Deployed) -> str:
    """What an uploaded version waits for before a case starts on it."""
    if deployed.stage == "live":
        return "It is ready to run: it waits for approval by a second person."
    return "It is for walk-through only: no case starts on it."
