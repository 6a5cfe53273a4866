"""Decisions: business rules as tables, in force from a date once somebody has approved them, and tried out."""

from __future__ import annotations

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput
from werkzeug.datastructures import FileStorage
from wtforms import SelectField, SubmitField
from wtforms.validators import InputRequired

from engine import definitions, people
from engine.definitions import DecisionRow, DeployedDecisions
from engine.errors import Conflict, EngineError, NotFound, NotPermitted, Refused, TooLarge
from web import lists
from web.files import attachment, name_of, sent_files
from web.forms import DayField, PageForm, refuse, sent
from web.names import names
from web.page import actor, page, see, show, work
from web.pages.models.decision_view import shown, stands, trial
from web.pages.models.services import offer_services
from web.said import say

pages = Blueprint("decisions", __name__)

_MOST = 500


class UploadDecision(PageForm):
    """Where a decision file belongs, and from when it is to hold."""

    service_id = SelectField("Service", [InputRequired("Choose a service")], widget=GovSelect())
    valid_from = DayField("In force from", description="Empty: from today, once it is approved")
    go = SubmitField("Upload the decision", widget=GovSubmitInput())


@pages.get("/decisions")
@page("decision:read")
def list_decisions() -> Response:
    """The decisions of the reader's services, with the days they are in force from."""
    return _list(_offered(UploadDecision(formdata=None)))


@pages.post("/decisions")
@page("decision:upload")
def upload() -> Response:
    """Keep the decisions of a file, to be in force once somebody else approves them."""
    form, files = _offered(UploadDecision()), sent_files("file")
    if not sent(form) or len(files) != 1:
        if len(files) != 1:
            form.form_errors.append("Choose one decision file (.dmn).")
        return _list(form, 422)
    try:
        made = _take(form, files[0])
    except (Refused, Conflict, TooLarge) as error:
        return _list(form, refuse(form, error))
    sentence = "Uploaded." if made.outcome == "created" else "This file is there already. Nothing was changed."
    return say(see(f"/decisions/{made.version_id}"), sentence)


@pages.get("/decisions/<id:number>")
@page("decision:read")
def show_decision(number: int) -> Response:
    """The decisions of one file as tables; with inputs in the address, what they decide."""
    return _file_page(number)


@pages.post("/decisions/<id:number>/approve")
@page("definition:approve")
def approve(number: int) -> Response:
    """Let the decisions of a file decide."""
    _rows(number)
    try:
        definitions.approve_decision(work(), number, actor(), reason=request.form.get("reason", ""))
    except (Refused, NotPermitted) as error:
        return _file_page(number, error, 422)
    return say(see(f"/decisions/{number}"), "Approved. It decides from its day on.")


@pages.get("/decisions/<id:number>/original")
@page("decision:read")
def original(number: int) -> Response:
    """Download the file exactly as it was uploaded."""
    row = _rows(number)[0]
    return attachment(definitions.decision_original(work(), number), row.file_name or f"decision-{number}.dmn")


def _take(form: UploadDecision, file: FileStorage) -> DeployedDecisions:
    return definitions.deploy_decision(
        work(),
        file.read(),
        service_id=int(form.service_id.data),
        by=actor(),
        valid_from=form.valid_from.data,
        file_name=name_of(file),
    )


def _list(form: UploadDecision, status: int = 200) -> Response:
    service_id = lists.number("service")
    services = people.scoped_services(actor(), "decision:read", service_id)
    found = definitions.decision_rows(work(), service_ids=services, limit=_MOST)
    rows = stands(found, work().now.date())
    called = names(work(), {row.approved_by for row in found} | {row.uploaded_by for row in found})
    return show("decisions/list.html", status, rows=rows, called=called, form=form, more=len(found) == _MOST)


def _file_page(number: int, error: EngineError | None = None, status: int = 200) -> Response:
    rows, model = _rows(number), definitions.decision_model(work(), number)
    tried = trial(model, request.args.get("decision", ""), request.args, now=work().now, run="decision" in request.args)
    waits = [row for row in rows if row.approved_at is None]
    return show(
        "decisions/decision.html",
        status,
        number=number,
        rows=stands(rows, work().now.date()),
        called=names(work(), {row.approved_by for row in rows} | {row.uploaded_by for row in rows}),
        decisions=shown(model),
        trial=tried,
        may_approve=waits and people.may(actor(), "definition:approve", service_id=rows[0].service_id),
        problem=error.message if error else "",
    )


def _rows(number: int) -> list[DecisionRow]:
    found = definitions.decision_rows(work(), version_id=number)
    if not found:
        raise NotFound(f"There is no decision file {number}. Choose one from the list of decisions.")
    people.require(actor(), "decision:read", service_id=found[0].service_id)
    return found


def _offered(form: UploadDecision) -> UploadDecision:
    """The form with the services the reader may upload for."""
    offer_services(form, "decision:upload")
    return form
