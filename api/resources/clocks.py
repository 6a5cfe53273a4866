"""Clocks against targets."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import read_due_cursor
from api.replies import page
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.measures import ClockQuery, ClockShape
from api.work import work
from engine import people, sla
from engine.sla import ClockFilter

resource = Resource("clocks", "Clocks of cases, steps, hand-offs and contacts against their targets.")


@resource.get(permission="clock:read", query=ClockQuery, answer=page_of(ClockShape))
def list_clocks(query: dict[str, Any]) -> Response:
    """List clocks, the most urgent first, paused ones last."""
    services = people.scoped_services(actor(), "clock:read", query["service_id"])
    limit = query["limit"]
    wanted = ClockFilter(
        service_ids=services,
        team_ids=None if query["team_id"] is None else frozenset({query["team_id"]}),
        case_id=query["case_id"],
        kind=query["kind"],
        verdict=query["verdict"],
        after=read_due_cursor(query["cursor"]),
        limit=limit + 1,
    )
    found = sla.clocks(work(), wanted)
    return page(found, limit, lambda clock: (clock.due_at or "", clock.id))
