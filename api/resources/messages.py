"""Messages from outside: other systems tell a case what it waits for."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response

from api import showing
from api.auth import actor
from api.cursors import read_cursor
from api.replies import page
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.messages import LastingMessageBody, MessageQuery, MessageShape, SentShape
from api.work import work
from engine import cases

resource = Resource("messages", "Messages that cases wait for, now or soon.")


@resource.post(permission="message:send", body=LastingMessageBody, answer=SentShape, also={202: SentShape})
def send_message(body: dict[str, Any]) -> Response:
    """Give a message to the one case it is for, once: now if it waits for it (200), else as soon as it does (202).

    A signal is for all cases that wait for it now; they are told soon (202).
    Send an Idempotency-Key to be able to repeat it safely.
    """
    wait, kind = timedelta(hours=body.pop("wait_hours")), body.pop("kind")
    if kind == "signal":
        return showing.show_sent(cases.send_signal(work(), cases.Letter(**body), by=actor()))
    return showing.show_sent(cases.send_message(work(), cases.Letter(**body), by=actor(), wait=wait))


@resource.get(permission="message:read", query=MessageQuery, answer=page_of(MessageShape))
def list_messages(query: dict[str, Any]) -> Response:
    """List messages, the latest first: which wait and why, which were delivered, which nobody took in their time."""
    (before,) = read_cursor(query["cursor"], int) or (None,)
    limit = query["limit"]
    found = cases.find_messages(work(), by=actor(), status=query["status"], before_id=before, limit=limit + 1)
    return page(found, limit, lambda row: (row.id,))
