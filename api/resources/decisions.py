"""Decisions: DMN files in force from a date."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import not_of_this_list, read_cursor
from api.files import attachment, check_single, name_of
from api.replies import page, reply
from api.resource import Resource
from api.schemas.definitions import (
    Approval,
    DecisionFiles,
    DecisionForm,
    DecisionQuery,
    DecisionShape,
    DeployedDecisionsShape,
    EvaluateBody,
    EvaluatedShape,
)
from api.schemas.fields import page_of
from api.work import work
from engine import decisions, definitions, people
from engine.definitions import DecisionRow
from engine.errors import NotFound

resource = Resource("decisions", "Decisions (DMN) that business rule tasks ask, each in force from a date.")


@resource.get(permission="decision:read", query=DecisionQuery, answer=page_of(DecisionShape))
def list_decisions(query: dict[str, Any]) -> Response:
    """List decisions with the dates they are in force from."""
    services = people.scoped_services(actor(), "decision:read", query["service_id"])
    limit, after = query["limit"], _after(query["cursor"])
    found = definitions.decision_rows(work(), service_ids=services, after=after, limit=limit + 1)
    return page(found, limit, lambda row: (row.key, row.valid_from, row.number))


@resource.post(
    permission="decision:upload",
    form=DecisionForm,
    files=DecisionFiles,
    answer=DeployedDecisionsShape,
    status=201,
    also={200: DeployedDecisionsShape},
)
def upload(form: dict[str, Any], files: dict[str, Any]) -> Response:
    """Upload a DMN file: once approved, every decision in it is in force from the date given."""
    check_single("file")
    file = files["file"]
    made = definitions.deploy_decision(
        work(),
        file.read(),
        service_id=form["service_id"],
        by=actor(),
        valid_from=form["valid_from"],
        file_name=name_of(file),
    )
    shown = {"outcome": made.outcome, "id": made.version_id, "decisions": made.decisions, "valid_from": made.valid_from}
    return reply(shown, 201 if made.outcome == "created" else 200)


@resource.get("/<id:number>", permission="decision:read", answer=page_of(DecisionShape))
def show_decision(number: int) -> Response:
    """Show the decisions of one file."""
    found = _readable(number)
    return page(found, len(found), lambda row: (row.version_id,))


@resource.post("/<id:number>/approve", permission="definition:approve", body=Approval, answer=page_of(DecisionShape))
def approve(number: int, body: dict[str, Any]) -> Response:
    """Let the decisions of a file decide, each from its date on. Whoever uploaded it cannot."""
    definitions.approve_decision(work(), number, actor(), reason=body["reason"])
    found = definitions.decision_rows(work(), version_id=number)
    return page(found, len(found), lambda row: (row.version_id,))


@resource.get("/<id:number>/xml", permission="decision:read", produces="application/octet-stream")
def download(number: int) -> Response:
    """Download the file exactly as it was uploaded."""
    row = _readable(number)[0]
    return attachment(definitions.decision_original(work(), number), row.file_name or f"decision-{number}.dmn")


@resource.post("/<id:number>/evaluate", permission="decision:read", body=EvaluateBody, answer=EvaluatedShape)
def evaluate(number: int, body: dict[str, Any]) -> Response:
    """Try a decision with inputs: the result, and the rules that hit."""
    _readable(number)
    model = definitions.decision_model(work(), number)
    decided = decisions.evaluate(model, body["decision"], body["inputs"], now=work().now)
    rules = [asdict(hit) for hit in decided.rules]
    return reply({"result": decided.result, "rules": rules, "notes": decided.notes})


def _after(cursor: str) -> tuple[str, date, int] | None:
    found = read_cursor(cursor, str, str, int)
    if found is None:
        return None
    try:
        return found[0], date.fromisoformat(found[1]), found[2]
    except ValueError:
        raise not_of_this_list() from None


def _readable(number: int) -> list[DecisionRow]:
    found = definitions.decision_rows(work(), version_id=number)
    if not found:
        raise NotFound(f"There is no decision version {number}.")
    people.require(actor(), "decision:read", service_id=found[0].service_id)
    return found
