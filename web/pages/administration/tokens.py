"""API tokens: which accounts have them, issuing one, which is shown once, and revoking them."""

from __future__ import annotations

from flask import Blueprint, Response
from govuk_frontend_wtf.wtforms_widgets import GovSelect, GovSubmitInput, GovTextInput
from wtforms import SelectField, StringField, SubmitField
from wtforms.validators import InputRequired

from engine import people
from engine.errors import NotPermitted, Refused
from web import lists
from web.forms import PageForm, choices, refuse, sent
from web.names import names
from web.page import actor, page, see, show, work
from web.said import say
from web.sent_twice import only_once

pages = Blueprint("tokens", __name__)

_PROGRAMS = 500
_SENT_TWICE = "The form was sent twice, so one token was issued. If you have not seen it, revoke it and issue another."


class IssueToken(PageForm):
    """Whose the token is, and what it is for."""

    user_id = SelectField("For the account", [InputRequired("Select an account")], widget=GovSelect())
    name = StringField(
        "What is it for?",
        [InputRequired("Enter what the token is for")],
        widget=GovTextInput(),
        description="Such as “web forms, live”: it tells tokens apart when one is to be revoked",
    )
    go = SubmitField("Issue token", widget=GovSubmitInput())


@pages.get("/administration/tokens")
@page("token:manage")
def list_tokens() -> Response:
    """The tokens there are, the newest first, and a form for one more."""
    return _listed(_offered(IssueToken(formdata=None)))


@pages.post("/administration/tokens")
@page("token:manage", keeps=(IssueToken,))
def issue_token() -> Response:
    """Issue a token. Its secret is shown on the answer, this once."""
    form = _offered(IssueToken())
    if not sent(form):
        return _listed(form, 422)
    secrets: list[str] = []

    def issue() -> str:
        secrets.append(people.issue_token(work(), int(form.user_id.data), form.name.data.strip(), actor()))
        return "/administration/tokens"

    try:
        listed = only_once(work(), actor(), "issue", issue)
    except (NotPermitted, Refused) as error:
        return _listed(form, refuse(form, error))
    if not secrets:
        return say(see(listed), _SENT_TWICE)
    (secret,) = secrets
    account = people.user_by_id(work(), int(form.user_id.data))
    return show("administration/token.html", secret=secret, account=account, purpose=form.name.data.strip())


@pages.post("/administration/tokens/<id:number>/revoke")
@page("token:manage")
def revoke_token(number: int) -> Response:
    """Revoke a token."""
    people.revoke_token(work(), number, actor())
    return say(see("/administration/tokens"), "The token is revoked. It opens nothing any more.")


def _listed(form: IssueToken, status: int = 200) -> Response:
    user_id = lists.number("user")
    found = people.tokens(work(), user_id=user_id, before_id=lists.after_id(), limit=lists.ROWS + 1)
    listed = lists.page_of(found, lambda row: (row.id,))
    called = names(work(), [user_id, *(row.user_id for row in listed.rows)])
    return show("administration/tokens.html", status, form=form, listed=listed, called=called, user_id=user_id)


def _offered(form: IssueToken) -> IssueToken:
    """The accounts that may have one: programs, and whoever asks."""
    programs = people.users(work(), role="service_account", active=True, limit=_PROGRAMS)
    offered = {str(account.id): f"{account.name} ({account.username})" for account in programs}
    form.user_id.choices = choices({"": "Choose an account", **offered, str(actor().user_id): "Yourself"})
    return form
