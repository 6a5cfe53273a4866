"""Cases: the list, and the page of one case, with where it stands, what happened, and what can be done with it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovRadioInput, GovSubmitInput, GovTextArea
from wtforms import RadioField, SubmitField, TextAreaField
from wtforms.validators import InputRequired

from engine import cases, contacts, definitions, people
from engine.cases import CaseFilter, CaseView
from engine.errors import EngineError, NotFound, Refused
from web import lists
from web.forms import PageForm, choices, refuse, sent
from web.happened import in_words
from web.names import names, process_names
from web.page import actor, page, see, show, signed_in, work
from web.pages.cases.case_view import look_at, steps_of
from web.pages.cases.decided import decided
from web.said import say
from web.stuck import Failure, explain

pages = Blueprint("cases", __name__)

STATUSES = ("open", "waiting", "suspended", "stuck", "ended", "withdrawn", "duplicate", "cancelled")


class CloseCase(PageForm):
    """End a case before its time."""

    how = RadioField(
        "Why does it end?",
        [InputRequired("Select why the case ends")],
        choices=choices({"withdrawn": "The customer withdrew it", "duplicate": "It is a duplicate of another case"}),
        widget=GovRadioInput(),
    )
    reason = TextAreaField("Say more", widget=GovTextArea())
    close = SubmitField("Close the case", widget=GovSubmitInput())


class WithReason(PageForm):
    """An action that needs a reason."""

    reason = TextAreaField("Reason", widget=GovTextArea())
    go = SubmitField("Go on", widget=GovSubmitInput())


@pages.get("/cases")
@signed_in
def list_cases() -> Response:
    """The cases the reader may read or repair, the latest first."""
    if not people.may(actor(), "case:repair"):
        people.require(actor(), "case:read")
    wanted = _filter()
    found = cases.find_cases(work(), wanted, by=actor(), before=lists.after_moment(), limit=lists.ROWS + 1)
    listed = lists.page_of(found, lambda row: (row.started_at, row.id))
    called = names(work(), [row.owner_id for row in listed.rows])
    return show(
        "cases/list.html",
        listed=listed,
        called=called,
        processes=process_names(work()),
        wanted=wanted,
        statuses=STATUSES,
    )


@pages.get("/cases/find")
@page("case:read")
def find_case() -> Response:
    """Go to the case with a reference, however it is typed."""
    typed = request.args.get("reference", "").strip()
    try:
        found = cases.case_by_reference(work(), typed, by=actor())
    except (NotFound, Refused) as error:
        return show("cases/not_found.html", 404, sentence=error.message, typed=typed)
    return _to(found.id)


@pages.get("/cases/<id:number>")
@page("case:read")
def show_case(number: int) -> Response:
    """One case. A reader without rights in its service sees that it exists, and its reference."""
    found = cases.case(work(), number, by=actor())
    return _show(found) if found.full else show("cases/elsewhere.html", case=found, called=names(work()))


@pages.get("/walk-throughs/<id:number>")
@page("definition:upload")
def show_walk_through(number: int) -> Response:
    """A case that only tries a version out, for those who may upload."""
    return _show(cases.case(work(), number, by=actor()))


@pages.get("/cases/<id:number>/timeline")
@page("case:read")
def show_timeline(number: int) -> Response:
    """All that happened to a case, a page at a time."""
    found = cases.case(work(), number, by=actor())
    entries = cases.timeline(work(), number, by=actor(), before=lists.after_moment(), limit=lists.ROWS + 1)
    listed = lists.page_of(entries, lambda row: (row.happened_at, row.id))
    version = definitions.running_version(work(), found.version_id)
    by_rules = decided(work(), listed.rows, version, by=actor())
    items = in_words(work(), listed.rows)
    return show("cases/timeline.html", case=found, listed=listed, items=items, decided=by_rules)


@pages.post("/cases/<id:number>/restricted")
@page("case:read-restricted")
def show_restricted(number: int) -> Response:
    """The answers with the restricted ones. That somebody read them is recorded."""
    found = cases.case(work(), number, by=actor())
    given = cases.answers(work(), number, by=actor(), restricted=True)
    return show("cases/restricted.html", case=found, steps=steps_of(work(), found, given))


@pages.route("/cases/<id:number>/close", methods=["GET", "POST"])
@page("case:change", keeps=(CloseCase,))
def close_case(number: int) -> Response:
    """End a case before its time, with a reason."""
    form, found = CloseCase(), _own_case(number, "case:change")
    if not sent(form):
        return show("cases/close.html", 422 if request.method == "POST" else 200, form=form, case=found)
    try:
        cases.close(work(), number, as_=form.how.data, reason=form.reason.data or "", by=actor())
    except Refused as error:
        return show("cases/close.html", refuse(form, error), form=form, case=found)
    return say(_to(number), f"Case {found.reference} is closed.")


@pages.route("/cases/<id:number>/retry", methods=["GET", "POST"])
@page("case:repair", keeps=(WithReason,))
def retry_case(number: int) -> Response:
    """Try again what made a case stuck, once its cause is mended."""
    form, found = WithReason(), cases.repair_view(work(), number, by=actor())
    stuck = cases.stuck(work(), by=actor(), case_id=number)
    told = explain(work(), [Failure(one.version_id, one.element, one.cause, one.stuck_since) for one in stuck])
    shown: dict[str, Any] = {
        "form": form,
        "case": found,
        "stuck": stuck[0] if stuck else None,
        "told": told[0] if told else None,
    }
    if request.method == "GET":
        return show("cases/retry.html", **shown)
    try:
        settled = cases.retry(work(), number, by=actor(), reason=form.reason.data or "")
    except Refused as error:
        return show("cases/retry.html", refuse(form, error), **shown)
    went = "It is still stuck: see why." if settled.status == "stuck" else "It goes on."
    readable = people.may(actor(), "case:read", service_id=found.service_id) and not found.walk_through
    back = _to(number) if readable else see("/administration/stuck")
    return say(back, f"Tried case {found.reference} again. {went}")


@pages.route("/cases/<id:number>/erase", methods=["GET", "POST"])
@page("case:erase", keeps=(WithReason,))
def erase_case(number: int) -> Response:
    """Erase what an ended case and its contacts say about the customer, for good."""
    form, found = WithReason(), _own_case(number, "case:erase")
    if request.method == "GET":
        return show("cases/erase.html", form=form, case=found)
    try:
        contacts.erase_case(work(), number, by=actor(), reason=form.reason.data or "")
    except EngineError as error:
        return show("cases/erase.html", refuse(form, error), form=form, case=found)
    return say(see("/cases"), f"What case {found.reference} said about the customer is erased.")


def _own_case(number: int, action: str) -> CaseView:
    """The case, if the actor may do this where it belongs: its page asks nothing of those who would be refused."""
    found = cases.case(work(), number, by=actor())
    people.require(actor(), action, service_id=found.service_id, site_id=found.site_id)
    return found


def _filter() -> CaseFilter:
    return CaseFilter(
        status=lists.word("status", STATUSES) or None,
        service_id=lists.number("service"),
        site_id=lists.number("site"),
        owner_id=actor().user_id if lists.is_on("mine") else None,
    )


def _show(found: CaseView) -> Response:
    return show("cases/case.html", **look_at(work(), found, by=actor()))


def _to(number: int) -> Response:
    return see(f"/cases/{number}")
