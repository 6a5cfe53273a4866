"""Moving a case from where it waits to another step or event: which ones there are, what it does, why it is done."""

from __future__ import annotations

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovSelect
from wtforms import SelectField

from engine import cases
from engine.bpmn import TokenPlace
from web.forms import PageForm, choices, status_of
from web.page import actor, page, show, work
from web.pages.cases.repair_forms import Repair, after_repair, repaired
from web.said import say

pages = Blueprint("token_moves", __name__)

KINDS = {
    "endEvent": "an end",
    "intermediateCatchEvent": "waits",
    "intermediateThrowEvent": "sends",
    "scriptTask": "works something out",
    "businessRuleTask": "decides by rules",
    "serviceTask": "asks a system",
    "subProcess": "several steps",
    "callActivity": "several steps",
}
"""What an element is, for those that are not done by a person, after its name."""


class WhereTo(PageForm):
    """The element that a token is moved to."""

    to = SelectField("Where to?", validate_choice=False, widget=GovSelect())


@pages.get("/cases/<id:number>/repair/move")
@page("case:repair")
def list_places(number: int) -> Response:
    """Where the case waits, and where each of these places can be left for."""
    found = cases.repair_view(work(), number, by=actor())
    listed = [] if found.ended or not found.started else cases.places(work(), number, by=actor())
    return show("cases/move.html", case=found, waits=[(one, _form(one)) for one in listed])


@pages.route("/cases/<id:number>/repair/move/confirm", methods=["GET", "POST"])
@page("case:repair", keeps=(Repair,))
def move(number: int) -> Response:
    """Move the case, once it is said what opens and what is withdrawn."""
    form, found = Repair(), cases.repair_view(work(), number, by=actor())
    asked = {"token": request.args.get("token", ""), "to": request.args.get("to", "")}
    foreseen = cases.foresee_token_move(work(), number, by=actor(), **asked)

    def go(why: str, seen: int) -> None:
        cases.move_token(work(), number, reason=why, by=actor(), if_version=seen, **asked)

    if repaired(form, number, go):
        return say(after_repair(found), f"Case {found.reference} goes on at “{foreseen.to}”.")
    return show("cases/move_confirm.html", status_of(form), case=found, form=form, foreseen=foreseen)


def _form(place: TokenPlace) -> WhereTo:
    form = WhereTo()
    form.to.choices = choices({one.element: _named(one.name or one.element, one.kind) for one in place.targets})
    form.to.id = f"to-{place.token}"
    return form


def _named(name: str, kind: str) -> str:
    return f"{name} ({KINDS[kind]})" if kind in KINDS else name
