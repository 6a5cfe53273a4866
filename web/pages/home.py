"""Where a person begins: before sign-in the way in, afterwards the first page of their work."""

from __future__ import annotations

from typing import cast

from flask import Blueprint, Response, redirect

from web.navigation import places
from web.page import asker, public

pages = Blueprint("home", __name__)


@pages.get("/")
@public
def start() -> Response:
    """Go to sign in, or to the first place this person may open."""
    person = asker()
    open_to = places(person) if person else []
    return cast("Response", redirect(str(open_to[0]["href"]) if open_to else "/sign-in", 303))
