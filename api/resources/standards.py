"""Service standards: what is asked of all the work, how far it was attained, and what if it were another."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import actor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import page_of
from api.schemas.standards import (
    AttainmentShape,
    MonthsQuery,
    NewStandard,
    NewStandardVersion,
    StandardShape,
    WhatIfQuery,
    WhatIfShape,
)
from api.showing import show_version
from api.versions import version_asked
from api.work import work
from engine import measures, standards
from engine.sla import Rule
from engine.standards import Attained, Promise, Standard, Subject

_OF_SUBJECT = ("kind", "service_id", "process_id", "step_key")
_OF_PROMISE = ("share", "target", "calendar")

resource = Resource("standards", "Service standards: what share of the work is to be done in what time.")


@resource.get(permission="measure:read", answer=page_of(StandardShape))
def list_standards() -> Response:
    """List them all, by name."""
    found = standards.standards(work())
    return page(found, len(found), lambda item: (item.id,), _shown)


@resource.post(permission="sla:manage", body=NewStandard, answer=StandardShape, status=201)
def add_standard(body: dict[str, Any]) -> Response:
    """Add a standard."""
    subject, promise = _subject(body), _promise(body)
    made = standards.add_standard(
        work(), body["key"], body["name"], subject, promise, valid_from=body["valid_from"], by=actor()
    )
    return _reply(made, 201)


@resource.get("/what-if", permission="measure:read", query=WhatIfQuery, answer=WhatIfShape)
def show_what_if(query: dict[str, Any]) -> Response:
    """Judge the work of the last months again, by another target or calendar. Nothing is written."""
    months = measures.latest_months(work().now, query["months"])
    rule = Rule(query["target"], query["calendar"])
    found = standards.replay(work(), _subject(query), months, rule, by=actor())
    whole, counts = standards.difference(found), standards.changes(found)
    by_month = standards.difference_by_month(found, months)
    return reply(
        {
            "then": _counted(whole.then),
            "would": _counted(whole.would),
            "better": counts["better"],
            "worse": counts["worse"],
            "months": [
                {"month": month.key, "then": _counted(one.then), "would": _counted(one.would)}
                for month, one in by_month
            ],
        }
    )


@resource.get("/<string:key>", permission="measure:read", answer=StandardShape)
def show_standard(key: str) -> Response:
    """Show a standard with its versions."""
    return _reply(standards.standard(work(), key))


@resource.post(
    "/<string:key>/versions",
    permission="sla:manage",
    body=NewStandardVersion,
    answer=StandardShape,
    status=201,
    if_match="optional",
)
def change_standard(key: str, body: dict[str, Any]) -> Response:
    """Ask something else from a day on; what was asked before stays on record."""
    return _reply(standards.change_standard(work(), key, _promise(body), by=actor(), **version_asked(body)), 201)


@resource.get("/<string:key>/attainment", permission="measure:read", query=MonthsQuery, answer=AttainmentShape)
def show_attainment(key: str, query: dict[str, Any]) -> Response:
    """Show how far a standard was attained, by the clocks' own events, with the number of pieces of work behind it."""
    standard = standards.standard(work(), key)
    months = measures.latest_months(work().now, query["months"])
    every = standards.pieces(work(), standard, months, by=actor())
    teams = standards.by_column(every, "team_id")
    overdue = standards.overdue_now(work(), standard, by=actor())
    return reply(
        {
            "whole": _counted(standards.attained(every)),
            "months": [
                _counted(found) | {"month": month.key, "kept": standards.kept(standard, month, found)}
                for month, found in standards.by_month(every, months)
            ],
            "teams": [_counted(found) | {"team_id": team_id} for team_id, found in teams.items()],
            "overdue_case_ids": [row["case_id"] for row in overdue if row["case_id"]],
        }
    )


def _subject(given: dict[str, Any]) -> Subject:
    return Subject(**{name: given[name] for name in _OF_SUBJECT})


def _promise(given: dict[str, Any]) -> Promise:
    return Promise(**{name: given[name] for name in _OF_PROMISE})


def _reply(standard: Standard, status: int = 200) -> Response:
    return reply(_shown(standard), status, version=standard.versions[0].number)


def _shown(standard: Standard) -> dict[str, Any]:
    versions = [
        show_version(version) | {name: getattr(version.promise, name) for name in _OF_PROMISE}
        for version in standard.versions
    ]
    subject = {name: getattr(standard.subject, name) for name in _OF_SUBJECT}
    return {"key": standard.key, "name": standard.name, "versions": versions, **subject}


def _counted(found: Attained) -> dict[str, Any]:
    return {name: getattr(found, name) for name in ("cases", "in_time", "agreed", "late", "share")}
