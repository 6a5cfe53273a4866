"""Decisions in the store: a DMN file is kept as it came; once approved, its decisions are in force from a date."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, and_, func, insert, or_, select, true, tuple_, update
from sqlalchemy.dialects.postgresql import insert as insert_or_nothing

from engine import decisions
from engine.audit import record
from engine.clock import day_of, day_words
from engine.decisions import DecisionModel
from engine.definitions.decision_lines import DECISION, LIBRARY, DecisionLine, claim, decision_number, lines_of
from engine.definitions.decision_models import File, Loaded, Missing, Sight, load, missing_imports, stored
from engine.definitions.decision_report import report_on_decisions
from engine.definitions.finding import MUST_FIX, Finding
from engine.definitions.report import Report
from engine.definitions.tables import decision, decision_validity, decision_version
from engine.errors import NotFound, NotPermitted, Problem, Refused
from engine.forms import written
from engine.people import Actor, require, service_by_id
from engine.store import Work

EARLIEST, LATEST = date(1900, 1, 1), date(2199, 12, 31)
_ROW = (
    decision.c.id.label("decision_id"),
    decision.c.kind,
    decision.c.key,
    decision.c.name,
    decision.c.service_id,
    decision_validity.c.number,
    decision_validity.c.version_id,
    decision_validity.c.valid_from,
    decision_version.c.file_name,
    decision_version.c.uploaded_by,
    decision_version.c.uploaded_at,
    decision_validity.c.added_by,
    decision_validity.c.approved_by,
    decision_validity.c.approved_at,
)
"""The columns of a `DecisionRow`."""


@dataclass(frozen=True, slots=True)
class DeployedDecisions:
    """What became of a DMN file: `created` or `unchanged` (this file is in force from that date already).

    `decisions` are their ids; `library` is what a file is called that other files import, empty for any other.
    `findings` are what the rules found in it, the worst first; with a must-fix one it cannot be approved.
    """

    outcome: str
    version_id: int
    decisions: tuple[str, ...]
    valid_from: date
    findings: tuple[Finding, ...] = ()
    library: str = ""

    @property
    def names(self) -> tuple[str, ...]:
        """What is in the file: its decisions, else the library that it is."""
        return self.decisions or (self.library,)


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One decision, or library, as it is in force from a date. `version_id` is the file it comes from.

    `kind` is `decision` or `library`, whose key is its namespace. `decision_id` is the same for all versions of one.
    `added_by` put it there for that date, and so may not approve it. `approved_at` is None while nobody has approved
    it: it decides nothing yet.
    """

    decision_id: int
    kind: str
    key: str
    name: str
    service_id: int
    number: int
    version_id: int
    valid_from: date
    file_name: str
    uploaded_by: int | None
    uploaded_at: datetime
    added_by: int | None
    approved_by: int | None
    approved_at: datetime | None

    @property
    def is_library(self) -> bool:
        """Whether it is a library, which decides nothing by itself."""
        return self.kind == LIBRARY


def deploy_decision(
    work: Work, data: bytes, *, service_id: int, by: Actor, valid_from: date | None = None, file_name: str = ""
) -> DeployedDecisions:
    """Keep every decision of a DMN file, to be in force from `valid_from` (None: today) once somebody else approves it.

    A file without decisions is a library: its functions, types and inputs are there for other files that import it.
    The same file again changes nothing.

    Raises NotPermitted, NotFound (no such service), Refused (the file cannot be read, holds nothing or has too long an
    id, or the date is of another age) and Conflict (a decision of that id belongs to another service).
    """
    require(by, "decision:upload", service_id=service_id)
    service_by_id(work, service_id)
    start = valid_from or day_of(work.now)
    digest = hashlib.sha256(data).hexdigest()
    model = load(work, File(digest, lambda: data), Sight(start, service_id, approved=False)).model
    _check_day(start)
    lines = lines_of(work, model, service_id)
    findings = report_on_decisions(model).findings
    ids = [claim(work, line, service_id) for line in lines]
    library = next((line.name for line in lines if line.kind == LIBRARY), "")
    in_force = {number: _in_force(work, number, start, approved=False) for number in ids}
    if all(row and row["file_digest"] == digest for row in in_force.values()):
        version_id = next(row["version_id"] for row in in_force.values() if row)
        return DeployedDecisions("unchanged", version_id, tuple(model.decisions), start, findings, library)
    version_id = _store(work, data, digest, service_id, by, file_name, model.namespace)
    rows = [
        {
            "decision_id": number,
            "version_id": version_id,
            "number": _next(work, number),
            "valid_from": start,
            "added_by": by.user_id,
        }
        for number in ids
    ]
    work.execute(insert(decision_validity), rows)
    _record_upload(work, version_id, lines, start, digest, by)
    return DeployedDecisions("created", version_id, tuple(model.decisions), start, findings, library)


