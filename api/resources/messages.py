"""Messages from outside: other systems tell a case what it waits for."""

from __future__ import annotations

from typing import Any

from flask import Response

from api import showing
from api.auth import actor
from api.resource import Resource
from api.schemas.messages import DeliveredShape, MessageBody
from api.work import work
from engine import cases

resource = Resource("messages", "Messages that cases wait for.")


@resource.post(permission="message:send", body=MessageBody, answer=DeliveredShape)
def deliver_message(body: dict[str, Any]) -> Response:
    """Give a message to the one case that waits for it. Send an Idempotency-Key to be able to repeat it safely."""
    return showing.show_delivered(cases.deliver_message(work(), **body, by=actor()))
