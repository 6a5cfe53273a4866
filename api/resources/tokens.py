"""API tokens, by which programs sign in."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import read_cursor
from api.replies import empty_reply, page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.tokens import IssuedToken, NewToken, TokenQuery, TokenShape
from api.work import work
from engine.people import issue_token, revoke_token, tokens

resource = Resource("tokens", "Secrets by which programs act for an account. Only their hash is stored.")


@resource.get(permission="token:manage", query=TokenQuery, answer=page_of(TokenShape))
def list_tokens(query: dict[str, Any]) -> Response:
    """List issued tokens, the newest first."""
    (before_id,) = read_cursor(query["cursor"], int) or (None,)
    limit = query["limit"]
    found = tokens(work(), user_id=query["user_id"], before_id=before_id, limit=limit + 1)
    return page(found, limit, lambda token: (token.id,))


@resource.post(permission="token:manage", body=NewToken, answer=IssuedToken, status=201)
def issue(body: dict[str, Any]) -> Response:
    """Issue a token to a service account or to yourself. The secret is shown this once."""
    return reply({"token": issue_token(work(), body["user_id"], body["name"], actor())}, 201)


@resource.delete("/<id:number>", permission="token:manage", status=204)
def revoke(number: int) -> Response:
    """Revoke a token: it is worth nothing from now on."""
    revoke_token(work(), number, actor())
    return empty_reply()
