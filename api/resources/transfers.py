"""Transfers: where each step stands at each site, and moving it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any, TypeVar

from flask import Response

from api.auth import actor
from api.cursors import read_cursor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.transfers import (
    HistoryShape,
    HoldBody,
    ListedStandingShape,
    MoveBody,
    MovedShape,
    PlaceQuery,
    PlanBody,
    ReadyBody,
    ReadyShape,
    ReleaseBody,
    StandingShape,
    TransferQuery,
)
from api.work import work
from engine import cases, definitions, people, transfer
from engine.cases import StepMove
from engine.transfer import Filters, Listed, Place, Standing

Value = TypeVar("Value")

resource = Resource("transfers", "Moving steps from the back office to the front office, site by site.")


@resource.get(permission="transfer:read", query=TransferQuery, answer=page_of(ListedStandingShape))
def list_transfers(query: dict[str, Any]) -> Response:
    """List where steps stand, across services. A step that is not listed has never left the back office."""
    (after_id,) = read_cursor(query["cursor"], int) or (0,)
    limit = query["limit"]
    filters = Filters(
        scopes=people.scopes(actor(), "transfer:read"),
        process_ids=_one(query["process_id"]),
        site_ids=_one(query["site_id"]),
        states=_one(query["state"]),
        owner_id=query["owner_id"],
        obstacle=query["obstacle"],
        held=query["held"],
    )
    found = transfer.list_standings(work(), filters, after_id=after_id, limit=limit + 1)
    return page(found, limit, lambda row: (row.id,), _listed)


@resource.post(permission="transfer:move", body=MoveBody, answer=MovedShape)
def move_step(body: dict[str, Any]) -> Response:
    """Move a step at a site: agreed, trained, pilot, live, or back. Its unclaimed tasks change team at once."""
    place = _taken(body)
    standing, rerouted = cases.move_step(work(), place, StepMove(**body), by=actor())
    return reply({"standing": _shown(place, standing), "rerouted": rerouted})


@resource.post("/hold", permission="transfer:move", body=HoldBody, answer=StandingShape)
def hold_step(body: dict[str, Any]) -> Response:
    """Say what holds a step: resources, fear of poorer service, ownership or job fears, with a note."""
    place = _taken(body, check=True)
    return reply(_shown(place, transfer.hold(work(), **asdict(place), **body, by=actor())))


@resource.post("/release", permission="transfer:move", body=ReleaseBody, answer=StandingShape)
def release_step(body: dict[str, Any]) -> Response:
    """Say that what held a step is gone, and how."""
    place = _taken(body, check=True)
    return reply(_shown(place, transfer.release_hold(work(), **asdict(place), **body, by=actor())))


@resource.post("/plan", permission="transfer:move", body=PlanBody, answer=StandingShape)
def plan_step(body: dict[str, Any]) -> Response:
    """Approve a date for a step. The first plan is never overwritten: a later one needs a reason."""
    place = _taken(body, check=True)
    return reply(_shown(place, transfer.replan(work(), **asdict(place), **body, by=actor())))


@resource.post("/readiness", permission="transfer:move", body=ReadyBody, answer=page_of(ReadyShape))
def confirm_ready(body: dict[str, Any]) -> Response:
    """Say that one of the seven topics of readiness is dealt with."""
    place = _taken(body, check=True)
    transfer.confirm_ready(work(), **asdict(place), **body, by=actor())
    found = transfer.readiness(work(), place.process_id, place.site_id).get(place.step_key, ())
    return page(found, len(found), lambda ready: (ready.topic,))


@resource.get("/history", permission="transfer:read", query=PlaceQuery, answer=HistoryShape)
def show_history(query: dict[str, Any]) -> Response:
    """Show every change, plan and obstacle of a step at a site."""
    process = definitions.process(work(), query["process_id"])
    people.require(actor(), "transfer:read", service_id=process.service_id, site_id=query["site_id"])
    ready = transfer.readiness(work(), query["process_id"], query["site_id"]).get(query["step_key"], ())
    return reply(
        {
            "changes": transfer.changes(work(), **query),
            "plans": transfer.plans(work(), **query),
            "obstacles": transfer.obstacles(work(), **query),
            "readiness": ready,
        }
    )


def _one(value: Value | None) -> frozenset[Value] | None:
    return None if value is None else frozenset({value})


def _taken(body: dict[str, Any], *, check: bool = False) -> Place:
    """The place that a body names, taken out of it; with `check` whether it may be changed."""
    place = Place(body.pop("process_id"), body.pop("step_key"), body.pop("site_id"))
    if check:
        cases.check_place(work(), place, by=actor())
    return place


def _shown(place: Place, standing: Standing) -> dict[str, Any]:
    shown = {"process_id": place.process_id, "site_id": place.site_id, **asdict(standing)}
    del shown["id"]
    return shown


def _listed(row: Listed) -> dict[str, Any]:
    place = Place(row.process_id, row.standing.step_key, row.site_id)
    return {**_shown(place, row.standing), "first_planned_on": row.first_planned_on, "slip": row.slip}
