"""Moving running cases to another version of their process: proposed, tried out, done by the worker."""

from __future__ import annotations

from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import read_cursor
from api.replies import page, reply
from api.resource import Resource
from api.schemas.fields import PageQuery, page_of
from api.schemas.migrations import (
    MigrationShape,
    NewMigration,
    ProposalQuery,
    RunShape,
    StopsShape,
)
from api.work import work
from engine import cases
from engine.cases import Migration

resource = Resource("migrations", "Running cases that move to another version of their process.")


@resource.get("/proposed", permission="case:repair", query=ProposalQuery, answer=StopsShape)
def propose_mapping(query: dict[str, Any]) -> Response:
    """Show what each step of a version goes on as in another, as it is proposed."""
    return reply({"items": cases.propose_mapping(work(), **query, by=actor()).stops})


@resource.post(permission="case:repair", body=NewMigration, answer=MigrationShape, status=201)
def begin_migration(body: dict[str, Any]) -> Response:
    """Begin to move the running cases of a version, or (`dry_run`, the default) to try that out.

    The worker does it, case by case: read the run for how far it is.
    """
    asked = {name: body[name] for name in ("from_version_id", "to_version_id")}
    mapping = body["mapping"]
    if mapping is None:
        mapping = cases.propose_mapping(work(), **asked, by=actor()).mapping
    named = {name: body[name] for name in ("reason", "dry_run")}
    return _show(cases.begin_migration(work(), **asked, **named, mapping=mapping, by=actor()), 201)


@resource.get(permission="case:repair", query=PageQuery, answer=page_of(RunShape))
def list_migrations(query: dict[str, Any]) -> Response:
    """List the runs of services in which you may repair cases, the latest first."""
    key, limit = read_cursor(query["cursor"], int), query["limit"]
    found = cases.migrations(work(), by=actor(), before=int(key[0]) if key else None, limit=limit + 1)
    return page(found, limit, lambda run: (run.id,), _told)


@resource.get("/<id:number>", permission="case:repair", answer=MigrationShape)
def show_migration(number: int) -> Response:
    """Show a run: how many cases wait, are moved, or were left with which reason."""
    return _show(cases.migration(work(), number, by=actor()), 200)


def _show(run: Migration, status: int) -> Response:
    left = cases.left_cases(work(), run.id, by=actor())
    return reply({**_told(run), "totals": run.totals, "left": left}, status)


def _told(run: Migration) -> dict[str, Any]:
    return {name: getattr(run, name) for name in Migration.__dataclass_fields__ if name != "totals"}
