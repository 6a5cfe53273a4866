"""Hand-offs that wait for one's teams: look at what comes with them, accept them, or return them with a reason."""

from __future__ import annotations

from flask import Blueprint, Response
from govuk_frontend_wtf.wtforms_widgets import GovSubmitInput, GovTextArea
from wtforms import SubmitField, TextAreaField
from wtforms.validators import InputRequired

from engine import cases
from engine.cases import CaseHandOff, TaskView
from engine.errors import Conflict, NotFound, NotPermitted, Refused
from web import lists
from web.answers import in_words
from web.forms import PageForm, refuse, sent
from web.names import names
from web.page import actor, page, see, show, work
from web.pages.tasks.task_page import show_lost
from web.pages.tasks.worklist import matters
from web.said import say

pages = Blueprint("hand-offs", __name__)


class Return(PageForm):
    """Why the hand-off goes back."""

    reason = TextAreaField(
        "Why does it go back?",
        [InputRequired("Enter a reason, so that the other team knows what to do")],
        widget=GovTextArea(),
        description="The team that handed it over reads this. Say what is missing or who should do it.",
    )
    go = SubmitField("Return hand-off", widget=GovSubmitInput())


@pages.get("/hand-offs")
@page("task:hand-off")
def waiting() -> Response:
    """The hand-offs that wait for one's teams, the oldest first."""
    after = lists.after_moment()
    found = cases.waiting_hand_offs(work(), actor().team_ids, after=after, limit=lists.ROWS + 1)
    listed = lists.page_of(found, lambda row: (row.handed_at, row.id))
    return show("hand_offs/list.html", listed=listed, names=names(work()), about=matters(work(), listed.rows))


@pages.get("/hand-offs/<id:number>")
@page("task:hand-off")
def show_one(number: int) -> Response:
    """One hand-off with its data pack."""
    hand_off, view = _read(number)
    return show(
        "hand_offs/hand_off.html",
        hand_off=hand_off,
        task=view,
        pack=_pack(hand_off, view),
        names=names(work(), [hand_off.answered_by]),
    )


@pages.post("/hand-offs/<id:number>/accept")
@page("task:hand-off")
def accept(number: int) -> Response:
    """Accept it: the task is claimed and opens."""
    hand_off, view = _read(number)
    try:
        cases.accept(work(), number, by=actor())
    except (Conflict, NotPermitted) as lost:
        return show_lost(hand_off.task_id, lost)
    return say(see(f"/tasks/{hand_off.task_id}"), f"You have accepted “{view.name}”. The case is yours now.")


@pages.get("/hand-offs/<id:number>/return")
@page("task:hand-off")
def ask_return(number: int) -> Response:
    """Why it goes back."""
    hand_off, view = _read(number)
    if hand_off.status != "waiting":
        return see(f"/hand-offs/{number}")
    return _return_page(hand_off, view, Return(formdata=None))


@pages.post("/hand-offs/<id:number>/return")
@page("task:hand-off", keeps=(Return,))
def return_(number: int) -> Response:
    """Send it back with a reason."""
    hand_off, view = _read(number)
    form = Return()
    if not sent(form):
        return _return_page(hand_off, view, form, 422)
    try:
        cases.return_(work(), number, reason=form.reason.data, by=actor())
    except Refused as error:
        return _return_page(hand_off, view, form, refuse(form, error))
    except (Conflict, NotPermitted) as lost:
        return show_lost(hand_off.task_id, lost)
    team = names(work()).team(hand_off.from_team_id)
    return say(see("/hand-offs"), f"“{view.name}” has gone back to {team}.")


def _read(number: int) -> tuple[CaseHandOff, TaskView]:
    """The hand-off and its task. Raises NotFound, NotPermitted."""
    case_id = cases.case_of_hand_off(work(), number, by=actor())
    for one in cases.case(work(), case_id, by=actor()).hand_offs:
        if one.id == number:
            return one, cases.task(work(), one.task_id, by=actor())
    raise NotFound(f"There is no hand-off {number}.")


def _pack(hand_off: CaseHandOff, view: TaskView) -> list[tuple[str, str]]:
    """The answers that came with it, as people read them; restricted ones are not among them."""
    keys = set(hand_off.data_pack)
    return [(one.field.label, in_words(one.field, one.value)) for one in view.known if one.field.key in keys]


def _return_page(hand_off: CaseHandOff, view: TaskView, form: Return, status: int = 200) -> Response:
    team = names(work()).team(hand_off.from_team_id)
    return show("hand_offs/return.html", status, hand_off=hand_off, task=view, form=form, team=team)
