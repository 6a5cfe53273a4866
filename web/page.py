"""What every page stands on: who is asking, whether they may, the unit of work, and the CSRF token of its forms.

A view declares who may use it with `page(action)`, `signed_in` or `public`; an address that declares nothing is open to
nobody. **A page that answers 4xx or 5xx has stored nothing**: its unit of work is rolled back. One that must leave a
trace all the same (a failed sign-in, a refused upload) answers `kept(response)`.
"""

from __future__ import annotations

import hmac
import secrets
from collections.abc import Callable
from functools import wraps
from typing import Any, cast

from flask import Response, g, make_response, redirect, render_template, request
from werkzeug.exceptions import BadRequest

from api.auth import COOKIE, PUBLIC, SIGNED_IN, read_whole_body, session_cookie
from api.errors import HEADERS
from api.work import one_unit_of_work, store, work
from engine import people
from engine.errors import NotSignedIn
from engine.people import ACTIONS, Actor
from web import unsent
from web.keeping import Keeps, KeptFields, kept_fields

__all__ = ["actor", "asker", "back_to", "begin", "csrf_token", "end", "kept", "page", "public", "show", "signed_in"]
__all__ += ["recognise", "see", "session_cookie", "store", "work"]

FORM_COOKIE = "bpr_form"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

View = Callable[..., Any]


def page(action: str, *, keeps: Keeps = (), too_late: View | None = None) -> Callable[[View], View]:
    """Let a page be opened by those who may do `action` somewhere; the view, or the engine, checks where.

    The fields that `keeps` names, of a form that comes after its person's session has timed out, are kept by
    `web.unsent`, and no others. A view with another place for them says `too_late`, which answers in its stead: it
    gets that person's `Actor`, whom it may serve by keeping what was sent and by nothing else, and then what the view
    gets.
    Raises ValueError, when the program starts, for an action that is not in the table of permissions, and TypeError
    for a form that holds a password.
    """
    if action not in ACTIONS:
        raise ValueError(f"There is no action {action!r} in the table of permissions.")
    fields = kept_fields(keeps)
    return lambda view: _guarded(view, action, fields, too_late)


def signed_in(view: View) -> View:
    """Let a page be opened by everybody who is signed in."""
    return _guarded(view, SIGNED_IN)


def public(view: View) -> View:
    """Let a page be opened by everybody. `asker()` tells who it is, if anybody is signed in."""
    return _guarded(view, PUBLIC)


def actor() -> Actor:
    """Who is asking. Only in pages that are not public."""
    return cast("Actor", g.actor)


def asker() -> Actor | None:
    """Who is asking, if somebody is signed in."""
    return cast("Actor | None", g.get("actor"))


def recognise() -> None:
    """Find out who is asking, where no view has done so: for an error page."""
    if "actor" not in g:
        g.actor = _who()


def csrf_token() -> str:
    """What the forms of this answer send back in the field `csrf_token`."""
    return people.csrf_token(_form_secret())


def show(template: str, status: int = 200, **named: object) -> Response:
    """A page from its template. A refusal for now says when to try again."""
    return make_response(render_template(template, **named), status, dict(HEADERS.get(status, {})))


def kept(response: Response) -> Response:
    """Let this answer keep what its view has stored although it is a refusal."""
    g.keep = True
    return response


def begin(response: Response, session: people.Session) -> Response:
    """Give the browser its session."""
    secure = request.is_secure
    response.set_cookie(COOKIE, session.token, expires=session.expires_at, secure=secure, httponly=True, samesite="Lax")
    user_id = session.actor.user_id
    return unsent.remind(response) if user_id is not None and people.unsent(work(), user_id) else response


def end(response: Response) -> Response:
    """Take the session from the browser."""
    response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def see(address: str) -> Response:
    """Go on at this address: the answer to a form that did what it was sent for."""
    return cast("Response", redirect(address, 303))


def back_to(address: str) -> Response:
    """Go to the page that a browser asks for, if it is one of this site; to the first page if not."""
    own = address.startswith("/") and not address.startswith(("//", "/\\")) and not set(address) & set("\\\r\n\t")
    return see(address if own else "/")


