"""Pauses that need a look: long, repeated, past when they were expected to end, or though the customer has answered."""

from __future__ import annotations

from flask import Blueprint, Response

from engine import measures
from engine.measures import SIGNS, PauseFilter
from web import lists
from web.clock_words import PARTIES
from web.names import names
from web.page import actor, page, show, work
from web.pages.service_levels.measured import services_for

pages = Blueprint("pauses", __name__)

WORDS = {
    "replied": "The customer has been in touch since",
    "outlasted": "Expected to go on before now",
    "long": "Long for its reason",
    "repeated": "Paused three times or more",
}


@pages.get("/service-levels/pauses")
@page("clock:read")
def list_pauses() -> Response:
    """The pauses that need a look, those that last longest first."""
    wanted = PauseFilter(lists.number("service"), lists.number("team"), lists.word("sign", SIGNS))
    found, called = measures.suspicious_pauses(work(), wanted, by=actor()), names(work())
    return show(
        "service_levels/pauses.html",
        rows=found,
        wanted=wanted,
        words=WORDS,
        parties=PARTIES,
        called=called,
        services=services_for("clock:read"),
    )
