"""Pauses that need a look."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import actor
from api.replies import reply
from api.resource import Resource
from api.schemas.pauses import PauseQuery, SuspiciousPausesShape
from api.work import work
from engine import measures
from engine.measures import PauseFilter

resource = Resource("pauses", "Pauses that need a look.")


@resource.get(permission="clock:read", query=PauseQuery, answer=SuspiciousPausesShape)
def list_pauses(query: dict[str, Any]) -> Response:
    """List the pauses that need a look, those that last longest first, 500 of each kind at most."""
    return reply({"items": measures.suspicious_pauses(work(), PauseFilter(**query), by=actor())})
