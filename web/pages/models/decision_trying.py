"""Trying a decision with inputs of one's own, and two versions side by side. Nothing is stored."""

from __future__ import annotations

from collections.abc import Mapping

from flask import Blueprint, Response, request

from engine import definitions
from engine.clock import on_the_wall
from engine.errors import Refused
from web.page import actor, page, show, work
from web.pages.models import decision_view
from web.pages.models.decision_trial import labels, trial
from web.pages.models.decision_view import readable, shown

pages = Blueprint("decision_trying", __name__)

_CHOSEN = "decision"


@pages.get("/decisions/<id:number>/try")
@page("decision:read")
def try_decision(number: int) -> Response:
    """What a decision asks; with answers in the address, what it decides. The address can be sent on."""
    return _tried(number, request.args, run="in" in request.args)


@pages.post("/decisions/<id:number>/try")
@page("decision:read", keeps=("decision", "in-"))
def try_long(number: int) -> Response:
    """The same, for what is too long for an address."""
    return _tried(number, request.form, run=True)


@pages.get("/decisions/<id:number>/compare/<id:before>")
@page("decision:read")
def compare(number: int, before: int) -> Response:
    """What became of the rules, columns and expressions from another version to this one."""
    newer, older = readable(work(), number, by=actor()), readable(work(), before, by=actor())
    was = {row.decision_id: row for row in reversed(older)}
    after = next((row for row in newer if row.decision_id in was), None)
    if after is None:
        raise Refused("These files hold different decisions. Choose two versions of one decision.")
    return show(
        "decisions/compare.html",
        number=number,
        name=definitions.decision_model(work(), number).name if len(newer) > 1 or after.is_library else "",
        before=was[after.decision_id],
        after=after,
        found=definitions.compare_decisions(work(), before, number),
    )


def _tried(number: int, given: Mapping[str, str], *, run: bool) -> Response:
    rows = readable(work(), number, by=actor())
    model = definitions.decision_model(work(), number)
    if model.is_library:
        raise Refused(
            "This file is a library: it holds functions and types for other decision files, and decides nothing by "
            "itself. Try a decision of a file that imports it."
        )
    tried = trial(model, given.get(_CHOSEN, ""), given, now=on_the_wall(work().now), run=run)
    own = decision_view.of_file(decision_view.line_of(work(), rows), number)
    return show(
        "decisions/try.html",
        422 if tried.wrong else 200,
        number=number,
        row=rows[0],
        stands=own[0].stands,
        labels=labels(model),
        trial=tried,
        decisions=[one for one in shown(model) if any(table.id in tried.holding for table in one.tables)],
    )
