"""No page loses what a person typed: a form sent after their session ended is kept, and shown again after sign-in.

One mechanism for every form. What comes too late is kept for its person, with the page it stood on (`keep`); when a
session ends, the scripts send what was begun with the header `X-Keep-Unsent`, which is kept and nothing else. After
sign-in a cookie says that something is kept, and the page on which it stood shows it in the form's fields
(`show_again`), or tells it where that form, or the page itself, is gone (`tell_on`): nothing is done until the person
sends it. It is forgotten when that form was sent and did what it was sent for, when its person discards it, and after
a day.

Kept are the fields that a page names with `keeps` (`web.keeping`), and of these no number of a payment card. Only the
form of a task has its own place for them (`web.pages.tasks.task`).
"""

from __future__ import annotations

from flask import Flask, Response, g, render_template, request
from werkzeug.datastructures import MultiDict

from api.work import work
from engine import people
from engine.forms import looks_like_card
from engine.people import Unsent, Words
from web.filling import fill
from web.keeping import KeptFields
from web.sign_in_first import SENT_FROM, sent_field, this_page, to_sign_in

KEEP_HEADER = "X-Keep-Unsent"
COOKIE = "bpr_unsent"
CSRF_FIELD = "csrf_token"
SENT_BY = "sent_by"
"""The field in which every form says for whom it was drawn."""
SHOWN = "unsent"
"""The field in which the forms of a page say which kept words the page shows."""
_NO_WORDS = frozenset({CSRF_FIELD, SENT_FROM, SENT_BY, SHOWN})


def add_unsent(app: Flask) -> None:
    """Let the forms of `app` say on which page they stand, for whom, and which kept words are shown there."""
    app.add_template_global(this_page)
    app.add_template_global(_shown_here, "unsent_shown")
    app.jinja_env.globals.update(SENT_FROM=SENT_FROM, SENT_BY=SENT_BY, UNSENT_SHOWN=SHOWN)


def keep(user_id: int) -> bool:
    """Keep the words of the form that was sent; False when there are none, or a script sent them to look, not to do.

    They take the place of those with which the form had been shown.
    """
    words = _words()
    if not words or ("application/json" in request.headers.get("Accept", "") and KEEP_HEADER not in request.headers):
        return False
    _forget_shown(user_id)
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


def keep_and_show(user_id: int) -> Response | None:
    """Lead to the page of a form whose token is no longer good, with its words; None when it is not this person's own.

    So it is where they signed in anew in another window: nothing is done until they send the form that is shown then.
    """
    foreign = request.headers.get("Sec-Fetch-Site", "same-origin") != "same-origin"
    if foreign or _is_part() or sent_field(SENT_BY) != str(user_id) or not keep(user_id):
        return None
    return remind(Response(status=303, headers={"Location": this_page()}))


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
    """The page with the words that were kept for it in its form, and a notice; or, once they were sent, without them.

    Where the page leads on to another, as there is nothing to fill in any more, that one tells the words.
    """
    if user_id is None or COOKIE not in request.cookies or not (_is_opened() or request.method == "POST"):
        return response
    leads_on = response.status_code in (302, 303)
    if request.method == "POST" and leads_on:
        _forget_shown(user_id)
    here = next(iter(_kept_here()), None)
    if here is not None and leads_on:
        people.move_unsent(work(), here.id, response.headers["Location"])
    elif here is not None and response.status_code == 200 and response.mimetype == "text/html":
        response.set_data(_filled(response.get_data(as_text=True), here))
    if not people.unsent(work(), user_id):
        response.delete_cookie(COOKIE, secure=request.is_secure, httponly=True, samesite="Lax")
    return response


def tell_on(page: str) -> str:
    """The page of an error, with the words that were kept for the page in whose place it stands."""
    here = next(iter(_kept_here()), None)
    return _filled(page, here) if here else page


def _words() -> Words:
    """The words of the form that was sent."""
    kept = g.get("kept_fields", KeptFields())
    return [
        (name, value)
        for name, value in request.form.items(multi=True)
        if name in kept and name not in _NO_WORDS and not looks_like_card(value)
    ]


def _forget_shown(user_id: int) -> None:
    """Forget the words with which the form that was sent had been shown."""
    shown = _shown_here()
    if shown and any(str(one.id) == shown and one.address == request.path for one in people.unsent(work(), user_id)):
        people.forget_unsent(work(), user_id, int(shown))


def _shown_here() -> str:
    """The number of the kept words that this page shows, or that the form which was sent had been shown with."""
    if request.method == "POST":
        return sent_field(SHOWN)
    return next((str(one.id) for one in _kept_here()), "")


def _is_part() -> bool:
    """Whether a script asks for a part of a page."""
    return "X-Background" in request.headers or "HX-Request" in request.headers


def _is_opened() -> bool:
    """Whether a person opens a page, rather than a script a part of it, or a browser a page that may be wanted next."""
    ahead = any("prefetch" in request.headers.get(name, "") for name in ("Sec-Purpose", "Purpose"))
    return request.method == "GET" and not _is_part() and not ahead


def _kept_here() -> tuple[Unsent, ...]:
    """What is kept for the person who is signed in and stood on the page that they open, the oldest first."""
    person = g.get("actor")
    if COOKIE not in request.cookies or person is None or person.user_id is None or not _is_opened():
        return ()
    if "unsent_here" not in g:
        here = this_page()
        g.unsent_here = tuple(one for one in people.unsent(work(), person.user_id) if one.page == here)
    found: tuple[Unsent, ...] = g.unsent_here
    return found


def _filled(page: str, kept: Unsent) -> str:
    """The page with the words in the form that they were typed into; where that is gone, with the words above it."""
    filled = fill(page, request.path, kept.address, kept.words, _NO_WORDS)
    lost = () if filled.found else tuple(value for _, value in kept.words if len(value.strip()) > _LONGEST_TICK)
    back = kept.page if filled.found else "/"
    notice = render_template("components/unsent.html", found=filled.found, lost=lost, number=kept.id, back=back)
    return f"{filled.page[: filled.main_at]}{notice}{filled.page[filled.main_at :]}"


_LONGEST_TICK = 3
"""In characters: values up to this length are ticks and numbers of rows, which say nothing without their form."""
