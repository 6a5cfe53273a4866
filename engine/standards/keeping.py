"""Service standards as they are kept: added, changed by a dated version, listed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, insert, select

from engine import people, sla
from engine.errors import NotFound, Problem, Refused
from engine.forms import reason_given
from engine.people import Actor
from engine.sla import TARGET_KINDS, Versioned
from engine.standards import tables
from engine.store import Work

KINDS = TARGET_KINDS
_STANDARD = Versioned("standard", tables.standard, tables.standard_version)
_OF = tables.standard.c
_VERSION = tables.standard_version.c


@dataclass(frozen=True, slots=True)
class Promise:
    """What a standard asks: `share` (more than 0, at most 100) per cent of the work done within `target`.

    Time is counted on `calendar` (a key); without one, on the calendar each piece of work was measured by.
    """

    share: Decimal
    target: str
    calendar: str = ""

    @property
    def share_words(self) -> str:
        """The share as it is said: 80%."""
        return f"{self.share.normalize():f}%"

    @property
    def words(self) -> str:
        """As it is said: 80% within 24 hours."""
        return f"{self.share_words} within {self.target}"


@dataclass(frozen=True, slots=True)
class Subject:
    """The work a standard is about: clocks of a `kind`, narrowed to a service, a process and one of its steps."""

    kind: str
    service_id: int | None = None
    process_id: int | None = None
    step_key: str = ""


@dataclass(frozen=True, slots=True)
class StandardVersion:
    """What a standard asks from a date on; who wrote it, when and why."""

    number: int
    valid_from: date
    promise: Promise
    reason: str
    created_by: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class Standard:
    """A standard with all its versions, the newest first."""

    id: int
    key: str
    name: str
    subject: Subject
    versions: tuple[StandardVersion, ...]

    def on(self, day: date) -> StandardVersion | None:
        """The version that holds on a day; None before the first. Of two that begin on one day, the later written."""
        return sla.in_force(self.versions, day)


def add_standard(
    work: Work, key: str, name: str, subject: Subject, promise: Promise, *, valid_from: date, by: Actor
) -> Standard:
    """Add a standard with its first version. Raises `NotPermitted`, `Refused` with a problem for all that is wrong."""
    people.require_over(by, "sla:manage", subject.service_id)
    problems = [
        *_wrong_subject(subject),
        *_wrong_promise(work, promise),
        *sla.naming_problems(work, _STANDARD, key=key, name=name),
    ]
    if problems:
        raise Refused("This standard cannot be added.", tuple(problems))
    values = {"key": key, "name": name.strip(), "kind": subject.kind, "step_key": subject.step_key}
    made = insert(tables.standard).values(**values, service_id=subject.service_id, process_id=subject.process_id)
    standard_id = work.sure_value(made.returning(_OF.id))
    _write(work, standard_id, key, 1, promise, valid_from=valid_from, reason="", by=by)
    return standard(work, key)


def change_standard(
    work: Work, key: str, promise: Promise, *, valid_from: date, reason: str, by: Actor, if_newest: int | None = None
) -> Standard:
    """Ask something else from a date on; what was asked before stays on record.

    `if_newest` is the number of the newest version that was looked at.
    Raises `NotFound`, `NotPermitted`, `Refused`, `StaleVersion`.
    """
    found = work.row(select(_OF.id, _OF.service_id).where(_OF.key == key).with_for_update())
    if found is None:
        raise NotFound(f"There is no standard {key!r}.")
    people.require_over(by, "sla:manage", found["service_id"])
    problems = _wrong_promise(work, promise)
    why = reason_given(
        reason, ask="Enter why the standard changes.", problems=problems, refusal="This standard cannot be changed so."
    )
    newest = sla.newest_version(work, _STANDARD, found["id"], seen=if_newest)
    _write(work, found["id"], key, newest + 1, promise, valid_from=valid_from, reason=why, by=by)
    return standard(work, key)


def standard(work: Work, key: str) -> Standard:
    """The standard with this key. Raises `NotFound`."""
    found = _standards(work, _OF.key == key)
    if not found:
        raise NotFound(f"There is no standard {key!r}.")
    return found[0]


def standards(work: Work, service_id: int | None = None) -> list[Standard]:
    """All standards by name, or those of a service and of no service in particular."""
    if service_id is None:
        return _standards(work)
    return _standards(work, _OF.service_id.is_(None) | (_OF.service_id == service_id))


def _standards(work: Work, *limits: ColumnElement[bool]) -> list[Standard]:
    rows = work.rows(_reading().where(*limits))
    by_id: dict[int, list[RowMapping]] = {}
    for row in rows:
        by_id.setdefault(row["id"], []).append(row)
    return [_standard(found) for found in by_id.values()]


def _reading() -> Select[Any]:
    return (
        select(tables.standard, *(column for column in _VERSION if column.name not in ("id", "standard_id")))
        .join(tables.standard_version, _VERSION.standard_id == _OF.id)
        .order_by(_OF.name, _OF.id, _VERSION.number.desc())
    )


def _standard(rows: Sequence[RowMapping]) -> Standard:
    first = rows[0]
    subject = Subject(first["kind"], first["service_id"], first["process_id"], first["step_key"])
    return Standard(first["id"], first["key"], first["name"], subject, tuple(_version(row) for row in rows))


def _version(row: RowMapping) -> StandardVersion:
    promise = Promise(row["share"], row["target"], row["calendar"])
    return StandardVersion(promise=promise, **sla.version_facts(row))


def _write(
    work: Work, standard_id: int, key: str, number: int, promise: Promise, *, valid_from: date, reason: str, by: Actor
) -> None:
    facts = {"standard": key, "asks": promise.words}
    sla.write_version(
        work, _STANDARD, standard_id, number, asdict(promise), valid_from=valid_from, reason=reason, by=by, facts=facts
    )


def _wrong_subject(subject: Subject) -> Iterator[Problem]:
    if subject.kind not in KINDS:
        yield Problem("kind", f"Select what is measured: {', '.join(KINDS)}.")
    if subject.step_key and subject.process_id is None:
        yield Problem("step_key", "A step belongs to a process. Select the process too.")
    if subject.step_key and subject.kind not in ("step", "hand-off"):
        yield Problem("step_key", "Only a standard for steps or hand-offs names a step.")


def _wrong_promise(work: Work, promise: Promise) -> Iterator[Problem]:
    if not 0 < promise.share <= 100 or promise.share != round(promise.share, 2):
        yield Problem("share", "Enter a share of more than 0 and at most 100 per cent, with two decimals at most.")
    try:
        sla.parse_target(promise.target)
        sla.check_calendar(work, promise.calendar, "calendar")
    except Refused as error:
        yield Problem(error.problems[0].where if error.problems else "target", error.message)
