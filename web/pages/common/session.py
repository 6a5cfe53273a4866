"""Signing in and out."""

from __future__ import annotations

from flask import Blueprint, Response, request
from govuk_frontend_wtf.wtforms_widgets import GovPasswordInput, GovSubmitInput, GovTextInput
from wtforms import PasswordField, StringField, SubmitField
from wtforms.validators import InputRequired

from engine import people
from engine.errors import TooManyAttempts
from web.forms import PageForm, refuse, sent
from web.page import asker, back_to, begin, end, kept, public, see, session_cookie, show, signed_in, work

pages = Blueprint("session", __name__)


class SignIn(PageForm):
    """Username and password."""

    username = StringField("Username", [InputRequired("Enter your username")], widget=GovTextInput())
    password = PasswordField("Password", [InputRequired("Enter your password")], widget=GovPasswordInput())
    go = SubmitField("Sign in", widget=GovSubmitInput())


@pages.get("/sign-in")
@public
def sign_in() -> Response:
    """Ask for username and password; who is signed in already goes on."""
    wanted = request.args.get("next", "/")
    return _asked(SignIn(formdata=None), wanted) if asker() is None else back_to(wanted)


@pages.post("/sign-in")
@public
def do_sign_in() -> Response:
    """Begin a session, in the place of the one this browser had, and go where the person wanted to go."""
    form, wanted = SignIn(), request.form.get("next", "/")
    if not sent(form):
        return _asked(form, wanted, 422)
    try:
        session = people.sign_in(work(), form.username.data, form.password.data, request.remote_addr or "")
    except TooManyAttempts as error:
        refuse(form, error)
        return _asked(form, wanted, 429)
    if session is None:
        form.form_errors.append("The username or the password is wrong. Check both and try again.")
        return kept(_asked(form, wanted, 422))
    people.sign_out(work(), session_cookie())
    return begin(back_to(wanted), session)


@pages.post("/sign-out")
@signed_in
def sign_out() -> Response:
    """End the session."""
    people.sign_out(work(), session_cookie())
    return end(see("/"))


def _asked(form: SignIn, wanted: str, status: int = 200) -> Response:
    return show("session/sign_in.html", status, form=form, wanted=wanted, ended="ended" in request.args)
