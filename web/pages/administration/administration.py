"""Administration: what there is, and what to do first."""

from __future__ import annotations

from flask import Blueprint, Response

from engine import cases, people, sla
from web import lists
from web.page import actor, page, show, work

pages = Blueprint("administration", __name__)


@pages.get("/administration")
@page("people:manage")
def overview() -> Response:
    """What an administrator looks after, with how much there is of each."""
    return show(
        "administration/overview.html",
        count=people.headcount(work()),
        services=people.services(work()),
        sites=people.sites(work()),
        teams=people.teams(work()),
        calendars=sla.list_calendars(work()),
        targets=sla.list_targets(work()),
        pause_reasons=cases.reasons_in_use(work()),
        stuck=cases.stuck(work(), by=actor(), limit=lists.ROWS + 1),
        messages=cases.find_messages(work(), by=actor(), status="waiting", limit=lists.ROWS + 1),
        rows=lists.ROWS,
    )
