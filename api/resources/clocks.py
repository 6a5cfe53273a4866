"""Clocks against targets."""

from __future__ import annotations

from typing import Any

from flask import Response

from api import showing
from api.auth import actor
from api.cursors import read_due_cursor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.clock_stories import ClockStoryShape, ExplainedShape
from api.schemas.fields import page_of
from api.schemas.measures import ClockQuery, ClockShape
from api.work import work
from engine import cases, people, sla
from engine.sla import ClockFilter, Story

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


@resource.get("/<id:number>", permission="clock:read", answer=ClockStoryShape)
def show_clock(number: int) -> Response:
    """Show a clock of a case that you may see, with what it says now and what happened to it."""
    return reply(_story(cases.clock_story(work(), number, by=actor())))


@resource.get("/<id:number>/explain", permission="clock:read", answer=ExplainedShape)
def explain_clock(number: int) -> Response:
    """Show every stretch of a clock's time, counted or not, with the rule that says so."""
    told = cases.clock_story(work(), number, by=actor())
    stretches = [
        {
            "begin": entry.begin.isoformat(),
            "end": entry.end.isoformat(),
            "counted": entry.counted,
            "why": entry.why,
            "adds_seconds": entry.adds.total_seconds(),
            "phase": entry.phase,
        }
        for entry in told.entries
    ]
    return reply({**_story(told), "stretches": stretches})


def _story(told: Story) -> dict[str, object]:
    return {**showing.show_clock(told.clock, told.told), "zone": told.zone, "happened": told.happened}
