"""The record of the whole council: who did what, when and why."""

from __future__ import annotations

from flask import Blueprint, Response

from engine.errors import NotPermitted
from engine.people import may_everywhere
from web import lists
from web.page import actor, page, show, work
from web.pages.administration.record_search import asked, find
from web.record import action_choices, tell

pages = Blueprint("audit", __name__)


@pages.get("/administration/audit")
@page("audit:read")
def search_record() -> Response:
    """Search the record, for those who may read it for the whole council."""
    if not may_everywhere(actor(), "audit:read"):
        raise NotPermitted("You may read the record of your own service only: look at the timeline of the case.")
    search = asked(work())
    listed = lists.page_of(find(work(), search), lambda row: (row.happened_at, row.id))
    return show(
        "administration/audit.html",
        422 if search.problems else 200,
        listed=listed,
        told=tell(work(), listed.rows),
        problems=search.problems,
        actions=action_choices(),
    )
