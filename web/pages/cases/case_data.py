"""Changing what a case knows: which values there are, and a new one in the place of one, with the reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from flask import Blueprint, Response, request

from engine import cases
from engine.cases import KnownValue, RepairView
from engine.errors import NotFound, Refused
from engine.forms import Field
from web import step_form
from web.answers import answers_from, in_words
from web.forms import status_of
from web.keeping import ANSWERS
from web.page import actor, page, show, work
from web.pages.cases.repair_forms import Repair, after_repair, may_read, repaired
from web.said import say
from web.step_form import StepForm
from web.wording import sentence_case

pages = Blueprint("case_data", __name__)


@pages.get("/cases/<id:number>/repair/data")
@page("case:repair")
def list_values(number: int) -> Response:
    """What the case knows, as far as the reader may see it, each value with the way to change it."""
    found = cases.repair_view(work(), number, by=actor())
    rows = [(one, in_words(one.field, one.value)) for one in _known(found)]
    return show("cases/data.html", case=found, rows=rows, readable=may_read(found))


@pages.route("/cases/<id:number>/repair/data/change", methods=["GET", "POST"])
@page("case:repair", keeps=(*ANSWERS, Repair))
def change_value(number: int) -> Response:
    """Put a new value in the place of one."""
    form, found = Repair(), cases.repair_view(work(), number, by=actor())
    chosen = _chosen(found)
    answers = answers_from([chosen.field], request.form)
    problem: Refused | None = None

    def change(why: str, seen: int) -> None:
        cases.change_data(work(), number, answers, reason=why, by=actor(), if_version=seen)

    try:
        if repaired(form, number, change, apart=chosen.field.key):
            return say(after_repair(found), f"“{chosen.field.label}” of case {found.reference} is changed.")
    except Refused as error:
        problem = error
    question = _question(chosen, answers, problem)
    return show("cases/data_change.html", status_of(form), case=found, form=form, question=question, chosen=chosen)


def _known(found: RepairView) -> list[KnownValue]:
    """What the case knows. What a rule or calculation worked out has no label but its name, shown as words."""
    known = [] if found.ended else cases.known_values(work(), found.id, by=actor())
    return [one if one.asked else replace(one, field=_in_plain_words(one.field)) for one in known]


def _in_plain_words(field: Field) -> Field:
    return replace(field, label=sentence_case(field.label)) if field.label == field.key else field


def _chosen(found: RepairView) -> KnownValue:
    key = request.args.get("field", "")
    for one in _known(found):
        if one.field.key == key:
            return one
    raise NotFound("This case knows no such value that you may change. Choose one of those that are listed.")


def _question(chosen: KnownValue, answers: Mapping[str, object], problem: Refused | None) -> StepForm:
    field = chosen.field
    shown = answers or {field.key: chosen.value}
    return step_form.build([field], shown, shown=frozenset({field.key}), error=problem)
