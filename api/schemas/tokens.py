"""API tokens."""

from __future__ import annotations

from api.schemas.fields import PageQuery, Shape, moment, query_number, reference, text


class NewToken(Shape):
    """A token to be issued."""

    user_id = reference("The service account it stands for, or yourself.", required=True)
    name = text("What it is for.", required=True, longest=200)


class IssuedToken(Shape):
    """A token, shown this once."""

    token = text("The secret. It is not stored and not shown again.", required=True)


class TokenShape(Shape):
    """What is known of an issued token."""

    id = reference("The id.", required=True)
    user_id = reference("The account it stands for.", required=True)
    name = text("What it is for.", required=True)
    created_at = moment("When it was issued.", required=True)
    revoked_at = moment("When it was revoked; null while it is valid.", allow_none=True, required=True)


class TokenQuery(PageQuery):
    """Which tokens."""

    user_id = query_number("Only those of this user.", load_default=None)
