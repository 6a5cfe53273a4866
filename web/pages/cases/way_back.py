"""Going back to an earlier step of a case: which ones there are, what it does, and why it is done."""

from __future__ import annotations

from flask import Blueprint, Response

from engine import cases
from web.forms import status_of
from web.page import actor, page, show, work
from web.pages.cases.repair_forms import Repair, after_repair, repaired
from web.said import say

pages = Blueprint("way_back", __name__)


@pages.get("/cases/<id:number>/repair/go-back")
@page("case:repair")
def list_steps(number: int) -> Response:
    """The steps that the case can go back to."""
    found = cases.repair_view(work(), number, by=actor())
    return show("cases/go_back.html", case=found, steps=cases.earlier_steps(work(), number, by=actor()))


@pages.route("/cases/<id:number>/repair/go-back/<id:task_id>", methods=["GET", "POST"])
@page("case:repair", keeps=(Repair,))
def go_back(number: int, task_id: int) -> Response:
    """Go back to a step, once it is said what opens again and what is withdrawn."""
    form, found = Repair(), cases.repair_view(work(), number, by=actor())
    way = cases.foresee_way_back(work(), number, task_id, by=actor())
    if repaired(
        form, number, lambda why, seen: cases.go_back(work(), number, task_id, reason=why, by=actor(), if_version=seen)
    ):
        return say(after_repair(found), f"Case {found.reference} is back at “{way.step.name}”.")
    return show("cases/go_back_confirm.html", status_of(form), case=found, form=form, way=way)
