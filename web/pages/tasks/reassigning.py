"""Giving many tasks at once to somebody else: those of a person who is away, or of a team that is too busy."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextArea
from wtforms import SelectField, SubmitField, TextAreaField

from engine import cases, people
from engine.cases import HeldTask, Reassigned
from engine.errors import Refused
from web import lists
from web.forms import PageForm, chosen_id, refuse
from web.names import Names, names
from web.page import actor, page, see, show, work
from web.said import say
from web.wording import plural

pages = Blueprint("reassigning", __name__)
_MOST_PEOPLE = 200


class GiveTo(PageForm):
    """Who gets the tasks, and why."""

    to = SelectField("Who gets them?", validate_choice=False, widget=GovSelect())
    reason = TextAreaField("Why?", widget=GovTextArea())
    go = SubmitField("Give the selected tasks", widget=GovSubmitInput())


@pages.get("/tasks/reassign")
@page("task:reassign")
def choose_tasks() -> Response:
    """The open tasks of a person or a team, with boxes to tick."""
    return _show(GiveTo())


@pages.post("/tasks/reassign")
@page("task:reassign", keeps=(GiveTo,))
def give() -> Response:
    """Give the ticked tasks to a person or a team."""
    form, kind = GiveTo(), (request.form.get("to") or "").partition("-")
    chosen = [number for text in request.form.getlist("task") if (number := chosen_id(text))]
    to: dict[str, Any] = {f"{kind[0]}_id": chosen_id(kind[2])} if kind[0] in ("user", "team") else {}
    try:
        done = cases.reassign(work(), chosen, reason=form.reason.data or "", by=actor(), **to)
    except Refused as error:
        about_tasks = any(one.where == "task_ids" for one in error.problems)
        return _show(form, refuse(form, Refused(error.message) if about_tasks else error), chosen)
    return say(see(lists.address()), _said(done))


def _show(form: GiveTo, status: int = 200, chosen: list[int] | None = None) -> Response:
    person, team = lists.number("person"), lists.number("team")
    tasks = cases.held_tasks(work(), by=actor(), user_id=person, team_id=team) if person or team else []
    holders = cases.holders(work(), by=actor())
    called = names(work(), [person, *holders, *(task.claimed_by for task in tasks)])
    form.to.choices = _receivers(tasks, called, person, team)
    return show(
        "tasks/reassign.html",
        status,
        form=form,
        tasks=tasks,
        chosen=chosen or [],
        called=called,
        person=person,
        team=team,
        holders=sorted((called.user(number), number) for number in holders),
        most=cases.MOST_AT_ONCE,
    )


def _receivers(tasks: list[HeldTask], called: Names, person: int | None, team: int | None) -> list[tuple[str, str]]:
    """Colleagues in the teams that have the tasks, then the other teams."""
    found: dict[str, str] = {}
    for number in sorted({task.team_id for task in tasks}):
        for member in people.users(work(), team_id=number, limit=_MOST_PEOPLE):
            if member.id != person:
                found[f"user-{member.id}"] = f"{member.name}, {called.team(number)}"
    others = {f"team-{number}": f"{name} (the team)" for number, name in called.teams.items() if number != team}
    return [("", "Choose one"), *found.items(), *others.items()]


def _said(done: Reassigned) -> str:
    words = [f"{plural(done.given, 'task')} went to somebody else."]
    for why in dict.fromkeys(done.left.values()):
        count = sum(other == why for other in done.left.values())
        words.append(f"{plural(count, 'task stays as it is', 'tasks stay as they are')}: {why}")
    return " ".join(words)
