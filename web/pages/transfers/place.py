"""One step at one site: how it stands, moving it, what holds it, its plans and what is ready."""

from __future__ import annotations

from dataclasses import asdict

from flask import Blueprint, Response, request

from engine import cases, transfer
from engine.errors import Conflict, Refused
from engine.transfer import MOVES, Place
from web.forms import refuse, sent
from web.lists import word
from web.page import actor, page, work
from web.pages.transfers.place_view import TOPIC_NAMES, effect_words, read_place
from web.pages.transfers.transfer_change import (
    begin_move,
    change_place,
    done,
    in_names,
    move_page,
    offer_all,
    overtaken,
    place_page,
    step_move,
    version,
)
from web.pages.transfers.transfer_forms import HoldForm, MoveForm, PlanForm, ReadyForm, ReleaseForm, WithdrawForm

pages = Blueprint("transfer_place", __name__)

_NOW = {
    "back_office": "is done in the back office again",
    "agreed": "is now agreed",
    "trained": "is now trained for",
    "pilot": "is now in pilot",
    "live": "is now live",
    "returned": "is returned to the back office",
}
"""What is said of a step once it has moved, by the state that it moved to."""

_PLACE = "/transfers/<id:process_id>/<step_key>/<id:site_id>"


@pages.get(_PLACE)
@page("transfer:read")
def place(process_id: int, step_key: str, site_id: int) -> Response:
    """Show how a step stands at a site, and what can be done about it."""
    return place_page(read_place(work(), Place(process_id, step_key, site_id), by=actor()))


@pages.get(f"{_PLACE}/move")
@page("transfer:move")
def ask_move(process_id: int, step_key: str, site_id: int) -> Response:
    """Ask what is needed to move the step, and say what the move will do."""
    view = read_place(work(), Place(process_id, step_key, site_id), by=actor())
    cases.check_place(work(), view.place, by=actor())
    to = word("to", MOVES[view.standing.state])
    return move_page(view, begin_move(view, to)) if to else place_page(view)


@pages.post(f"{_PLACE}/move")
@page("transfer:move", keeps=(MoveForm,))
def move(process_id: int, step_key: str, site_id: int) -> Response:
    """Move the step; or, for the button that asks so, say again what that will do."""
    at, form = Place(process_id, step_key, site_id), MoveForm()
    cases.check_place(work(), at, by=actor())
    view = read_place(work(), at, by=actor())
    offer_all(view, form)
    if not sent(form):
        return move_page(view, form, 422)
    if "look" in request.form:
        return move_page(view, form)
    effect = cases.foresee_move(work(), at, step_move(form))
    try:
        standing, _ = cases.move_step(work(), at, step_move(form), by=actor())
    except Conflict:
        return overtaken(at, "move", form)
    except Refused as error:
        return move_page(view, form, refuse(form, in_names(error, view)))
    stands = f"{view.step} at {view.site} {_NOW[standing.state]}."
    return done(at, f"{stands} {effect_words(effect, view.names, done=True)}")


@pages.post(f"{_PLACE}/hold")
@page("transfer:move", keeps=(HoldForm,))
def hold(process_id: int, step_key: str, site_id: int) -> Response:
    """Say what holds the step."""
    at, form = Place(process_id, step_key, site_id), HoldForm()

    def change() -> str:
        given = {"obstacle": form.obstacle.data, "note": form.note.data, "row_version": version(form)}
        transfer.hold(work(), **asdict(at), **given, by=actor())
        return f"The step is held by {transfer.in_words(form.obstacle.data)}."

    return change_place(at, "hold", form, change)


@pages.post(f"{_PLACE}/release")
@page("transfer:move", keeps=(ReleaseForm,))
def release(process_id: int, step_key: str, site_id: int) -> Response:
    """Say that what held the step is gone."""
    at, form = Place(process_id, step_key, site_id), ReleaseForm()

    def change() -> str:
        transfer.release_hold(work(), **asdict(at), reason=form.reason.data, row_version=version(form), by=actor())
        return "The obstacle is released. The step can move on."

    return change_place(at, "release", form, change)


@pages.post(f"{_PLACE}/plan")
@page("transfer:move", keeps=(PlanForm,))
def plan(process_id: int, step_key: str, site_id: int) -> Response:
    """Approve a date, and if wanted another owner."""
    at, form = Place(process_id, step_key, site_id), PlanForm()

    def change() -> str:
        given = {"planned_on": form.planned_on.data, "owner_id": form.owner_id.data or None, "reason": form.reason.data}
        transfer.replan(work(), **asdict(at), **given, row_version=version(form), by=actor())
        return "The plan is kept. The first one stays on record beside it."

    return change_place(at, "plan", form, change)


@pages.post(f"{_PLACE}/ready")
@page("transfer:move", keeps=(ReadyForm,))
def ready(process_id: int, step_key: str, site_id: int) -> Response:
    """Confirm one topic of readiness."""
    at, form = Place(process_id, step_key, site_id), ReadyForm()

    def change() -> str:
        transfer.confirm_ready(work(), **asdict(at), topic=form.topic.data, note=form.note.data, by=actor())
        return f"{TOPIC_NAMES[form.topic.data]} is confirmed."

    return change_place(at, "ready", form, change)


@pages.post(f"{_PLACE}/not-ready")
@page("transfer:move", keeps=(WithdrawForm,))
def not_ready(process_id: int, step_key: str, site_id: int) -> Response:
    """Take the confirmation of a topic back."""
    at, form = Place(process_id, step_key, site_id), WithdrawForm()

    def change() -> str:
        transfer.withdraw_ready(work(), **asdict(at), topic=form.topic.data, reason=form.reason.data, by=actor())
        return f"{TOPIC_NAMES[form.topic.data]} is no longer confirmed."

    return change_place(at, "withdraw", form, change)
