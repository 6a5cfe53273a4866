"""Reasons for which the time of a case may stand still: the list, adding one, changing and retiring one."""

from __future__ import annotations

from flask import Blueprint, Response
from govuk_frontend_wtf.wtforms_widgets import GovCheckboxInput, GovRadioInput, GovSubmitInput, GovTextInput
from wtforms import BooleanField, IntegerField, RadioField, StringField, SubmitField
from wtforms.validators import InputRequired

from engine import sla
from engine.sla import PauseReason
from web.clock_words import PARTIES
from web.forms import PageForm, choices, status_of, tried
from web.page import actor, page, see, show, work
from web.said import say

pages = Blueprint("pause_reasons", __name__)
_LIST = "/administration/pause-reasons"


class ReasonForm(PageForm):
    """What a reason is called, whose time it is, and how long is long."""

    key = StringField("Key", widget=GovTextInput())
    name = StringField("Reason", widget=GovTextInput())
    party = RadioField(
        "Whose time is it?",
        [InputRequired("Select whose time it is")],
        choices=choices(PARTIES),
        widget=GovRadioInput(),
    )
    long_after = IntegerField("After how many working days is it long?", default=10, widget=GovTextInput())
    active = BooleanField("Offer it to those who let time stand still", default=True, widget=GovCheckboxInput())
    save = SubmitField("Save", widget=GovSubmitInput())

    def reason(self, key: str) -> PauseReason:
        """The reason that the form describes."""
        name, long_after = self.name.data or "", self.long_after.data or 0
        active = self.active is None or self.active.data
        return PauseReason(key, name, self.party.data, long_after, active=active)


@pages.get(_LIST)
@page("sla:manage")
def list_pause_reasons() -> Response:
    """Every reason, those offered no more among them."""
    return show("administration/pause_reasons.html", reasons=sla.pause_reasons(work()), parties=PARTIES)


@pages.route(f"{_LIST}/new", methods=["GET", "POST"])
@page("sla:manage", keeps=(ReasonForm,))
def add_pause_reason() -> Response:
    """Add a reason of the council's own."""
    form = ReasonForm()
    del form.active
    added = tried(form, lambda: sla.add_pause_reason(work(), form.reason(form.key.data.strip()), by=actor()))
    if added is None:
        return show("administration/pause_reason.html", status_of(form), form=form, reason=None)
    return say(see(_LIST), f"The reason “{added.name}” is added.")


@pages.route(f"{_LIST}/<key>", methods=["GET", "POST"])
@page("sla:manage", keeps=(ReasonForm,))
def change_pause_reason(key: str) -> Response:
    """Change a reason, retire it or bring it back."""
    stored = sla.pause_reason(work(), key)
    form = ReasonForm(obj=stored)
    del form.key
    changed = tried(form, lambda: sla.set_pause_reason(work(), form.reason(key), by=actor()))
    if changed is None:
        return show("administration/pause_reason.html", status_of(form), form=form, reason=stored)
    return say(see(_LIST), f"The reason “{changed.name}” is saved.")
