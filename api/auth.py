"""Who is asking, and whether they may: by bearer token, or by session cookie and CSRF token.

Every view declares a permission; an endpoint that declares none is refused to everybody. `permission(action)` and
`public` are that declaration, and also give the request its unit of work (`api.work`).
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Response, current_app, g, make_response, request
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import BadRequest, ClientDisconnected

from api.once import answer_once
from api.work import one_unit_of_work, work
from engine.errors import NotPermitted, NotSignedIn
from engine.people import ACTIONS, Actor, actor_for_token, csrf_token, require, touch_session

PUBLIC = "public"
SIGNED_IN = "signed-in"
COOKIE = "bpr_session"
CSRF_HEADER = "X-CSRF-Token"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

View = Callable[..., Any]


def permission(action: str) -> Callable[[View], View]:
    """Let a view be used by those who may do `action` (somewhere; the view checks where), or by all who are signed in.

    Raises ValueError, when the program starts, for an action that is not in the table of permissions.
    """
    if action not in ACTIONS and action != SIGNED_IN:
        raise ValueError(f"There is no action {action!r} in the table of permissions.")

    def declare(view: View) -> View:
        @wraps(view)
        def guarded(*given: object, **named: object) -> Response:
            read_whole_body()
            with one_unit_of_work():
                g.actor = _authenticate()
                if action != SIGNED_IN:
                    require(g.actor, action)
                return answer_once(g.actor, lambda: make_response(view(*given, **named)))

        return _declared(guarded, action)

    return declare


def public(view: View) -> View:
    """Let a view be used by everybody, without signing in."""

    @wraps(view)
    def open_to_all(*given: object, **named: object) -> Response:
        read_whole_body()
        with one_unit_of_work():
            return make_response(view(*given, **named))

    return _declared(open_to_all, PUBLIC)


def permission_of(view: View | None) -> str | None:
    """What a view declared: an action, `signed-in` or `public`; None when it declared nothing."""
    return getattr(view, "permission", None)


def refuse_undeclared() -> None:
    """Before each request: raise `NotPermitted` when its view has not declared who may use it."""
    endpoint = request.endpoint
    if endpoint is not None and permission_of(current_app.view_functions.get(endpoint)) is None:
        raise NotPermitted("This address is open to nobody: it does not say who may use it.")


def actor() -> Actor:
    """Who is asking. Only in views that are not public."""
    return cast("Actor", g.actor)


def session_cookie() -> str:
    """The session's token from the cookie, or an empty text."""
    return request.cookies.get(COOKIE, "")


def read_whole_body() -> None:
    """Read all that is sent before the database is asked, so that a slow sender holds no transaction.

    A body sent in chunks, without its length, ends silently at the largest size taken; one more byte tells.
    Raises BadRequest when the chunks are none, or end too early.
    """
    try:
        request.get_data(cache=True)
        if request.content_length is None:
            request.stream.read(1)
    except (OSError, ClientDisconnected, ParseException):
        raise BadRequest("The body was sent in a way that cannot be read, or not to its end. Send it again.") from None


def _authenticate() -> Actor:
    header = request.headers.get("Authorization")
    if header is not None:
        scheme, _, token = header.partition(" ")
        if scheme.lower() != "bearer" or not token.strip():
            raise NotSignedIn("Send the header Authorization as: Bearer, a space, and your token.")
        return actor_for_token(work(), token.strip())
    token = session_cookie()
    if not token:
        raise NotSignedIn("Sign in first, or send a token in the header Authorization: Bearer.")
    found = touch_session(work(), token).actor
    if request.method not in _SAFE:
        _check_csrf(token)
    return found


def _check_csrf(token: str) -> None:
    sent = request.headers.get(CSRF_HEADER, "")
    if not hmac.compare_digest(sent.encode(), csrf_token(token).encode()):
        raise NotPermitted(f"The header {CSRF_HEADER} is missing or wrong. Send the one you got when you signed in.")


def _declared(view: View, action: str) -> View:
    vars(view)["permission"] = action
    return view
