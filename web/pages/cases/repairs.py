"""Repair of one case: what can be done, and suspending, resuming and cancelling it, each with a reason."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask import Blueprint, Response

from engine import cases, definitions
from engine.errors import NotFound
from web.forms import status_of
from web.names import names
from web.page import actor, page, show, work
from web.pages.cases.repair_forms import Repair, after_repair, may_read, repaired
from web.said import say

pages = Blueprint("repairs", __name__)


@dataclass(frozen=True, slots=True)
class Plain:
    """A repair that asks nothing but a reason. `happens` says what it does, `called` to the cases that it has
    called; `fits` are the statuses that it is for."""

    title: str
    happens: tuple[str, ...]
    button: str
    done: str
    called: str
    fits: tuple[str, ...]
    do: Callable[..., object]
    grave: bool = False


PLAIN = {
    "suspend": Plain(
        "Suspend",
        (
            "Nobody works on its tasks until it is resumed. Who holds them, drafts and answers stay.",
            "No timer of it fires, and its clocks are paused.",
            "What the customer was promised stays as it was promised.",
            "It counts as open in every figure.",
        ),
        "Suspend the case",
        "is suspended",
        "Suspended with it are the cases that it has called",
        ("open", "waiting"),
        cases.suspend,
    ),
    "resume": Plain(
        "Resume",
        (
            "Its tasks can be worked on again, by those who held them.",
            "Timers and clocks go on with the time that was left; a wait for a date still ends on that date.",
        ),
        "Resume the case",
        "goes on",
        "The cases that it has called go on as well, if they were suspended with it",
        ("suspended",),
        cases.resume,
    ),
    "cancel": Plain(
        "Cancel",
        (
            "Its open tasks and hand-offs are cancelled, its timers and clocks stop. Nothing is deleted.",
            "It counts as a case that was not fulfilled. When the customer withdrew it, close it on its page instead.",
            "It cannot be opened again.",
        ),
        "Cancel the case",
        "is cancelled",
        "Cancelled with it are the cases that it has called",
        ("open", "waiting", "suspended", "stuck"),
        cases.cancel,
        grave=True,
    ),
}


@pages.get("/cases/<id:number>/repair")
@page("case:repair")
def show_repairs(number: int) -> Response:
    """What can be done to repair a case."""
    found = cases.repair_view(work(), number, by=actor())
    return show(
        "cases/repair.html",
        case=found,
        plain={key: one for key, one in PLAIN.items() if _fits(found, key)},
        version=definitions.running_version(work(), found.version_id),
        called=names(work(), [found.suspension.by_user_id] if found.suspension else []),
        readable=may_read(found),
    )


@pages.route("/cases/<id:number>/repair/<action>", methods=["GET", "POST"])
@page("case:repair", keeps=(Repair,))
def repair(number: int, action: str) -> Response:
    """Suspend, resume or cancel a case, once it is said what that does."""
    form, found, asked = Repair(), cases.repair_view(work(), number, by=actor()), _plain(action)
    if repaired(form, number, lambda why, seen: asked.do(work(), number, reason=why, by=actor(), if_version=seen)):
        return say(after_repair(found), f"Case {found.reference} {asked.done}.")
    return show(
        "cases/repair_confirm.html",
        status_of(form),
        case=found,
        form=form,
        action=action,
        asked=asked,
        fits=_fits(found, action),
        called=[one.reference for one in found.calls.called if one.goes_on],
    )


def _fits(found: cases.RepairView, action: str) -> bool:
    """Whether this can be done to the case: a called one is cancelled, and resumed, with the one that called it."""
    waits = found.calls.called_by
    with_caller = waits and (action == "cancel" or (action == "resume" and waits[0].status == "suspended"))
    return found.status in PLAIN[action].fits and not with_caller


def _plain(action: str) -> Plain:
    if action not in PLAIN:
        raise NotFound("There is no such repair. Choose one from the page of the case’s repair.")
    return PLAIN[action]
