"""Signing in and out with a password."""

from __future__ import annotations

from typing import Any

from flask import Response, request

from api.auth import COOKIE, PUBLIC, SIGNED_IN, session_cookie
from api.errors import problem
from api.replies import empty_reply, reply
from api.resource import Resource
from api.resources.me import about
from api.schemas.session import BegunSession, SignIn
from api.work import work
from engine.people import sign_in, sign_out

resource = Resource("session", "Signing in and out with a password, for people; programs send a token.")


@resource.post(permission=PUBLIC, body=SignIn, answer=BegunSession, status=201, throttled=True)
def begin_session(body: dict[str, Any]) -> Response:
    """Sign in.

    The session's secret comes as a cookie. After ten wrong passwords for a name within 15 minutes the answer is 429.
    """
    begun = sign_in(work(), body["username"], body["password"], request.remote_addr or "")
    if begun is None:
        return problem(401, "The username or the password is wrong.")
    about_session = {"csrf_token": begun.csrf, "expires_at": begun.expires_at, "me": about(begun.actor)}
    response = reply(about_session, 201)
    response.set_cookie(
        COOKIE, begun.token, expires=begun.expires_at, secure=request.is_secure, httponly=True, samesite="Lax"
    )
    return response


@resource.delete(permission=SIGNED_IN, status=204)
def end_session() -> Response:
    """Sign out: end the session of the cookie sent."""
    sign_out(work(), session_cookie())
    response = empty_reply()
    response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response
