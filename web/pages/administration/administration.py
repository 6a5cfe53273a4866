"""Administration: what there is and what to do first, and the stuck cases to repair."""

from __future__ import annotations

from flask import Blueprint, Response

from engine import cases, people, sla
from web import lists
from web.names import names, process_names
from web.page import actor, page, show, work
from web.stuck import Failure, explain

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
        stuck=cases.stuck(work(), by=actor(), limit=lists.ROWS + 1),
        rows=lists.ROWS,
    )


@pages.get("/administration/stuck")
@page("case:repair")
def list_stuck() -> Response:
    """The stuck cases that the reader may repair, the longest stuck first, each with why."""
    found = cases.stuck(work(), by=actor(), after=lists.after_moment(), limit=lists.ROWS + 1)
    listed = lists.page_of(found, lambda row: (row.stuck_since, row.incident_id))
    processes = process_names(work()) if listed.rows else {}
    failures = [Failure(row.version_id, row.element, row.cause, row.stuck_since) for row in listed.rows]
    return show(
        "administration/stuck.html",
        listed=listed,
        explained=explain(work(), failures),
        processes=processes,
        called=names(work(), [row.owner_id for row in listed.rows]),
    )
