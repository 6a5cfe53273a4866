"""Asking about versions and approving them; marks of a version in and out as file and sheet."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, func, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from engine.audit import record
from engine.definitions.beside import versions_beside
from engine.definitions.mark import MarkChange
from engine.definitions.marking import hold_marks, marks_of, set_marks, step_keys
from engine.definitions.marks_xml import merge_marks
from engine.definitions.matching import StepChanges
from engine.definitions.matching import compare as compare_steps
from engine.definitions.overtaken import MarksOvertaken
from engine.definitions.running import read_version_steps
from engine.definitions.searching import refresh_words
from engine.definitions.sheet import read_csv, refused_as_late, write_csv
from engine.definitions.step import Step
from engine.definitions.tables import process as process_table
from engine.definitions.tables import step, variant, version
from engine.errors import Conflict, NotFound, NotPermitted
from engine.forms import written
from engine.people import Actor, names_of_users, require
from engine.store import Work


@dataclass(frozen=True, slots=True)
class ProcessRow:
    """A process with its newest version. `live_version_id` is the newest approved one that is ready to run, if any."""

    id: int
    key: str
    name: str
    service_id: int
    latest_version_id: int
    live_version_id: int | None
    versions: int


@dataclass(frozen=True, slots=True)
class VersionRow:
    """A version without its XML. `uploaded_by` and `approved_by` are None for the system (or for not approved)."""

    id: int
    process_id: int
    process_key: str
    service_id: int
    variant: str
    areas: tuple[str, ...]
    number: int
    name: str
    bpmn_process_id: str
    stage: str
    digest: str
    file_name: str
    uploaded_by: int | None
    uploaded_at: datetime
    approved_by: int | None
    approved_at: datetime | None
    findings: tuple[dict[str, Any], ...]
    changes: tuple[dict[str, Any], ...]


def processes(work: Work, *, service_ids: Collection[int] | None = None) -> list[ProcessRow]:
    """The processes of these services (None: of all), by name."""
    query = _processes().order_by(process_table.c.name, process_table.c.id)
    if service_ids is not None:
        query = query.where(process_table.c.service_id.in_(service_ids))
    return [ProcessRow(**row) for row in work.rows(query)]


def process(work: Work, process_id: int) -> ProcessRow:
    """One process. Raises NotFound."""
    row = work.row(_processes().where(process_table.c.id == process_id))
    if row is None:
        raise NotFound(f"There is no process {process_id}.")
    return ProcessRow(**row)


def process_by_key(work: Work, key: str) -> int | None:
    """The id of the process with this key, or None."""
    found: int | None = work.value(select(process_table.c.id).where(process_table.c.key == key))
    return found


def versions(work: Work, process_id: int, *, variant_key: str | None = None) -> list[VersionRow]:
    """The versions of a process, newest first; of one variant when named."""
    query = _versions().where(version.c.process_id == process_id).order_by(version.c.id.desc())
    if variant_key is not None:
        query = query.where(variant.c.key == variant_key)
    return [_row(row) for row in work.rows(query)]


def version_by_id(work: Work, version_id: int) -> VersionRow:
    """One version. Raises NotFound."""
    row = work.row(_versions().where(version.c.id == version_id))
    if row is None:
        raise NotFound(f"There is no version {version_id} of a process.")
    return _row(row)


def steps(work: Work, version_id: int) -> tuple[Step, ...]:
    """The steps of a version with their fields, in the order of the file. Raises NotFound."""
    found = read_version_steps(work, version_id)
    if not found:
        version_by_id(work, version_id)
    return found


def has_step(work: Work, process_id: int, step_key: str) -> bool:
    """Whether any version of the process has this step."""
    query = select(step.c.element_id).join(version, version.c.id == step.c.version_id)
    return work.row(query.where(version.c.process_id == process_id, step.c.step_key == step_key).limit(1)) is not None


def uploaders(work: Work, process_id: int) -> frozenset[int]:
    """Who uploaded the newest version of each variant: they may not move its steps to pilot or live."""
    newest = (
        select(version.c.id, version.c.uploaded_by)
        .ext(distinct_on(version.c.variant_id))
        .where(version.c.process_id == process_id)
        .order_by(version.c.variant_id, version.c.number.desc())
    )
    return frozenset(row["uploaded_by"] for row in work.rows(newest) if row["uploaded_by"] is not None)


def compare_versions(work: Work, before_id: int, after_id: int) -> StepChanges:
    """How the steps of one version became those of another, by step key. Raises NotFound."""
    return compare_steps(steps(work, before_id), steps(work, after_id))


def approve(work: Work, version_id: int, by: Actor, *, reason: str = "") -> VersionRow:
    """Let cases start on this version. Whoever uploaded it cannot; only a version that is ready to run can be approved.

    The other pools of the same upload are approved with it, as they answer each other.
    Approving twice changes nothing. Raises NotFound, NotPermitted, Conflict, Refused (the reason cannot be kept).
    """
    found = version_by_id(work, version_id)
    require(by, "definition:approve", service_id=found.service_id)
    why = written("reason", "The reason", reason)
    if by.user_id is not None and by.user_id == found.uploaded_by:
        raise NotPermitted("You uploaded this version, so somebody else must approve it.")
    if found.stage != "live":
        raise Conflict("This version is for walk-through only. Settle its findings and upload it again.")
    for one in versions_beside(work, version_id).values():
        approval = update(version).where(version.c.id == one.version_id, version.c.approved_at.is_(None))
        if work.execute(approval.values(approved_by=by.user_id, approved_at=work.now)).rowcount:
            refresh_words(work, one.process_id)
            subject = ("version", one.version_id)
            record(work, "definitions:version:approved", by=by.user_id, subject=subject, reason=why)
    return version_by_id(work, version_id)


def original(work: Work, version_id: int) -> bytes:
    """The file exactly as it was uploaded. Raises NotFound."""
    return bytes(_file(work, version_id)["original"])


def with_marks(work: Work, version_id: int) -> bytes:
    """The original file with today's marks merged in as `bpr:` elements. Raises NotFound."""
    row = _file(work, version_id)
    marks = marks_of(work, row["process_id"])
    keys = {item.element: item.step_key for item in steps(work, version_id)}
    keys[row["bpmn_process_id"]] = row["bpmn_process_id"]
    return merge_marks(bytes(row["original"]), {element: marks[key] for element, key in keys.items() if key in marks})


