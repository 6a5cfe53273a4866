"""No page loses what a person typed: a form sent after their session ended is kept, and shown again after sign-in.

One mechanism for every form. What comes too late is kept for its person, with the page it stood on (`keep`); when a
session ends, the scripts send what was begun with the header `X-Keep-Unsent`, which is kept and nothing else. After
sign-in a cookie says that something is kept, and the page on which it stood shows it in the form's fields, once
(`show_again`): nothing is done until the person sends it. Kept are the words: no files, no passwords, no CSRF token, no
number of a payment card. Only the form of a task has its own place for them (`web.pages.tasks.task`).
"""

from __future__ import annotations

from flask import Flask, Response, g, render_template, request
from werkzeug.datastructures import MultiDict

from api.work import work
from engine import people
from engine.forms import looks_like_card
from engine.people import Unsent, Words
from web.filling import fill
from web.sign_in_first import SENT_FROM, this_page, to_sign_in

KEEP_HEADER = "X-Keep-Unsent"
COOKIE = "bpr_unsent"
CSRF_FIELD = "csrf_token"
_NO_WORDS = frozenset({CSRF_FIELD, SENT_FROM})


def add_unsent(app: Flask) -> None:
    """Let the forms of `app` say on which page they stand."""
    app.add_template_global(this_page)
    app.jinja_env.globals["SENT_FROM"] = SENT_FROM


def keep(user_id: int) -> bool:
    """Keep the words of the form that was sent; False when there are none, or a script sent them to look, not to do."""
    words = _words()
    if not words or ("application/json" in request.headers.get("Accept", "") and KEEP_HEADER not in request.headers):
        return False
    people.keep_unsent(work(), user_id, this_page(), request.path, words)
    return True


def keep_and_sign_in(user_id: int) -> Response | None:
    """Keep the words of a form that came too late and ask its person to sign in; None when there is nothing to keep."""
    if not keep(user_id):
        return None
    if KEEP_HEADER in request.headers:
        return remind(Response(status=204))
    g.keep = True
    return remind(to_sign_in(this_page()))


def remind(response: Response) -> Response:
    """Let this browser know that something is kept."""
    response.set_cookie(
        COOKIE,
        "yes",
        max_age=int(people.REMEMBERED.total_seconds()),
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )
    return response


def as_sent() -> MultiDict[str, str] | None:
    """What a form of this page was sent with: now, or too late; None when it is asked for the first time.

    Only for a page that draws more once it knows the words; any other is filled without asking.
    """
    if request.method == "POST":
        return request.form
    kept = next((one for one in _kept_here() if one.address == request.path), None)
    return MultiDict(kept.words) if kept else None


def show_again(response: Response, user_id: int | None) -> Response:
    """The page with the words that were kept for it in its form, and a notice; they are forgotten then.

    Where the page leads on to another, as there is nothing to fill in any more, that one tells the words.
    """
    if COOKIE not in request.cookies or request.method != "GET" or user_id is None or _is_part():
        return response
    here = next(iter(_kept_here()), None)
    if here is not None and response.status_code in (302, 303):
        people.move_unsent(work(), here.id, response.headers["Location"])
    elif here is not None and response.status_code == 200 and response.mimetype == "text/html":
        response.set_data(_filled(response.get_data(as_text=True), here))
        people.forget_unsent(work(), here.id)
    if not people.unsent(work(), user_id):
        response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def _words() -> Words:
    """The words of the form that was sent."""
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name not in _NO_WORDS and not _is_password(name) and not looks_like_card(value)
    ]


def _is_password(name: str) -> bool:
    return "password" in name


def _is_part() -> bool:
    """Whether a script asks for a part of a page."""
    return "X-Background" in request.headers or "HX-Request" in request.headers


def _kept_here() -> tuple[Unsent, ...]:
    """What is kept for the person who is signed in and stood on this page, the oldest first."""
    person = g.get("actor")
    if COOKIE not in request.cookies or person is None or person.user_id is None:
        return ()
    if "unsent_here" not in g:
        here = this_page()
        g.unsent_here = tuple(one for one in people.unsent(work(), person.user_id) if one.page == here)
    found: tuple[Unsent, ...] = g.unsent_here
    return found


def _filled(page: str, kept: Unsent) -> str:
    """The page with the words in the form that they were typed into; where that is gone, with the words above it."""
    filled = fill(page, request.path, kept.address, kept.words, _NO_WORDS)
    lost = () if filled.found else tuple(value for _, value in kept.words if " " in value.strip())
    notice = render_template("components/unsent.html", found=filled.found, lost=lost)
    return f"{filled.page[: filled.main_at]}{notice}{filled.page[filled.main_at :]}"
