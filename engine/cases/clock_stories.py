"""The story of a clock, for whoever may see the case that it is of."""

from __future__ import annotations

from sqlalchemy import select

from engine import people, sla
from engine.cases import tables
from engine.cases.access import may_see
from engine.people import Actor
from engine.sla import Story
from engine.store import Work

_CASE = tables.case.c


def clock_story(work: Work, number: int, *, by: Actor) -> Story:
    """The story of a clock. One without a case is seen by who may see clocks of its service.

    Raises NotFound, NotPermitted.
    """
    clock = sla.clock(work, number)
    where = work.row(select(_CASE.service_id, _CASE.site_id, _CASE.walk_through).where(_CASE.id == clock.case_id))
    if where is None:
        people.require(by, "clock:read", service_id=clock.service_id)
    elif not may_see(by, service_id=where["service_id"], site_id=where["site_id"], walk_through=where["walk_through"]):
        people.require(by, "case:read", service_id=where["service_id"], site_id=where["site_id"])
    return sla.story(work, number)
