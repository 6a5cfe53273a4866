"""Where a person begins: before sign-in the way in, afterwards the first page of their work."""

from __future__ import annotations

from flask import Blueprint, Response

from web.demo import landing
from web.names import names
from web.page import asker, public, see, show, work
from web.pages.common.start_page import MOST_STUCK, start_page

pages = Blueprint("home", __name__)


@pages.get("/")
@public
def home() -> Response:
    """The start page of whoever is signed in; for a stranger the invented council where there is one, else sign-in."""
    person = asker()
    if person is None:
        return landing() or see("/sign-in")
    start = start_page(work(), person)
    waits = any(one and one.count for one in (start.to_approve, start.own))
    called = names(work()) if waits else None
    return show("home/start.html", start=start, names=called, most_stuck=MOST_STUCK)
