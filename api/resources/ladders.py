"""Ladders of escalation, of services and of the council."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import actor
from api.replies import reply
from api.resource import Resource
from api.schemas.ladders import LadderBody, LaddersShape, SetShape
from api.versions import sent_version
from api.work import work
from engine import people, sla
from engine.sla import Ladder, Run, Rung

resource = Resource("ladders", "Who is told when work is late or soon will be.")


@resource.get(permission="sla:manage", answer=LaddersShape)
def list_ladders() -> Response:
    """List the council's ladder, and those of the services that you look after."""
    scope, every = people.scoped_services(actor(), "sla:manage"), sla.ladders(work()).by_service
    runs = sla.climbs(work())
    shown = [one for key, one in every.items() if key is None or scope is None or key in scope]
    return reply(
        {"items": [_shown(one, runs.get(one.id)) for one in sorted(shown, key=lambda one: one.service_id or 0)]}
    )


@resource.put("/council", permission="sla:manage", body=LadderBody, answer=SetShape, if_match="optional")
def set_council_ladder(body: dict[str, Any]) -> Response:
    """Give the council another ladder; `If-Match` names the newest version that you looked at, "0" for none."""
    return _set(None, body)


@resource.put("/services/<id:number>", permission="sla:manage", body=LadderBody, answer=SetShape, if_match="optional")
def set_ladder(number: int, body: dict[str, Any]) -> Response:
    """Give a service another ladder; `If-Match` names the newest version that you looked at, "0" for none."""
    return _set(number, body)


def _set(service_id: int | None, body: dict[str, Any]) -> Response:
    rungs = [Rung(**rung) for rung in body.pop("rungs")]
    number = sla.set_ladder(work(), service_id, rungs, by=actor(), if_newest=sent_version(), **body)
    return reply({"number": number}, version=number)


def _shown(ladder: Ladder, run: Run | None) -> dict[str, object]:
    now = ladder.at(work().now)
    return {
        "service_id": ladder.service_id,
        "in_force": now.number if now else None,
        "open_clocks": run and {name: getattr(run, name) for name in ("clocks", "replanned", "finished_at")},
        "versions": [_version(version) for version in ladder.versions],
    }


def _version(version: sla.LadderVersion) -> dict[str, object]:
    names = ("number", "valid_from", "rungs", "tells_customer", "reason", "created_at")
    return {name: getattr(version, name) for name in names}
