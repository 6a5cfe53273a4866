"""A person's own account: who they are here, what they may do, their password; and keeping their session going."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify, request
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovSubmitInput
from wtforms import PasswordField, SubmitField
from wtforms.validators import InputRequired

from engine import people
from engine.errors import Refused, TooManyAttempts
from web.forms import PageForm, refuse, sent
from web.names import names
from web.page import actor, begin, kept, see, show, signed_in, work
from web.roles import in_order
from web.said import say
from web.wording import iso

pages = Blueprint("account", __name__)


class NewPassword(PageForm):
    """The password until now, and the one from now on."""

    current = PasswordField(
        "Current password", [InputRequired("Enter your current password")], widget=GovPasswordInput()
    )
    password = PasswordField("New password", [InputRequired("Enter a new password")], widget=GovPasswordInput())
    go = SubmitField("Change password", widget=GovSubmitInput())


@pages.get("/account")
@signed_in
def account() -> Response:
    """Who the person is here."""
    return _shown(NewPassword(formdata=None))


@pages.post("/account/password")
@signed_in
def change_password() -> Response:
    """Change the person's password. Their other sessions end; this one goes on as a new one."""
    form = NewPassword()
    if not sent(form):
        return _shown(form, 422)
    try:
        right = people.change_own_password(
            work(), actor(), form.current.data, form.password.data, request.remote_addr or ""
        )
    except TooManyAttempts as error:
        refuse(form, error)
        return _shown(form, 429)
    except Refused as error:
        return _shown(form, refuse(form, error))
    if not right:
        form.current.errors = ["This is not your current password. Check it and try again."]
        return kept(_shown(form, 422))
    session = people.begin_session(work(), actor().user_id or 0, reason="Has just changed the password")
    answer = begin(see("/account"), session)
    return say(answer, "Your password is changed. You are signed out everywhere else.", csrf=session.csrf)


@pages.post("/session/extend")
@signed_in
def extend() -> Response:
    """Keep the session going: being asked by a person already did."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(ends=iso(g.session.ends_at))
    return see("/")


def _shown(form: NewPassword, status: int = 200) -> Response:
    return show("account/account.html", status, form=form, person=actor(), teams=_teams(), roles=_roles())


def _teams() -> list[str]:
    return [team.name for team in people.teams(work()) if team.id in actor().team_ids]


def _roles() -> list[str]:
    """The roles of the person in words: Head of service for Revenues."""
    return [words for _, words in in_order(actor().grants, names(work()))]
