"""Walking through a version: its tasks one by one, whatever team they would go to, until it ends or waits."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine import cases
from engine.cases import CaseView, TaskView
from engine.errors import Conflict, NotFound, Refused
from web import step_form
from web.answers import answers_from
from web.keeping import ANSWERS
from web.page import actor, page, see, show, work
from web.said import say

pages = Blueprint("walk_throughs", __name__)


@pages.get("/walk-throughs/tasks/<id:number>")
@page("definition:upload")
def show_task(number: int) -> Response:
    """A task of a walk-through with its form."""
    return _task_page(_task(number))


@pages.post("/walk-throughs/tasks/<id:number>/complete")
@page("definition:upload", keeps=ANSWERS)
def complete(number: int) -> Response:
    """Complete a task, and go on with the next one that is open."""
    view = _task(number)
    try:
        cases.complete(work(), number, answers=answers_from(view.fields, request.form), by=actor())
    except Refused as error:
        return _task_page(view, error)
    case = cases.whole_request(work(), cases.case(work(), view.case_id, by=actor()), by=actor())
    following = cases.next_task_for(work(), view.case_id, by=actor())
    if following is None:
        return say(see(f"/walk-throughs/{case.id}"), f"“{view.name}” is done. {_what_now(case)}")
    return say(see(f"/walk-throughs/tasks/{following}"), f"“{view.name}” is done. This comes next.")


@pages.post("/walk-throughs/<id:number>/skip-wait")
@page("definition:upload")
def skip_wait(number: int) -> Response:
    """Let the time it waits for have come."""
    try:
        cases.skip_wait(work(), number, by=actor())
    except Conflict as error:
        return say(see(f"/walk-throughs/{number}"), error.message)
    return say(see(f"/walk-throughs/{number}"), "The waiting time has passed.")


def _task(number: int) -> TaskView:
    """A task of a walk-through. Raises NotFound for a task of a live case, which has its own page."""
    view = cases.task(work(), number, by=actor())
    if not cases.case(work(), view.case_id, by=actor()).walk_through:
        raise NotFound(f"There is no task {number} of a walk-through.")
    return view


def _task_page(view: TaskView, error: Refused | None = None) -> Response:
    answers = answers_from(view.fields, request.form) if error else view.draft
    shown = cases.shown_fields(work(), view.id, answers, by=actor()) if error else view.shown
    form = step_form.build(view.fields, answers, shown=shown, data=view.data, error=error)
    return show("walk_throughs/task.html", 422 if error else 200, task=view, form=form)


def _what_now(case: CaseView) -> str:
    return "The walk-through has ended." if case.ended_at else "It waits for something now."