def _record_upload(
    work: Work, version_id: int, lines: Sequence[DecisionLine], start: date, digest: str, by: Actor
) -> None:
    facts = {
        "decisions": [line.key for line in lines if line.kind != LIBRARY],
        "names": [line.name for line in lines],
        "kind": lines[0].kind,
        "valid_from": start.isoformat(),
        "digest": digest,
    }
    subject = ("decision", version_id)
    record(work, "definitions:decision:uploaded", by=by.user_id, subject=subject, facts=facts)


def approve_decision(work: Work, version_id: int, by: Actor, *, reason: str = "") -> None:
    """Let the decisions of an uploaded file decide, each from its date on. Whoever put them there cannot.

    Approving twice changes nothing. Raises NotFound, NotPermitted, and Refused while a must-fix finding is left, or
    while something that the file imports is not approved.
    """
    rows = decision_rows(work, version_id=version_id)
    if not rows:
        raise NotFound(f"There is no decision version {version_id}.")
    require(by, "definition:approve", service_id=rows[0].service_id)
    waiting = (decision_validity.c.version_id == version_id, decision_validity.c.approved_at.is_(None))
    added_by = {row["added_by"] for row in work.rows(select(decision_validity.c.added_by).where(*waiting))}
    if by.user_id is not None and by.user_id in added_by:
        raise NotPermitted(f"You uploaded this {_kind(rows)}, so somebody else must approve it.")
    if not all(row.approved_at for row in rows):
        days = {max(day_of(work.now), row.valid_from) for row in rows if not row.approved_at}
        for day in sorted(days):
            row = _version(work, version_id)
            _refuse_unapproved(work, row, day, _kind(rows))
            _refuse_unfinished(report_on_decisions(_in_sight(work, row, day, approved=True).model), _kind(rows))
    approval = update(decision_validity).where(*waiting).values(approved_by=by.user_id, approved_at=work.now)
    if work.execute(approval).rowcount:
        record(
            work,
            "definitions:decision:approved",
            by=by.user_id,
            subject=("decision", version_id),
            reason=written("reason", "The reason", reason),
            facts={"names": [row.name or row.key for row in rows], "kind": _kind(rows)},
        )


def decision_for(work: Work, decision_key: str, on: date) -> tuple[int, DecisionModel]:
    """The approved version of a decision in force on a day, with its file's model.

    Raises NotFound in plain words, and Refused for a library and when what the file imports no longer holds what it
    requires.
    """
    number = decision_number(work, decision_key)
    row = _in_force(work, number, on, approved=True) if number is not None else None
    if row is None:
        raise NotFound(
            f"No decision {decision_key!r} is in force on {on}. "
            "Upload its DMN file, valid from that day, and have it approved."
        )
    model = _in_sight(work, row, on, approved=True).model
    _refuse_lost(model)
    return row["version_id"], model


def imported_versions(work: Work, version_id: int, on: date) -> tuple[int, ...]:
    """The approved versions that a stored file imports on a day, directly or through others."""
    return _in_sight(work, _version(work, version_id), on, approved=True).imported


def decision_model(work: Work, version_id: int) -> DecisionModel:
    """The decision model of an uploaded file, approved or not, with what it would import. Raises NotFound."""
    row = _version(work, version_id)
    latest = select(func.max(decision_validity.c.valid_from)).where(decision_validity.c.version_id == version_id)
    return _in_sight(work, row, max(day_of(work.now), work.sure_value(latest)), approved=False).model


def decision_findings(work: Work, version_id: int) -> tuple[Finding, ...]:
    """What the rules find in an uploaded file, the worst first. Raises NotFound."""
    return report_on_decisions(decision_model(work, version_id)).findings


def decision_original(work: Work, version_id: int) -> bytes:
    """The DMN file exactly as it was uploaded. Raises NotFound."""
    return stored(work, _version(work, version_id)["version_id"])


def decision_rows(
    work: Work,
    *,
    service_ids: Collection[int] | None = None,
    version_id: int | None = None,
    decision_key: str | None = None,
    decision_id: int | None = None,
    waiting: bool = False,
    after: tuple[str, int, date, int] | None = None,
    limit: int | None = None,
) -> list[DecisionRow]:
    """Decisions and libraries with the dates they are in force from, by key and newest first; limited by what is given.

    `decision_key` is that of a decision; `decision_id` asks for all versions of a decision or a library. With
    `waiting`, only those that nobody has approved. `after` is the key, the decision's id, the date and the number of
    the last row of the page before.
    """
    query = (
        select(*_ROW)
        .join(decision_validity, decision_validity.c.decision_id == decision.c.id)
        .join(decision_version, decision_version.c.id == decision_validity.c.version_id)
        .order_by(
            decision.c.key, decision.c.id, decision_validity.c.valid_from.desc(), decision_validity.c.number.desc()
        )
    )
    if service_ids is not None:
        query = query.where(decision.c.service_id.in_(service_ids))
    if version_id is not None:
        query = query.where(decision_version.c.id == version_id)
    if decision_key is not None:
        query = query.where(decision.c.kind == DECISION, decision.c.key == decision_key)
    if decision_id is not None:
        query = query.where(decision.c.id == decision_id)
    if waiting:
        query = query.where(decision_validity.c.approved_at.is_(None))
    if after is not None:
        line = tuple_(decision.c.key, decision.c.id)
        older = tuple_(decision_validity.c.valid_from, decision_validity.c.number) < after[2:]
        query = query.where(or_(line > after[:2], and_(line == after[:2], older)))
    query = query.limit(limit)
    return [DecisionRow(**row) for row in work.rows(query)]


