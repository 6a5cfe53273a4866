"""Passing a task on: to another team with a reason, or to a member of its own team."""

from __future__ import annotations

from flask import Blueprint, Response
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextArea
from wtforms import SelectField, SubmitField, TextAreaField
from wtforms.validators import InputRequired

from engine import cases, people
from engine.cases import TaskView
from engine.errors import Conflict, NotPermitted, Refused
from engine.people import Team
from web.forms import PageForm, refuse, sent
from web.page import actor, page, see, show, work
from web.pages.tasks.task_page import contact_id, show_lost, with_contact
from web.said import say

pages = Blueprint("passing-on", __name__)
ASK_REASON = "Enter a reason, so that the team knows what to do"
_NONE = ("", "Choose one")
_MOST_MEMBERS = 200


class HandOver(PageForm):
    """To which team, and why."""

    to_team_id = SelectField("Team", [InputRequired("Choose the team that is to do this task")], widget=GovSelect())
    reason = TextAreaField("Reason", [InputRequired(ASK_REASON)], widget=GovTextArea())
    go = SubmitField("Hand over", widget=GovSubmitInput())


class Assign(PageForm):
    """To whom."""

    user_id = SelectField("Person", [InputRequired("Choose the person who is to do this task")], widget=GovSelect())
    go = SubmitField("Give the task", widget=GovSubmitInput())


@pages.get("/tasks/<id:number>/hand-over")
@page("task:hand-off")
def ask_hand_over(number: int) -> Response:
    """Which team, and why."""
    view = cases.task(work(), number, by=actor())
    return _hand_over_page(view, _hand_over_form(view, empty=True))


@pages.post("/tasks/<id:number>/hand-over")
@page("task:hand-off", keeps=(HandOver, "contact"))
def hand_over(number: int) -> Response:
    """Hand the task over; it waits there to be accepted."""
    view = cases.task(work(), number, by=actor())
    form = _hand_over_form(view)
    if not sent(form):
        return _hand_over_page(view, form, 422)
    to_team_id = int(form.to_team_id.data)
    try:
        cases.hand_over(work(), number, to_team_id=to_team_id, reason=form.reason.data, by=actor())
    except Refused as error:
        return _hand_over_page(view, form, refuse(form, error))
    except (Conflict, NotPermitted) as lost:
        return show_lost(number, lost)
    team = dict(form.to_team_id.choices)[str(to_team_id)]
    after = with_contact(f"/tasks/{number}/done") if contact_id() else "/tasks"
    return say(see(after), f"“{view.name}” waits for {team} now.")


@pages.get("/tasks/<id:number>/assign")
@page("task:assign")
def ask_assign(number: int) -> Response:
    """Which member of the team."""
    view = cases.task(work(), number, by=actor())
    return show("tasks/assign.html", task=view, form=_assign_form(view, empty=True))


@pages.post("/tasks/<id:number>/assign")
@page("task:assign", keeps=(Assign,))
def assign(number: int) -> Response:
    """Give the task to a member of its team."""
    view = cases.task(work(), number, by=actor())
    form = _assign_form(view)
    if not sent(form):
        return show("tasks/assign.html", 422, task=view, form=form)
    try:
        cases.assign(work(), number, user_id=int(form.user_id.data), by=actor())
    except Refused as error:
        return show("tasks/assign.html", refuse(form, error), task=view, form=form)
    except (Conflict, NotPermitted) as lost:
        return show_lost(number, lost)
    return say(see("/tasks"), f"{dict(form.user_id.choices)[form.user_id.data]} holds “{view.name}” now.")


def _hand_over_form(view: TaskView, *, empty: bool = False) -> HandOver:
    form = HandOver(formdata=None) if empty else HandOver()
    directory = people.team_directory(work(), view.service_id, view.site_id)
    others = [team for team in directory.teams if team.id != view.team_id]
    form.to_team_id.choices = [_NONE, *((str(team.id), _called(team)) for team in sorted(others, key=_back_first))]
    return form


def _assign_form(view: TaskView, *, empty: bool = False) -> Assign:
    form = Assign(formdata=None) if empty else Assign()
    members = people.users(work(), team_id=view.team_id, active=True, limit=_MOST_MEMBERS)
    chosen = sorted((user.name, str(user.id)) for user in members if user.id != view.claimed_by)
    form.user_id.choices = [_NONE, *((number, name) for name, number in chosen)]
    return form


def _hand_over_page(view: TaskView, form: HandOver, status: int = 200) -> Response:
    return show("tasks/hand_over.html", status, task=view, form=form, contact_id=contact_id())


def _called(team: Team) -> str:
    return f"{team.name} ({team.provider_name})" if team.provider_name else team.name


def _back_first(team: Team) -> tuple[bool, str]:
    return team.kind != "back", team.name
