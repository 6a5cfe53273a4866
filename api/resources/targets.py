"""Targets as data: what is measured of cases, steps, hand-offs and contacts, in versions that hold from a day on."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from flask import Response

from api.auth import actor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.targets import CouncilTargetShape, NewTarget, NewTargetVersion, TargetQuery
from api.showing import show_version
from api.versions import version_asked
from api.work import work
from engine import cases, people, sla
from engine.sla import TARGET_ROLES, Goal, Scope, TargetDetail, TargetVersion, Terms

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
    """Let a target say something else from a day on. Open clocks keep their version unless they are to be moved."""
    changed = sla.add_target_version(work(), key, _terms(body), by=actor(), **version_asked(body))
    shown = _shown(changed)
    if body["move_open_clocks"]:
        shown["moved"] = asdict(cases.move_to_target(work(), changed, by=actor()))
    return _reply(shown, changed, 201)


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
