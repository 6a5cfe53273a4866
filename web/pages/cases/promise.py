"""Telling a customer that their date will be missed: confirm a new one and send it, record a call, or say why not."""

from __future__ import annotations

from flask import Blueprint, Response
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea
from wtforms import SubmitField, TextAreaField
from wtforms.validators import InputRequired

from engine import contacts
from engine.contacts import BrokenPromise
from engine.errors import Refused
from web.forms import DayField, PageForm, refuse, sent
from web.page import actor, page, see, show, work
from web.said import say

pages = Blueprint("promise", __name__)


class TellForm(PageForm):
    """The new date, and the words of the notice."""

    new_date = DayField("By when will it be done?", [InputRequired("Enter the day by which it will be done")])
    words = TextAreaField("What the customer is told", widget=GovTextArea(), description="It must name the same day")
    tell = SubmitField("Send this notice", widget=GovSubmitInput())


class CallForm(PageForm):
    """The new date that a customer was told by a call."""

    told_date = DayField("What day did you tell them?", [InputRequired("Enter the day that you told them")])
    called = SubmitField("I have told the customer", widget=GovSubmitInput())


class KeepForm(PageForm):
    """Why the promise will be kept after all."""

    reason = TextAreaField(
        "Why will it be done in time?", [InputRequired("Enter why it will be done in time")], widget=GovTextArea()
    )
    keep = SubmitField("It will be done in time", widget=GovSubmitInput())


@pages.get("/cases/<id:number>/promise")
@page("case:change")
def show_promise(number: int) -> Response:
    """The promise that will be missed, with what to tell the customer."""
    return _shown(contacts.broken_promise(work(), number, by=actor()))


@pages.post("/cases/<id:number>/promise/tell")
@page("case:change", keeps=(TellForm,))
def tell(number: int) -> Response:
    """Send the customer the date that the person confirms."""
    promise, form = contacts.broken_promise(work(), number, by=actor()), TellForm()
    if not sent(form):
        return _shown(promise, 422, tell=form)
    try:
        contacts.tell_new_date(work(), number, form.new_date.data, form.words.data, by=actor())
    except Refused as error:
        return _shown(promise, refuse(form, error), tell=form)
    return say(see(f"/cases/{number}"), "The notice is on its way to the customer.")


@pages.post("/cases/<id:number>/promise/call")
@page("case:change", keeps=(CallForm,))
def call(number: int) -> Response:
    """Record that the customer was told by a call."""
    promise, form = contacts.broken_promise(work(), number, by=actor()), CallForm()
    if not sent(form):
        return _shown(promise, 422, call=form)
    try:
        contacts.record_call(work(), number, form.told_date.data, by=actor())
    except Refused as error:
        return _shown(promise, refuse(form, error), call=form)
    return say(see(f"/cases/{number}"), "It is recorded that the customer knows.")


@pages.post("/cases/<id:number>/promise/keep")
@page("case:change", keeps=(KeepForm,))
def keep(number: int) -> Response:
    """Say that it will be done in time after all."""
    promise, form = contacts.broken_promise(work(), number, by=actor()), KeepForm()
    if not sent(form):
        return _shown(promise, 422, keep=form)
    contacts.keep_promise(work(), number, form.reason.data, by=actor())
    return say(see(f"/cases/{number}"), "Nothing is sent to the customer.")


def _shown(
    promise: BrokenPromise,
    status: int = 200,
    *,
    tell: TellForm | None = None,
    call: CallForm | None = None,
    keep: KeepForm | None = None,
) -> Response:
    proposed = {"new_date": promise.proposed_on, "words": promise.words}
    return show(
        "cases/promise.html",
        status,
        promise=promise,
        case_id=promise.warning.case_id,
        tell=tell or TellForm(formdata=None, data=proposed),
        call=call or CallForm(formdata=None, data={"told_date": promise.proposed_on}),
        keep=keep or KeepForm(formdata=None),
    )