def marks_csv(work: Work, version_id: int) -> str:
    """The process and the steps of a version with today's marks, as CSV. Raises NotFound."""
    found = version_by_id(work, version_id)
    whole = Step(found.bpmn_process_id, found.bpmn_process_id, found.name, "process")
    return write_csv((whole, *steps(work, version_id)), marks_of(work, found.process_id))


def read_marks_csv(
    work: Work, process_id: int, data: bytes, *, by: Actor, reason: str, calendars: Collection[str] | None = None
) -> tuple[MarkChange, ...]:
    """Set the marks a sheet states; all or nothing. `calendars` as for `set_marks`.

    Raises InvalidCsv (a problem per line), InvalidMarks, NotPermitted, NotFound.
    """
    hold_marks(work, process_id)
    today = marks_of(work, process_id)
    known = {key: today.get(key) for key in step_keys(work, process_id)}
    sheet = read_csv(data, known)
    try:
        return set_marks(work, process_id, sheet.values, by=by, reason=reason, calendars=calendars, seen=sheet.seen)
    except MarksOvertaken as late:
        called = names_of_users(work, {one.by for one in late.marks if one.by is not None})
        raise refused_as_late(late, sheet.lines, called) from None


def _processes() -> Select[Any]:
    ready = func.max(version.c.id).filter(version.c.stage == "live", version.c.approved_at.is_not(None))
    return (
        select(
            process_table.c.id,
            process_table.c.key,
            process_table.c.name,
            process_table.c.service_id,
            func.max(version.c.id).label("latest_version_id"),
            ready.label("live_version_id"),
            func.count(version.c.id).label("versions"),
        )
        .join(version, version.c.process_id == process_table.c.id)
        .group_by(process_table.c.id)
    )


def _file(work: Work, version_id: int) -> RowMapping:
    row = work.row(
        select(version.c.original, version.c.process_id, version.c.bpmn_process_id).where(version.c.id == version_id)
    )
    if row is None:
        raise NotFound(f"There is no version {version_id} of a process.")
    return row


def _versions() -> Select[Any]:
    heavy = (
        "original", "xml", "forms_digest", "start_fields", "variant_id", "documentation", "events", "upload_id", "tag",
        "calls",
    )  # fmt: skip
    return (
        select(
            *(column for column in version.c if column.name not in heavy),
            variant.c.key.label("variant"),
            variant.c.areas,
            process_table.c.key.label("process_key"),
            process_table.c.service_id,
        )
        .join(variant, variant.c.id == version.c.variant_id)
        .join(process_table, process_table.c.id == version.c.process_id)
    )


def _row(row: RowMapping) -> VersionRow:
    lists = {name: tuple(row[name]) for name in ("areas", "findings", "changes")}
    return VersionRow(**{**row, **lists})
