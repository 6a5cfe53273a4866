"""The inbox: what a person is told inside the program, where it leads, and what they have read."""

from __future__ import annotations

from flask import Blueprint, Response, request

from engine import cases, notices
from web import lists
from web.forms import chosen_id
from web.page import actor, back_to, show, signed_in, work
from web.pages.common.inbox_view import item
from web.said import say

pages = Blueprint("inbox", __name__)


@pages.get("/inbox")
@signed_in
def inbox() -> Response:
    """What the person was told, the newest first; at first only what they have not read."""
    everything = lists.word("show", ("unread", "all")) == "all"
    found = cases.received(work(), by=actor(), unread=not everything, before=lists.after_moment(), limit=lists.ROWS + 1)
    listed = lists.page_of([item(one) for one in found], lambda row: (row.entry.created_at, row.entry.id))
    return show("inbox/inbox.html", listed=listed, everything=everything)


@pages.post("/inbox/<id:number>/read")
@signed_in
def mark_read(number: int) -> Response:
    """Say that one entry is read, or that it counts as unread again."""
    read = request.form.get("read") != "no"
    notices.inbox.mark_read(work(), actor().user_id or 0, number, read=read)
    return say(_back(), "Marked as read." if read else "Marked as unread.")


@pages.post("/inbox/read")
@signed_in
def mark_all_read() -> Response:
    """Say that all that was shown is read; what came since stays unread."""
    newest = chosen_id(request.form.get("up_to")) or 0
    notices.inbox.mark_all_read(work(), actor().user_id or 0, up_to=newest)
    return say(_back(), "Everything that was shown is marked as read.")


def _back() -> Response:
    return back_to(request.form.get("back", "/inbox"))
