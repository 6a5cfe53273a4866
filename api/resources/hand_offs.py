"""Hand-offs that wait for a team: accept, or return with a reason."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import read_moment_cursor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import PageQuery, Reasoned, page_of
from api.schemas.tasks import HandOffState, WaitingHandOffShape
from api.work import work
from engine import cases

resource = Resource("hand-offs", "Work that passed to a team and waits to be accepted.")


@resource.get(permission="task:hand-off", query=PageQuery, answer=page_of(WaitingHandOffShape))
def list_hand_offs(query: dict[str, Any]) -> Response:
    """List the hand-offs that wait for your teams, the oldest first."""
    limit, after = query["limit"], read_moment_cursor(query["cursor"])
    found = cases.waiting_hand_offs(work(), actor().team_ids, after=after, limit=limit + 1)
    return page(found, limit, lambda row: (row.handed_at, row.id))


@resource.post("/<id:number>/accept", permission="task:hand-off", answer=HandOffState)
def accept_hand_off(number: int) -> Response:
    """Accept a hand-off: you hold its task and own the case."""
    return reply(cases.accept(work(), number, by=actor()))


@resource.post("/<id:number>/return", permission="task:hand-off", body=Reasoned, answer=HandOffState)
def return_hand_off(number: int, body: dict[str, Any]) -> Response:
    """Send a hand-off back to where it came from, with a reason."""
    return reply(cases.return_(work(), number, reason=body["reason"], by=actor()))