def _version(work: Work, version_id: int) -> RowMapping:
    row = work.row(
        select(
            decision_version.c.id.label("version_id"), decision_version.c.file_digest, decision_version.c.service_id
        ).where(decision_version.c.id == version_id)
    )
    if row is None:
        raise NotFound(f"There is no decision version {version_id}.")
    return row


def _in_sight(work: Work, row: RowMapping, on: date, *, approved: bool) -> Loaded:
    """The model of a stored file, with what it imports on a day."""
    return load(work, _file(work, row), Sight(on, row["service_id"], approved))


def _file(work: Work, row: RowMapping) -> File:
    return File(row["file_digest"], lambda: stored(work, row["version_id"]))


def _check_day(start: date) -> None:
    """Refuse a date of another age."""
    if not EARLIEST <= start <= LATEST:
        raise Refused(f"A decision is in force from a day between {EARLIEST.year} and {LATEST.year}. Correct the date.")


def _refuse_lost(model: DecisionModel) -> None:
    """Refuse to decide by a file of whose imports a newer version lacks what it requires: it would reckon with null."""
    for imported in model.imports.values():
        _refuse_lost(imported)
    if model.imports and (lost := next(decisions.missing_requirements(model), None)) is not None:
        _, name, need = lost
        raise Refused(
            f"“{name}” requires “{need}”, which the file that it imports no longer has. "
            "Upload a version of either file that fits the other, and have it approved."
        )


def _kind(rows: Collection[DecisionRow]) -> str:
    """What to call a file: a library when it holds no decision."""
    return LIBRARY if all(row.is_library for row in rows) else DECISION


def _refuse_unapproved(work: Work, row: RowMapping, on: date, kind: str) -> None:
    """Refuse a file while what it imports decides nothing yet, naming what has to be approved first."""
    missing = tuple(missing_imports(work, _file(work, row), Sight(on, row["service_id"], approved=True)))
    problems = tuple(Problem(one.namespace, _to_approve(work, one, on)) for one in missing)
    if problems:
        raise Refused(f"The {kind} cannot be approved yet. {problems[0].message}", problems)


def _to_approve(work: Work, missing: Missing, on: date) -> str:
    what = f"It imports {missing.namespace[:120]}, of which nothing is approved for {day_words(on)}."
    if missing.version_id is None:
        return f"{what} Upload that file, and have it approved first."
    names = ", ".join(f"“{row.name or row.key}”" for row in decision_rows(work, version_id=missing.version_id, limit=3))
    return f"{what} Have {names} (file {missing.version_id}) approved first."


def _refuse_unfinished(report: Report, kind: str) -> None:
    left = [finding for finding in report.findings if finding.severity == MUST_FIX]
    if left:
        raise Refused(
            f"The {kind} cannot be approved yet. {left[0].name}: {left[0].message}",
            tuple(Problem(finding.element or "file", finding.message) for finding in left),
        )


def _in_force(work: Work, decision_id: int, on: date, *, approved: bool) -> RowMapping | None:
    """The newest row for a day: of those that are approved, or of all."""
    certain = decision_validity.c.approved_at.is_not(None) if approved else true()
    return work.row(
        select(decision_validity.c.version_id, decision_version.c.file_digest, decision_version.c.service_id)
        .join(decision_version, decision_version.c.id == decision_validity.c.version_id)
        .where(decision_validity.c.decision_id == decision_id, decision_validity.c.valid_from <= on, certain)
        .order_by(decision_validity.c.valid_from.desc(), decision_validity.c.number.desc())
        .limit(1)
    )


def _next(work: Work, decision_id: int) -> int:
    query = select(func.max(decision_validity.c.number)).where(decision_validity.c.decision_id == decision_id)
    return int(work.value(query) or 0) + 1


def _store(work: Work, data: bytes, digest: str, service_id: int, by: Actor, file_name: str, namespace: str) -> int:
    """The id of the file, stored when it is new."""
    values = {
        "file_digest": digest,
        "file_name": file_name[:200],
        "original": data,
        "namespace": namespace,
        "service_id": service_id,
        "uploaded_by": by.user_id,
        "uploaded_at": work.now,
    }
    work.execute(insert_or_nothing(decision_version).values(values).on_conflict_do_nothing())
    same = (decision_version.c.service_id == service_id, decision_version.c.file_digest == digest)
    return int(work.sure_value(select(decision_version.c.id).where(*same)))
