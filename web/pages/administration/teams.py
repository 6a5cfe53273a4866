"""Teams: their list, each with whose work it does, and who is in it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from engine import people, sla
from engine.errors import NotFound, Refused, StaleVersion
from web.forms import chosen_id, refuse, sent, status_of, tried, version_seen
from web.names import Names, calendar_names, names
from web.overtaken import tell_overtaken
from web.page import actor, page, see, show, work
from web.pages.administration.place_forms import TeamForm, in_lines, write_channels
from web.said import say

pages = Blueprint("admin-teams", __name__)

_MEMBERS = 500


@pages.get("/administration/teams")
@page("people:manage")
def list_teams() -> Response:
    """Every team."""
    found = sorted(people.teams(work()), key=lambda team: (team.kind != "front", team.name))
    return show("administration/teams.html", teams=found, sizes=people.team_sizes(work()), called=names(work()))


@pages.route("/administration/teams/new", methods=["GET", "POST"])
@page("people:manage", keeps=(TeamForm,))
def add_team() -> Response:
    """Add a team."""
    form = TeamForm().offer(names(work()), _calendars())
    added = tried(form, lambda: people.create_team(work(), by=actor(), **_checked(form)))
    if added is None:
        return show("administration/team_new.html", status_of(form), form=form)
    return say(_to(added.id), f"The team {added.name} is added. Put people into it.")


@pages.get("/administration/teams/<id:number>")
@page("people:manage")
def show_team(number: int) -> Response:
    """One team and who is in it."""
    return _shown(number)


@pages.post("/administration/teams/<id:number>")
@page("people:manage", keeps=(TeamForm,))
def change_team(number: int) -> Response:
    """Change a team."""
    form = TeamForm().without_key().offer(names(work()), _calendars())
    if not sent(form):
        return _shown(number, 422, form)
    try:
        changed = people.change_team(work(), number, _checked(form), by=actor(), row_version=version_seen())
    except StaleVersion:
        stored = _stored(people.team_by_id(work(), number), names(work()))
        tell_overtaken(work(), form, stored, "team", number, "this team")
        return _shown(number, 409, form)
    except Refused as error:
        return _shown(number, refuse(form, error), form)
    return say(_to(number), f"The team {changed.name} is saved.")


@pages.post("/administration/teams/<id:number>/members")
@page("people:manage", keeps=("username",))
def add_member(number: int) -> Response:
    """Put somebody into a team."""
    person = people.find_user(work(), request.form.get("username", ""))
    if person is None:
        typed = request.form.get("username", "").strip()
        sentence = f"There is nobody with the username {typed[:100]}." if typed else "Enter a username."
        return _shown(number, 422, problem=f"{sentence} Find it among the people.")
    people.join_team(work(), person.id, number, by=actor())
    return say(_to(number), f"{person.name} is in the team.")


@pages.post("/administration/teams/<id:number>/members/remove")
@page("people:manage")
def remove_member(number: int) -> Response:
    """Take somebody out of a team."""
    user_id = chosen_id(request.form.get("user_id"))
    if user_id is None:
        raise NotFound("There is nobody to take out of the team.")
    person = people.user_by_id(work(), user_id)
    people.leave_team(work(), user_id, number, by=actor())
    return say(_to(number), f"{person.name} is no longer in the team.")


def _shown(number: int, status: int = 200, form: TeamForm | None = None, *, problem: str = "") -> Response:
    team, called = people.team_by_id(work(), number), names(work())
    form = form or _stored(team, called)
    if problem:
        form.form_errors.append(problem)
    members = people.users(work(), team_id=number, active=True, limit=_MEMBERS)
    return show("administration/team.html", status, team=team, form=form, members=members, called=called)


def _stored(team: people.Team, called: Names) -> TeamForm:
    form = TeamForm(formdata=None, obj=team, lanes=in_lines(team.lanes))
    form.without_key().offer(called, _calendars())
    form.lanes.data, form.channel_calendars.data = in_lines(team.lanes), write_channels(team.channel_calendars)
    return form


def _calendars() -> dict[str, str]:
    return calendar_names(work())


def _checked(form: TeamForm) -> dict[str, Any]:
    values = form.values()
    sla.check_calendars_of(work(), values)
    return values


def _to(number: int) -> Response:
    return see(f"/administration/teams/{number}")
