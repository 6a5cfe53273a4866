"""What the layout of every page shows: who is signed in, where they can go, and when their session ends."""

from __future__ import annotations

from flask import Flask, Response, g

from engine import notices
from engine.people import may
from web.navigation import places
from web.page import actor, asker, csrf_token, store, work
from web.shortcuts import shortcut
from web.wording import iso

_WARN_MINUTES = 5


def add_layout(app: Flask) -> None:
    """Let the templates of `app` ask for what the layout shows."""
    app.add_template_global(asker)
    app.add_template_global(csrf_token)
    app.add_template_global(body_attributes)
    app.add_template_global(shortcut)
    app.add_template_global(unread_count)
    app.add_template_global(may_here, "may")
    app.add_template_global(lambda: places(actor()), "places")
    app.after_request(_say_when_the_session_ends)
    app.add_template_global(lambda: work().now, "now")


def may_here(action: str, service_id: int | None = None, site_id: int | None = None) -> bool:
    """Whether the person who is signed in may do `action` there; without a service: anywhere."""
    person = asker()
    return person is not None and may(person, action, service_id=service_id, site_id=site_id)


def unread_count() -> int:
    """How much in the inbox of the person who is signed in is unread, 100 at most; one statement."""
    return notices.inbox.count_unread(work(), actor().user_id or 0)


def body_attributes() -> dict[str, str]:
    """What the scripts of a page read from its body: the time, and when the session ends if its person does nothing."""
    session = g.get("session")
    if session is None:
        return {}
    return {
        "data-session-ends": iso(session.ends_at),
        "data-session-now": iso(store().clock.now()),
        "data-session-warn-minutes": str(_WARN_MINUTES),
        "data-csrf": csrf_token(),
    }


def _say_when_the_session_ends(response: Response) -> Response:
    """Partial answers have no body element; what they did may have kept the session going."""
    session = g.get("session")
    if session is not None:
        response.headers["X-Session-Ends"] = iso(session.ends_at)
    return response
