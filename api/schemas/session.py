"""Signing in."""

from __future__ import annotations

from api.schemas.fields import Shape, moment, part, secret, text
from api.schemas.me import Me


class SignIn(Shape):
    """A name and a password."""

    username = text("The username, whatever its case.", required=True, longest=200)
    password = secret("The password.", required=True)


class BegunSession(Shape):
    """A session; its secret is in the cookie."""

    csrf_token = text("To be sent in the header X-CSRF-Token with every change.", required=True)
    expires_at = moment(
        "When the session ends at the latest. It ends earlier after 30 minutes in which nothing was asked with it.",
        required=True,
    )
    me = part(Me, "Who signed in.", required=True)
