"""Tables of stored decisions as spreadsheets, edited ones as new versions, two side by side, and several at once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from engine import decisions, sheets
from engine.decisions import Comparison
from engine.definitions.deciding import (
    DecisionRow,
    DeployedDecisions,
    decision_model,
    decision_original,
    decision_rows,
    deploy_decision,
)
from engine.errors import NotFound, Refused
from engine.people import Actor, require
from engine.store import Work


def table_sheet(work: Work, version_id: int, table_id: str, kind: str) -> bytes:
    """A table of an uploaded file as a spreadsheet (`csv` or `xlsx`). Raises NotFound, Refused, TooLarge."""
    return sheets.write(kind, table_id, decisions.rows_of(decision_original(work, version_id), table_id))


def put_table_sheet(
    work: Work, version_id: int, table_id: str, sheet: bytes, *, kind: str, by: Actor, valid_from: date | None = None
) -> DeployedDecisions:
    """Make a new version of a file with the rows of a spreadsheet as a table's rules; all else stays as it is.

    It is checked and waits for approval as an upload does. A sheet in which nothing was changed changes nothing.
    Raises NotFound, NotPermitted, Refused (InvalidSheet, InvalidRows with a problem for each cell), TooLarge.
    """
    edited = edited_file(work, version_id, table_id, sheet, kind=kind, by=by)
    return put_edited_file(work, version_id, edited, by=by, valid_from=valid_from)


def edited_file(work: Work, version_id: int, table_id: str, sheet: bytes, *, kind: str, by: Actor) -> bytes:
    """A file with the rows of a spreadsheet as a table's rules, which is not stored yet.

    Raises NotFound, NotPermitted, Refused (InvalidSheet, InvalidRows with a problem for each cell), TooLarge.
    """
    _editable(work, version_id, by)
    imports = {model.namespace: model for model in decision_model(work, version_id).imports.values()}
    data = decision_original(work, version_id)
    return decisions.with_rows(data, table_id, sheets.read(kind, sheet), imports=imports)


def put_edited_file(
    work: Work, version_id: int, edited: bytes, *, by: Actor, valid_from: date | None = None
) -> DeployedDecisions:
    """Make a new version of a file, under its name and for its service. Raises what `deploy_decision` raises."""
    row = _editable(work, version_id, by)
    return deploy_decision(
        work, edited, service_id=row.service_id, by=by, valid_from=valid_from, file_name=row.file_name
    )


def rehearse_edited_file(
    work: Work, version_id: int, edited: bytes, *, by: Actor, valid_from: date | None = None
) -> tuple[DeployedDecisions, Comparison]:
    """What `put_edited_file` would say, and what would differ: found out by doing it and taking it back."""
    savepoint = work.connection.begin_nested()
    try:
        made = put_edited_file(work, version_id, edited, by=by, valid_from=valid_from)
        return made, compare_decisions(work, version_id, made.version_id)
    finally:
        savepoint.rollback()


def deploy_decisions(work: Work, files: Mapping[str, bytes], *, service_id: int, by: Actor) -> None:
    """Keep decision files by name, each after those that it imports.

    Raises what `deploy_decision` raises, and Refused with the name of the file.
    """
    for name in decisions.in_order_of_imports(files):
        try:
            deploy_decision(work, files[name], service_id=service_id, by=by, file_name=name)
        except Refused as error:
            message = error.problems[0].message if error.problems else error.message
            raise Refused(f"{name}: {message}") from None


def rehearse_decisions(work: Work, files: Mapping[str, bytes], *, service_id: int, by: Actor) -> None:
    """Find out whether `deploy_decisions` takes the files, by doing it and taking it back. Raises what it raises."""
    savepoint = work.connection.begin_nested()
    try:
        deploy_decisions(work, files, service_id=service_id, by=by)
    finally:
        savepoint.rollback()


def compare_decisions(work: Work, before_id: int, after_id: int) -> Comparison:
    """What one uploaded file differs in from another. Raises NotFound."""
    return decisions.compare(decision_model(work, before_id), decision_model(work, after_id))


def _editable(work: Work, version_id: int, by: Actor) -> DecisionRow:
    """One decision of a file that `by` may make a new version of. Raises NotFound, NotPermitted."""
    rows = decision_rows(work, version_id=version_id, limit=1)
    if not rows:
        raise NotFound(f"There is no decision version {version_id}.")
    require(by, "decision:upload", service_id=rows[0].service_id)
    return rows[0]
