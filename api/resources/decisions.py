"""Decisions: DMN files in force from a date."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any

from flask import Response

from api.auth import actor
from api.cursors import not_of_this_list, read_cursor
from api.files import SHEET_TYPES, attachment, check_single, name_of
from api.replies import page, reply
from api.resource import Resource
from api.schemas.decisions import (
    ComparedShape,
    DecisionFiles,
    DecisionForm,
    DecisionQuery,
    DecisionShape,
    DeployedDecisionsShape,
    EvaluateBody,
    EvaluatedShape,
    FindingsShape,
    SheetFile,
    SheetForm,
    TablesShape,
)
from api.schemas.definitions import Approval, CompareQuery
from api.schemas.fields import page_of
from api.work import work
from engine import decisions, definitions, people, sheets
from engine.clock import on_the_wall
from engine.decisions import PlacedTable
from engine.definitions import DecisionRow, DeployedDecisions
from engine.errors import NotFound

resource = Resource("decisions", "Decisions (DMN) that business rule tasks ask, each in force from a date.")


@resource.get(permission="decision:read", query=DecisionQuery, answer=page_of(DecisionShape))
def list_decisions(query: dict[str, Any]) -> Response:
    """List decisions and libraries with the dates they are in force from."""
    services = people.scoped_services(actor(), "decision:read", query["service_id"])
    limit, after = query["limit"], _after(query["cursor"])
    found = definitions.decision_rows(work(), service_ids=services, after=after, limit=limit + 1)
    return page(found, limit, _place)


@resource.post(
    permission="decision:upload",
    form=DecisionForm,
    files=DecisionFiles,
    answer=DeployedDecisionsShape,
    status=201,
    also={200: DeployedDecisionsShape},
)
def upload(form: dict[str, Any], files: dict[str, Any]) -> Response:
    """Upload a DMN file: once approved, every decision in it, or the library, is in force from the date given."""
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
    return _deployed(made)


@resource.get("/<id:number>", permission="decision:read", answer=page_of(DecisionShape))
def show_decision(number: int) -> Response:
    """Show the decisions of one file, or the library that it is."""
    found = _readable(number)
    return page(found, len(found), lambda row: (row.version_id,))


@resource.post("/<id:number>/approve", permission="definition:approve", body=Approval, answer=page_of(DecisionShape))
def approve(number: int, body: dict[str, Any]) -> Response:
    """Let the decisions of a file decide, or others import it, from its date on. Whoever uploaded it cannot."""
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
    decided = decisions.evaluate(model, body["decision"], body["inputs"], now=on_the_wall(work().now))
    rules = [asdict(hit) for hit in decided.rules]
    why = decisions.explain(model, decided)
    return reply({"result": decided.result, "rules": rules, "why": why, "notes": decided.notes})


@resource.get("/<id:number>/findings", permission="decision:read", answer=FindingsShape)
def list_findings(number: int) -> Response:
    """Show what the rules find in a file; one that must be fixed keeps it from being approved."""
    _readable(number)
    return reply({"findings": [finding.as_json() for finding in definitions.decision_findings(work(), number)]})


@resource.get("/<id:number>/compare", permission="decision:read", query=CompareQuery, answer=ComparedShape)
def compare(number: int, query: dict[str, Any]) -> Response:
    """Show what another file differs in from this one: rules, columns, and what is written elsewhere."""
    _readable(number)
    _readable(query["to"])
    found = definitions.compare_decisions(work(), number, query["to"])
    return reply({"same": found.same, **asdict(found)})


@resource.get("/<id:number>/tables", permission="decision:read", answer=TablesShape)
def list_tables(number: int) -> Response:
    """Show the tables of a file with their rules."""
    _readable(number)
    model = definitions.decision_model(work(), number)
    return reply({"tables": [_table(placed) for placed in decisions.tables(model)]})


def _sheet_routes(kind: str, media_type: str) -> None:
    """The routes by which a table is taken out as a kind of spreadsheet and put back."""
    rule = f"/<id:number>/tables/<string:table>.{kind}"

    def download_sheet(number: int, table: str) -> Response:
        """Download a table as a spreadsheet, to be edited and sent back."""
        return _download(number, table, kind)

    def upload_sheet(number: int, table: str, form: dict[str, Any], files: dict[str, Any]) -> Response:
        """Put the rows of a spreadsheet in place of a table's rules: a new file, with the checks of an upload."""
        return _put(number, table, kind, form, files)

    download_sheet.__name__, upload_sheet.__name__ = f"download_{kind}", f"upload_{kind}"
    resource.get(rule, permission="decision:read", produces=media_type)(download_sheet)
    resource.post(
        rule,
        permission="decision:upload",
        form=SheetForm,
        files=SheetFile,
        answer=DeployedDecisionsShape,
        status=201,
        also={200: DeployedDecisionsShape},
    )(upload_sheet)


_sheet_routes(sheets.CSV, "text/csv")
_sheet_routes(sheets.XLSX, SHEET_TYPES[sheets.XLSX])


def _download(number: int, table: str, kind: str) -> Response:
    _readable(number)
    data = definitions.table_sheet(work(), number, table, kind)
    return attachment(data, f"{table}.{kind}", SHEET_TYPES[kind])


def _put(number: int, table: str, kind: str, form: dict[str, Any], files: dict[str, Any]) -> Response:
    check_single("file")
    _readable(number)
    made = definitions.put_table_sheet(
        work(), number, table, files["file"].read(), kind=kind, by=actor(), valid_from=form["valid_from"]
    )
    return _deployed(made)


def _deployed(made: DeployedDecisions) -> Response:
    shown = {
        "outcome": made.outcome,
        "id": made.version_id,
        "decisions": made.decisions,
        "library": made.library,
        "valid_from": made.valid_from,
        "findings": [finding.as_json() for finding in made.findings],
    }
    return reply(shown, 201 if made.outcome == "created" else 200)


def _table(placed: PlacedTable) -> dict[str, Any]:
    table = placed.table
    return {
        "id": table.id,
        "decision": placed.name,
        "policy": decisions.HIT_POLICIES[table.policy].name,
        "inputs": [{"label": column.label, "expression": column.expression.text} for column in table.inputs],
        "outputs": [{"label": decisions.called(column), "expression": column.name} for column in table.outputs],
        "rules": [
            {
                "id": rule.id,
                "index": rule.index,
                "tests": [test.text if test else "-" for test in rule.tests],
                "outcomes": [code.text for code in rule.outputs],
                "note": rule.note,
            }
            for rule in table.rules
        ],
    }


def _place(row: DecisionRow) -> tuple[str, int, date, int]:
    return row.key, row.decision_id, row.valid_from, row.number


def _after(cursor: str) -> tuple[str, int, date, int] | None:
    found = read_cursor(cursor, str, int, str, int)
    if found is None:
        return None
    try:
        return found[0], found[1], date.fromisoformat(found[2]), found[3]
    except ValueError:
        raise not_of_this_list() from None


def _readable(number: int) -> list[DecisionRow]:
    found = definitions.decision_rows(work(), version_id=number)
    if not found:
        raise NotFound(f"There is no decision version {number}.")
    people.require(actor(), "decision:read", service_id=found[0].service_id)
    return found
