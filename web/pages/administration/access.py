"""What a person may do: their roles, teams, skills and password."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine import people
from engine.errors import EngineError, NotPermitted, Refused
from engine.people import Grant
from web.forms import chosen_id, refuse, sent
from web.names import names
from web.page import actor, page, see, show, work
from web.pages.administration.person_forms import AddRole, Password, Skills, Teams, skills_meant
from web.pages.administration.person_view import person_page
from web.roles import grant_words
from web.said import say

pages = Blueprint("admin-access", __name__)


@pages.post("/administration/people/<id:number>/roles")
@page("people:manage", keeps=(AddRole,))
def add_role(number: int) -> Response:
    """Give somebody one more role."""
    called = names(work())
    form = AddRole().offer(called)
    if not sent(form):
        return person_page(work(), number, 422, role=form)
    try:
        people.add_grant(work(), number, form.grant(), by=actor())
    except (NotPermitted, Refused) as error:
        return person_page(work(), number, refuse(form, error), role=form)
    return say(_to(number, "roles"), f"Role added: {grant_words(form.grant(), called)}.")


@pages.post("/administration/people/<id:number>/roles/remove")
@page("people:manage")
def remove_role(number: int) -> Response:
    """Take a role from somebody."""
    held = Grant(request.form.get("role", ""), _sent("service_id"), _sent("site_id"))
    try:
        people.remove_grant(work(), number, held, by=actor())
    except NotPermitted as error:
        return person_page(work(), number, 422, problem=error.message)
    return say(_to(number, "roles"), f"Role removed: {grant_words(held, names(work()))}.")


@pages.post("/administration/people/<id:number>/teams")
@page("people:manage", keeps=(Teams,))
def set_teams(number: int) -> Response:
    """Say in which teams somebody works."""
    form = Teams().offer(names(work()))
    if not sent(form):
        return person_page(work(), number, 422, teams=form)
    people.set_teams(work(), number, form.team_ids.data, by=actor())
    return say(_to(number, "teams"), "The teams are saved.")


@pages.post("/administration/people/<id:number>/skills")
@page("people:manage", keeps=(Skills,))
def set_skills(number: int) -> Response:
    """Say what somebody can do."""
    form = Skills()
    try:
        people.set_skills(work(), number, skills_meant(form.skills.data, people.known_skills(work())), by=actor())
    except Refused as error:
        return person_page(work(), number, refuse(form, error), skills=form)
    return say(_to(number, "skills"), "The skills are saved.")


@pages.post("/administration/people/<id:number>/password")
@page("people:manage")
def give_password(number: int) -> Response:
    """Give somebody a new password. One that was made is shown on the answer, this once."""
    form, person = Password(), people.user_by_id(work(), number)
    try:
        _check_other(number)
        given = form.password.data or people.make_password()
        people.set_password(work(), number, given, by=actor())
    except EngineError as error:
        return person_page(work(), number, refuse(form, error), password=form)
    if form.password.data:
        return say(_to(number, "password"), f"{person.name} has the new password. They are signed out everywhere.")
    return show("administration/password.html", person=person, password=given)


def _check_other(number: int) -> None:
    """Somebody's own password changes where the one until now is asked for."""
    if number == actor().user_id:
        raise NotPermitted("Change your own password on the page of your account.")


def _sent(name: str) -> int | None:
    return chosen_id(request.form.get(name))


def _to(number: int, part: str) -> Response:
    return see(f"/administration/people/{number}#{part}")
