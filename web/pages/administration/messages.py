"""The messages and signals that were sent: which wait and why, who took which, which nobody took in their time."""

from __future__ import annotations

from flask import Blueprint, Response

from engine import cases
from web import lists
from web.names import names
from web.page import actor, page, show, work

pages = Blueprint("messages", __name__)

STATUSES = {"waiting": "Waiting", "expired": "Nobody took them", "delivered": "Delivered"}


@pages.get("/administration/messages")
@page("message:read")
def list_messages() -> Response:
    """The messages that stand in one way, the latest first; those that wait unless another is asked for."""
    status = lists.word("status", STATUSES) or "waiting"
    before = lists.after_id()
    found = cases.find_messages(work(), by=actor(), status=status, before_id=before, limit=lists.ROWS + 1)
    listed = lists.page_of(found, lambda row: (row.id,))
    named = {number for row in listed.rows for number in (row.from_case_id, row.for_case_id, *row.case_ids) if number}
    return show(
        "administration/messages.html",
        listed=listed,
        chosen=status,
        statuses=STATUSES,
        references=cases.references(work(), named),
        called=names(work(), [row.sender_id for row in listed.rows]),
    )
