"""People: their list, somebody new, and who somebody is."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine import people
from engine.errors import Refused, StaleVersion
from web import lists
from web.forms import refuse, sent, status_of, tried, version_seen
from web.happened import changed_meanwhile
from web.names import names
from web.overtaken import tell_overtaken
from web.page import actor, page, see, show, work
from web.pages.administration.person_forms import AddPerson, Details
from web.pages.administration.person_view import person_page
from web.roles import MEANING, in_order
from web.said import say

pages = Blueprint("admin-people", __name__)

_OPEN = {"open": True, "closed": False, "all": None}
_NO_ROLE = "none"


@pages.get("/administration/people")
@page("people:manage")
def list_people() -> Response:
    """People and accounts of programs, in the order in which they were added."""
    found = people.users(
        work(),
        words=lists.word("words"),
        team_id=lists.number("team"),
        role=_role(),
        active=_OPEN[lists.word("accounts", _OPEN) or "open"],
        after_id=lists.after_id() or 0,
        limit=lists.ROWS + 1,
    )
    listed, called = lists.page_of(found, lambda row: (row.id,)), names(work())
    roles = {row.id: [words for _, words in in_order(row.grants, called)] for row in listed.rows}
    return show("administration/people.html", listed=listed, called=called, roles=roles, meaning=MEANING)


@pages.route("/administration/people/new", methods=["GET", "POST"])
@page("people:manage", keeps=(AddPerson,))
def add_person() -> Response:
    """Add somebody. They get roles, teams and a password on their own page."""
    form = AddPerson()
    added = tried(
        form,
        lambda: people.create_user(
            work(), form.username.data, form.name.data.strip(), email=form.email.data.strip(), by=actor()
        ),
    )
    if added is None:
        return show("administration/person_new.html", status_of(form), form=form)
    return say(_to(added.id), f"{added.name} is added. Give them a role, a team and a password.")


@pages.get("/administration/people/<id:number>")
@page("people:manage")
def show_person(number: int) -> Response:
    """One person: who they are, what they may do, what happened to their account."""
    return person_page(work(), number)


@pages.post("/administration/people/<id:number>")
@page("people:manage", keeps=(Details,))
def change_person(number: int) -> Response:
    """Change a name, an e-mail address or an authority."""
    form = Details()
    if not sent(form):
        return person_page(work(), number, 422, details=form)
    changes = {"name": form.name.data.strip(), "email": form.email.data.strip(), "authority": form.authority.data}
    try:
        people.change_user(work(), number, changes, by=actor(), row_version=version_seen())
    except StaleVersion:
        stored = Details(formdata=None, obj=people.user_by_id(work(), number))
        tell_overtaken(work(), form, stored, "user", number, "this account")
        return person_page(work(), number, 409, details=form)
    except Refused as error:
        return person_page(work(), number, refuse(form, error), details=form)
    return say(_to(number), "The details are saved.")


@pages.post("/administration/people/<id:number>/account")
@page("people:manage")
def open_or_close(number: int) -> Response:
    """Close an account, or open it again."""
    opened = request.form.get("account") == "open"
    try:
        person = people.change_user(work(), number, {"active": opened}, by=actor(), row_version=version_seen())
    except StaleVersion:
        return person_page(work(), number, 409, problem=changed_meanwhile(work(), "user", number, "this account"))
    except Refused as error:
        return person_page(work(), number, 422, problem=error.message)
    done = "is open again. Give them a new password." if opened else "is closed: they are signed out everywhere."
    return say(_to(number), f"The account of {person.name} {done}")


def _role() -> str | None:
    """The role that is asked for; empty for those without one."""
    role = lists.word("role", {*MEANING, _NO_ROLE})
    return "" if role == _NO_ROLE else role or None


def _to(number: int) -> Response:
    return see(f"/administration/people/{number}")
