"""Targets as data: what is measured of cases, steps, hand-offs and contacts, in versions that hold from a day on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response

from api.auth import actor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.targets import (
    ApplyTarget,
    CouncilTargetShape,
    NewTarget,
    NewTargetVersion,
    TargetMoveShape,
    TargetName,
    TargetQuery,
    TargetTerms,
)
from api.showing import show_version
from api.versions import version_asked
from api.work import work
from engine import cases, people, sla
from engine.sla import TARGET_ROLES, Goal, Scope, TargetDetail, TargetMove, TargetVersion, Terms

_OF_SCOPE = ("kind", "service_id", "process_key", "step", "from_team_id", "to_team_id", "channel")
_OF_TERMS = ("at_risk_share", "at_risk_left", "on_change", "active")

resource = Resource("targets", "Targets: in what time cases, steps, hand-offs and contacts are to be done.")


@resource.get(permission="clock:read", query=TargetQuery, answer=page_of(CouncilTargetShape))
def list_targets(query: dict[str, Any]) -> Response:
    """List those that hold for the services you may read, by name."""
    services = people.scoped_services(actor(), "clock:read", query["service_id"])
    found = sla.list_targets(work(), service_ids=services, kind=query["kind"])
    return page(found, len(found), lambda item: (item.id,), _shown)


@resource.post(permission="sla:manage", body=NewTarget, answer=CouncilTargetShape, status=201)
def add_target(body: dict[str, Any]) -> Response:
    """Add a target. What is wrong with an expression says where in it."""
    made = sla.add_target(
        work(),
        body["key"],
        body["name"],
        Scope(**{name: body[name] for name in _OF_SCOPE}),
        _terms(body),
        valid_from=body["valid_from"],
        by=actor(),
        statutory=body["statutory"],
        published=body["published"],
    )
    return _reply(_shown(made), made, 201)


@resource.get("/<string:key>", permission="clock:read", answer=CouncilTargetShape)
def show_target(key: str) -> Response:
    """Show a target with all its versions."""
    found = sla.target_detail(work(), key)
    people.require(actor(), "clock:read", service_id=found.scope.service_id)
    return _reply(_shown(found), found)


@resource.post(
    "/<string:key>/versions",
    permission="sla:manage",
    body=NewTargetVersion,
    answer=CouncilTargetShape,
    status=201,
    if_match="optional",
)
def change_target(key: str, body: dict[str, Any]) -> Response:
    """Let a target say something else from a day on. Open clocks keep their version unless they are to be moved: then
    the worker lets them go on by it, from that day.
    """
    if not body["move_open_clocks"]:
        changed = sla.add_target_version(work(), key, _terms(body), by=actor(), **version_asked(body))
        return _reply(_shown(changed), changed, 201)
    run = sla.move_to_target(work(), key, _terms(body), by=actor(), **version_asked(body))
    changed = sla.target_detail(work(), key)
    return _reply({**_shown(changed), "moves": _told(run)}, changed, 201)


@resource.post(
    "/<string:key>/edits",
    permission="sla:manage",
    body=TargetTerms,
    answer=TargetMoveShape,
    status=201,
    if_match="optional",
)
def propose_version(key: str, body: dict[str, Any]) -> Response:
    """Propose a version: what it would do to the clocks that run is counted, and nothing changes yet."""
    return reply(_told(cases.propose_target(work(), key, _terms(body), by=actor(), **version_asked(body))), 201)


@resource.get("/<string:key>/edits/<id:number>", permission="sla:manage", answer=TargetMoveShape)
def show_edit(key: str, number: int) -> Response:
    """Show what a version would change, or how far the clocks are that go on by it."""
    return reply(_told(sla.target_move(work(), number, of=key, by=actor())))


@resource.post(
    "/<string:key>/edits/<id:number>/apply", permission="sla:manage", body=ApplyTarget, answer=TargetMoveShape
)
def apply_edit(key: str, number: int, body: dict[str, Any]) -> Response:
    """Save a version that was proposed."""
    run = sla.target_move(work(), number, of=key, by=actor())
    return reply(_told(sla.apply_target(work(), run.id, moves_clocks=body["move_open_clocks"], by=actor())))


def _told(run: TargetMove) -> dict[str, Any]:
    return {name: getattr(run, name) for name in TargetMoveShape().fields}


@resource.patch("/<string:key>", permission="sla:manage", body=TargetName, answer=CouncilTargetShape)
def rename_target(key: str, body: dict[str, Any]) -> Response:
    """Call a target something else, or say what its time is by law and to customers; clocks that run stay as begun."""
    renamed = sla.rename_target(work(), key, body.pop("name"), **body, by=actor())
    return _reply(_shown(renamed), renamed)


def _terms(body: dict[str, Any]) -> Terms:
    return Terms(
        goals=tuple(Goal(**goal) for goal in body["goals"]),
        conditions={role: tuple(body[role]) for role in TARGET_ROLES if body[role]},
        **{name: body[name] for name in _OF_TERMS},
    )


def _shown(found: TargetDetail) -> dict[str, Any]:
    named = {name: getattr(found, name) for name in ("key", "name", "statutory", "published", "in_force")}
    scope = {name: getattr(found.scope, name) for name in _OF_SCOPE}
    return named | scope | {"versions": [_version(one) for one in found.versions]}


def _version(one: TargetVersion) -> dict[str, Any]:
    terms = {name: getattr(one.terms, name) for name in _OF_TERMS}
    conditions = {role: list(one.terms.conditions.get(role, ())) for role in TARGET_ROLES}
    return show_version(one) | terms | conditions | {"goals": [asdict(goal) for goal in one.terms.goals]}


def _reply(shown: dict[str, Any], found: TargetDetail, status: int = 200) -> Response:
    return reply(shown, status, version=found.versions[0].number)
