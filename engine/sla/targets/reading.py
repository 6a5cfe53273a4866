"""Targets as whoever looks after them sees them: a list with the version in force, and one with all its versions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import RowMapping, or_, select

from engine.clock import day_of
from engine.errors import NotFound
from engine.sla import tables
from engine.sla.targets.shape import Scope, Terms, scope_from, terms_from
from engine.sla.versions import in_force, version_facts
from engine.store import Work

_TARGET = tables.target.c
_VERSION = tables.target_version.c


@dataclass(frozen=True, slots=True)
class TargetVersion:
    """What a target says from a date on; who wrote it (None for the system), when and why."""

    number: int
    valid_from: date
    terms: Terms
    reason: str
    created_by: int | None
    created_at: datetime


@dataclass(frozen=True, slots=True)
class TargetDetail:
    """A target with all its versions, the newest first. `statutory`: the time is set by law; `published`: it is what
    customers are promised. `in_force` is the number of the version that holds today, None before the first begins.
    """

    id: int
    key: str
    name: str
    scope: Scope
    statutory: bool
    published: bool
    in_force: int | None
    versions: tuple[TargetVersion, ...]

    @property
    def naming(self) -> str:
        """What it is called, and what its time is by law and to customers, in one text to compare."""
        return f"{self.statutory:d}{self.published:d}{self.name}"

    @property
    def current(self) -> TargetVersion:
        """The version in force; the newest while none is."""
        return next((one for one in self.versions if one.number == self.in_force), self.versions[0])


def list_targets(
    work: Work, *, service_ids: Collection[int] | None = None, kind: str = "", key: str = ""
) -> list[TargetDetail]:
    """Targets by name, those for every service among those of any. Two statements."""
    query = select(tables.target).order_by(_TARGET.name, _TARGET.id)
    if service_ids is not None:
        query = query.where(or_(_TARGET.service_id.is_(None), _TARGET.service_id.in_(service_ids)))
    if kind:
        query = query.where(_TARGET.kind == kind)
    if key:
        query = query.where(_TARGET.key == key)
    rows = work.rows(query)
    ids = [row["id"] for row in rows]
    written = select(tables.target_version).where(_VERSION.target_id.in_(ids)).order_by(_VERSION.number.desc())
    versions = work.rows(written) if ids else []
    return [_detail(row, [one for one in versions if one["target_id"] == row["id"]], day_of(work.now)) for row in rows]


def target_detail(work: Work, key: str) -> TargetDetail:
    """The target with this key. Raises `NotFound`."""
    found = list_targets(work, key=key)
    if not key or not found:
        raise NotFound(f"There is no target {key[:60]!r}.")
    return found[0]


def _detail(row: RowMapping, versions: Collection[RowMapping], today: date) -> TargetDetail:
    written = tuple(_version(one) for one in versions)
    current = in_force(written, today)
    return TargetDetail(
        **{name: row[name] for name in ("id", "key", "name", "statutory", "published")},
        scope=scope_from(row),
        in_force=current.number if current else None,
        versions=written,
    )


def _version(row: RowMapping) -> TargetVersion:
    return TargetVersion(terms=terms_from(row), **version_facts(row))
