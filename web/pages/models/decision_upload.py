"""Uploading a decision file: refused with a sentence for each finding, or kept until somebody else approves it."""

from __future__ import annotations

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovFileInput, GovSelect, GovSubmitInput
from wtforms import FileField, SelectField, SubmitField
from wtforms.validators import InputRequired

from engine import definitions
from engine.decisions import Unreadable
from engine.definitions import DeployedDecisions, Finding
from engine.errors import Conflict, Refused, TooLarge
from web.files import name_of, one_file, sent_files
from web.forms import DayField, PageForm, refuse, sent
from web.page import actor, kept, page, see, show, work
from web.pages.models.services import offer_services
from web.said import say
from web.wording import plural

pages = Blueprint("decision_upload", __name__)


class UploadDecision(PageForm):
    """Where a decision file belongs, and from when it is to hold."""

    service_id = SelectField("Service", [InputRequired("Choose a service")], coerce=str, widget=GovSelect())
    file = FileField(
        "The decision file",
        [one_file("Choose one decision file (.dmn)")],
        widget=GovFileInput(),
        description="A DMN file (.dmn), version 1.1 to 1.5",
    )
    valid_from = DayField("In force from", description="Empty: from today, once it is approved")
    go = SubmitField("Upload", widget=GovSubmitInput())


@pages.get("/decisions/upload")
@page("decision:upload")
def ask_upload() -> Response:
    """Ask for the file, the service it belongs to, and its day."""
    return _asked(_offered(UploadDecision(formdata=None, data={"service_id": request.args.get("service", "")})))


@pages.post("/decisions/upload")
@page("decision:upload", keeps=(UploadDecision,))
def upload() -> Response:
    """Keep the decisions of a file, to be in force once somebody else approves them."""
    form = _offered(UploadDecision())
    if not sent(form):
        return _asked(form, 422)
    file = sent_files("file")[0]
    data, name = file.read(), name_of(file)
    try:
        return taken(_deploy(form, data, name))
    except (Unreadable, TooLarge) as refusal:
        return _refused(form, name, refusal)
    except (Refused, Conflict) as error:
        return _asked(form, refuse(form, error))


def taken(made: DeployedDecisions) -> Response:
    """The page of a file that was taken, with what came of it."""
    if made.outcome == "unchanged":
        return say(see(f"/decisions/{made.version_id}"), "This is there already. Nothing was changed.")
    found = plural(len(made.findings), "finding")
    return say(see(f"/decisions/{made.version_id}"), f"Uploaded, with {found}.")


def _deploy(form: UploadDecision, data: bytes, name: str) -> DeployedDecisions:
    return definitions.deploy_decision(
        work(),
        data,
        service_id=int(form.service_id.data),
        by=actor(),
        valid_from=form.valid_from.data,
        file_name=name,
    )


def _refused(form: UploadDecision, name: str, refusal: Unreadable | TooLarge) -> Response:
    """Say what is wrong with the file. Nothing stays but the audit line."""
    service_id = int(form.service_id.data)
    definitions.record_refusal(work(), refusal, service_id=service_id, by=actor(), file_name=name)
    findings = definitions.refused(refusal).findings
    form.file.errors = (f"{name} cannot be used as it is. Nothing was stored.",)
    return kept(_asked(form, 422, findings, name))


def _asked(form: UploadDecision, status: int = 200, findings: tuple[Finding, ...] = (), name: str = "") -> Response:
    return show("decisions/upload.html", status, form=form, findings=findings, file_name=name)


def _offered(form: UploadDecision) -> UploadDecision:
    """The form with the services the reader may upload for."""
    offer_services(form, "decision:upload")
    return form
