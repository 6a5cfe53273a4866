"""Escalation: who is told when work is late or soon will be, for each service and for the council."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from flask import Blueprint, Response, request

from engine import people, sla
from engine.clock import day_of, midnight
from engine.errors import Refused, StaleVersion
from engine.people import Service
from engine.sla import Calendar, Ladder, Rung
from web.forms import chosen_id, refuse, sent
from web.names import names
from web.overtaken import tell_overtaken
from web.page import actor, page, see, show, work
from web.pages.administration.ladder_forms import LadderForm, filled
from web.pages.administration.ladder_words import examples, ladder_words
from web.said import say
from web.wording import day

pages = Blueprint("admin-ladders", __name__)

HOME = "/administration/escalation"
SUGGESTED = (
    Rung("share", "owner", share=75),
    Rung("left", "team_leader", amount="2 working hours"),
    Rung("breach", "team_leader", email=True),
    Rung("after", "head_of_service", amount="1 working day", email=True),
)


@pages.get(HOME)
@page("sla:manage")
def list_ladders() -> Response:
    """The ladder of every service that its reader looks after, and the council's."""
    every, scope = sla.ladders(work()), people.scoped_services(actor(), "sla:manage")
    mine = [service for service in people.services(work()) if scope is None or service.id in scope]
    own = {key for key, ladder in every.by_service.items() if ladder.at(work().now)}
    rows = [(service, service.id in own, every.version(service.id, work().now)) for service in mine]
    return show(
        "administration/ladders.html",
        council=every.version(None, work().now),
        rows=rows,
        words=ladder_words,
        may_council=people.may_everywhere(actor(), "sla:manage"),
    )


@pages.get(f"{HOME}/council")
@pages.get(f"{HOME}/services/<id:number>")
@page("sla:manage")
def show_ladder(number: int | None = None) -> Response:
    """One ladder: what holds now, when its rungs would come, and its versions."""
    people.require(actor(), "sla:manage", service_id=number)
    service, ladder = _service(number), sla.ladders(work()).by_service.get(number)
    versions = ladder.versions if ladder else ()
    now = ladder.at(work().now) if ladder else None
    return show(
        "administration/ladder.html",
        service=service,
        versions=versions,
        now_holds=now,
        run=sla.climbs(work()).get(ladder.id) if ladder else None,
        words=ladder_words,
        examples=examples(now.rungs, _calendar(service), work().now) if now else [],
        called=names(work(), [version.created_by for version in versions]),
        address=_address(number),
        may_change=_may_change(number),
    )


@pages.route(f"{HOME}/council/change", methods=["GET", "POST"])
@pages.route(f"{HOME}/services/<id:number>/change", methods=["GET", "POST"])
@page("sla:manage", keeps=(LadderForm,))
def change_ladder(number: int | None = None) -> Response:
    """Give a service or the council another ladder, once it was looked at in words."""
    people.require_over(actor(), "sla:manage", number)
    service, ladder = _service(number), sla.ladders(work()).by_service.get(number)
    if request.method == "GET":
        return _shown(service, _as_it_is(ladder))
    form = LadderForm()
    if not sent(form):
        return _shown(service, form, 422)
    if form.preview.data:
        return _shown(service, form, preview=True)
    status = _saved(number, form, ladder)
    if status:
        return _shown(service, form, status)
    since = f"holds from {day(form.valid_from.data)}" if form.valid_from.data else "is saved"
    then = "then" if form.valid_from.data else "in the next minutes"
    return say(see(_address(number)), f"The ladder {since}. What runs already gets its rungs {then}.")


def _saved(number: int | None, form: LadderForm, ladder: Ladder | None) -> int:
    """Store what was sent; the status of the page that shows the form again, 0 when it is stored."""
    newest, rungs = chosen_id(form.newest.data) or 0, form.rungs()
    tells, why = form.tells_customer.data, form.reason.data
    try:
        since = _since(form.valid_from.data)
        asked = {"tells_customer": tells, "reason": why, "valid_from": since, "if_newest": newest}
        sla.set_ladder(work(), number, rungs, by=actor(), **asked)
    except StaleVersion:
        tell_overtaken(work(), form, _as_it_is(ladder), "ladder", ladder.id if ladder else 0, "this ladder")
        return 409
    except Refused as error:
        return refuse(form, _above(error))
    return 0


def _above(error: Refused) -> Refused:
    """The refusal with what is wrong with all the rungs together said above the form: no one field has it."""
    placed = (replace(one, where="") if one.where == "rungs" else one for one in error.problems)
    return Refused(error.message, tuple(placed))


def _since(first: date | None) -> datetime | None:
    """The beginning of a day to come; None for now. Raises Refused for a day that has passed."""
    today = day_of(work().now)
    if first is not None and first < today:
        raise Refused.at("valid_from", "Enter today or a day to come, or leave it empty.")
    return None if first in (None, today) else midnight(first)


def _shown(service: Service | None, form: LadderForm, status: int = 200, *, preview: bool = False) -> Response:
    rungs = form.rungs() if preview else []
    return show(
        "administration/ladder_change.html",
        status,
        service=service,
        form=form,
        preview=ladder_words(rungs) if preview else "",
        examples=examples(rungs, _calendar(service), work().now) if rungs else [],
        address=_address(service.id if service else None),
    )


def _as_it_is(ladder: Ladder | None) -> LadderForm:
    newest = ladder.versions[0] if ladder else None
    return filled(newest, SUGGESTED, newest.number if newest else 0)


def _service(number: int | None) -> Service | None:
    return None if number is None else people.service_by_id(work(), number)


def _may_change(number: int | None) -> bool:
    return number is not None or people.may_everywhere(actor(), "sla:manage")


def _calendar(service: Service | None) -> Calendar:
    return sla.calendar_for(work(), (service.default_calendar if service else "") or sla.DEFAULT_CALENDAR)


def _address(number: int | None) -> str:
    return f"{HOME}/council" if number is None else f"{HOME}/services/{number}"
