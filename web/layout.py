"""What the layout of every page shows: who is signed in, where they can go, and when their session ends."""

from __future__ import annotations

from flask import Flask, g

from web.navigation import places
from web.page import actor, asker, csrf_token
from web.wording import iso


def add_layout(app: Flask) -> None:
    """Let the templates of `app` ask for what the layout shows."""
    app.add_template_global(asker)
    app.add_template_global(csrf_token)
    app.add_template_global(body_attributes)
    app.add_template_global(lambda: places(actor()), "places")


def body_attributes() -> dict[str, str]:
    """What the scripts of a page read from its body: when the session ends if the person does nothing more."""
    session = g.get("session")
    return {"data-session-ends": iso(session.ends_at)} if session else {}