class _StoresNothing(Exception):
    """Not an error: the way out of a unit of work that is not to be committed."""

    def __init__(self, response: Response) -> None:
        super().__init__()
        self.response = response


def _guarded(view: View, action: str, fields: KeptFields | None = None, too_late: View | None = None) -> View:
    @wraps(view)
    def guarded(*given: object, **named: object) -> Response:
        read_whole_body()
        g.kept_fields = fields or KeptFields()
        try:
            with one_unit_of_work():
                return _unless_refused(_answer(view, action, given, named, too_late))
        except _StoresNothing as answered:
            return answered.response

    vars(guarded)["permission"] = action
    vars(guarded)["keeps"] = fields or KeptFields()
    return guarded


def _unless_refused(response: Response) -> Response:
    if response.status_code >= 400 and not g.get("keep"):
        raise _StoresNothing(response)
    return response


def _answer(
    view: View, action: str, given: tuple[object, ...], named: dict[str, object], too_late: View | None
) -> Response:
    g.actor = _who()
    kept_for_later = _keep_unsent(action, given, named, too_late)
    if kept_for_later is not None:
        return kept_for_later
    if g.actor is None and action != PUBLIC:
        raise NotSignedIn("Sign in to open this page.")
    if request.method not in _SAFE and not _is_csrf(csrf_token()):
        return _ask_again()
    if action not in (PUBLIC, SIGNED_IN):
        people.require(g.actor, action)
    return unsent.show_again(make_response(view(*given, **named)), g.actor.user_id if g.actor else None)


def _keep_unsent(
    action: str, given: tuple[object, ...], named: dict[str, object], too_late: View | None
) -> Response | None:
    """The answer to a form that came too late or that is only to be kept; None for everything else."""
    only_kept = unsent.KEEP_HEADER in request.headers
    if request.method in _SAFE or not (only_kept or (g.actor is None and action != PUBLIC)):
        return None
    user_id = g.actor.user_id if g.actor else _who_was_there()
    answer = None
    if user_id is not None and action != PUBLIC and _is_csrf(people.csrf_token(session_cookie())):
        late = too_late and make_response(too_late(people.actor_for_user(work(), user_id), *given, **named))
        answer = late or unsent.keep_and_sign_in(user_id)
    return answer or (Response(status=204) if only_kept else None)


def _who() -> Actor | None:
    token = session_cookie()
    if not token:
        return None
    by_itself = "X-Background" in request.headers
    try:
        g.session = (people.session_by_token if by_itself else people.touch_session)(work(), token)
    except NotSignedIn:
        g.session_over = True
        return None
    return cast("Actor", g.session.actor)


def _who_was_there() -> int | None:
    """The id of the person whose session had timed out when this form of theirs came."""
    return people.owner_of_ended_session(work(), session_cookie()) if g.get("session_over") else None


def _ask_again() -> Response:
    """The page of a form without a good token, with its words. Raises BadRequest where they cannot be shown again."""
    user_id = g.actor.user_id if g.actor else None
    shown = unsent.keep_and_show(user_id) if user_id is not None else None
    if shown is None:
        raise BadRequest("This form is no longer good. Go back, load the page again and send it once more.")
    return shown


def _is_csrf(wanted: str) -> bool:
    sent = request.form.get(unsent.CSRF_FIELD) or request.headers.get("X-CSRF-Token", "")
    return hmac.compare_digest(sent.encode(), wanted.encode())


def _form_secret() -> str:
    """The secret behind this browser's CSRF token: its session, or before sign-in a cookie that lasts as long."""
    if g.get("actor") is not None:
        return session_cookie()
    if "form_secret" not in g:
        g.form_secret = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
    return cast("str", g.form_secret)


def remember_form(response: Response) -> Response:
    """After each request: keep the secret of a form that was shown before sign-in."""
    secret = g.get("form_secret")
    if secret and secret != request.cookies.get(FORM_COOKIE):
        response.set_cookie(FORM_COOKIE, secret, secure=request.is_secure, httponly=True, samesite="Strict")
    return response
