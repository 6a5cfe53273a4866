"""The inbox of whoever asks: what they are told inside the program."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import SIGNED_IN, actor
from api.cursors import read_moment_cursor
from api.replies import empty_reply, page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.inbox import InboxQuery, InboxShape, ReadBody, ReadShape
from api.work import work
from engine import cases, notices

resource = Resource("inbox", "What you are told inside the program.")


@resource.get(permission=SIGNED_IN, query=InboxQuery, answer=page_of(InboxShape))
def list_inbox(query: dict[str, Any]) -> Response:
    """List your inbox, the newest first."""
    before, limit = read_moment_cursor(query["cursor"]), query["limit"]
    found = cases.received(work(), by=actor(), unread=query["unread"], before=before, limit=limit + 1)
    return page(found, limit, lambda row: (row.created_at, row.id))


@resource.post("/read", permission=SIGNED_IN, body=ReadBody, answer=ReadShape)
def mark_all_read(body: dict[str, Any]) -> Response:
    """Mark everything up to an entry as read."""
    return reply({"marked": notices.inbox.mark_all_read(work(), _who(), up_to=body["up_to"])})


@resource.post("/<id:entry_id>/read", permission=SIGNED_IN, status=204)
def mark_read(entry_id: int) -> Response:
    """Mark one entry as read."""
    notices.inbox.mark_read(work(), _who(), entry_id)
    return empty_reply()


@resource.post("/<id:entry_id>/unread", permission=SIGNED_IN, status=204)
def mark_unread(entry_id: int) -> Response:
    """Mark one entry as unread."""
    notices.inbox.mark_read(work(), _who(), entry_id, read=False)
    return empty_reply()


def _who() -> int:
    return actor().user_id or 0
