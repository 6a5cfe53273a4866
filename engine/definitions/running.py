"""Versions as cases run them: read once, kept for as long as they are asked for. A version never changes."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, Select, select
from sqlalchemy.dialects.postgresql import distinct_on

from engine.bpmn import Spec, compile_spec
from engine.definitions.step import Step
from engine.definitions.tables import process, step, variant, version
from engine.errors import NotFound
from engine.forms import Field, fields_from_json
from engine.people import site_by_id
from engine.store import Work

KEPT = 256
"""How many versions one interpreter keeps; a council has a few hundred, most of them old."""


@dataclass(frozen=True, slots=True)
class RunningVersion:
    """An immutable version: the translated model (`xml`) and its steps by element id.

    `stage` is `live` (ready to run) or `check` (walk-through only); `variant` is empty for the county-wide one.
    `start_fields` are asked when a case starts.
    """

    id: int
    process_id: int
    process_key: str
    process_name: str
    service_id: int
    variant: str
    number: int
    stage: str
    digest: str
    xml: bytes
    bpmn_process_id: str
    steps: Mapping[str, Step]
    start_fields: tuple[Field, ...] = ()

    @property
    def spec(self) -> Spec:
        """What the workflow engine runs; compiled once for all who ask (`compile_spec`, which says what it raises)."""
        return compile_spec(self.xml, self.bpmn_process_id, self.digest)


_kept: WeakKeyDictionary[Engine, OrderedDict[int, RunningVersion]] = WeakKeyDictionary()
_lock = Lock()


def running_version(work: Work, version_id: int) -> RunningVersion:
    """The version, from memory when it was read before (two statements otherwise). Raises NotFound."""
    with _lock:
        cache = _kept.setdefault(work.connection.engine, OrderedDict())
        if version_id in cache:
            cache.move_to_end(version_id)
            return cache[version_id]
    found = _read(work, version_id)
    with _lock:
        cache[version_id] = found
        while len(cache) > KEPT:
            cache.popitem(last=False)
    return found


def forget(work: Work, version_id: int) -> None:
    """Drop what is remembered under an id that has just been given out (a database emptied by a test reuses ids)."""
    with _lock:
        _kept.get(work.connection.engine, OrderedDict()).pop(version_id, None)


def live_version(work: Work, process_key: str | int, *, area: str = "", site_id: int | None = None) -> RunningVersion:
    """The newest approved version that is ready to run, for a place.

    The variant is the one whose areas hold `area` (the property's), else the one whose areas hold the site's area,
    else the county-wide one. `process_key` is the process's key or its id. Raises NotFound in plain words.
    """
    site_area = site_by_id(work, site_id).area if site_id is not None else ""
    found = version_for(work, newest_of(process_key), (area, site_area))
    if found is not None:
        return found
    where = f" for {area or site_area or 'the whole county'}"
    raise NotFound(
        f"The process {process_key} has no approved version that is ready to run{where}. "
        "Upload one and have it approved, or walk through a version instead."
    )


def version_for(
    work: Work, versions: Select[tuple[int, str, list[str]]], areas: Iterable[str], *, any_stage: bool = False
) -> RunningVersion | None:
    """Of the newest version of each variant the one for a place: that of the first of these areas, else county-wide.

    Of those that are ready to run and approved (in what is replayed: approved by then), unless it may be any.
    """
    approved = version.c.approved_at <= work.now if work.replayed else version.c.approved_at.is_not(None)
    rows = work.rows(versions if any_stage else versions.where(version.c.stage == "live", approved))
    for wanted in areas:
        for row in rows:
            if wanted and wanted in row["areas"]:
                return running_version(work, row["id"])
    return next((running_version(work, row["id"]) for row in rows if row["key"] == ""), None)


def newest_of(process_key: str | int) -> Select[tuple[int, str, list[str]]]:
    """The newest version of each variant of a process, by its key or id: to be narrowed with `where`."""
    one = process.c.id == process_key if isinstance(process_key, int) else process.c.key == process_key
    return (
        select(version.c.id, variant.c.key, variant.c.areas)
        .ext(distinct_on(variant.c.id))
        .join(variant, variant.c.id == version.c.variant_id)
        .join(process, process.c.id == version.c.process_id)
        .where(one)
        .order_by(variant.c.id, version.c.number.desc())
    )


def _read(work: Work, version_id: int) -> RunningVersion:
    row = work.row(
        select(
            version,
            variant.c.key.label("variant"),
            process.c.key.label("process_key"),
            process.c.service_id,
        )
        .join(variant, variant.c.id == version.c.variant_id)
        .join(process, process.c.id == version.c.process_id)
        .where(version.c.id == version_id)
    )
    if row is None:
        raise NotFound(f"There is no version {version_id} of a process.")
    return RunningVersion(
        id=row["id"],
        process_id=row["process_id"],
        process_key=row["process_key"],
        process_name=row["name"],
        service_id=row["service_id"],
        variant=row["variant"],
        number=row["number"],
        stage=row["stage"],
        digest=row["digest"],
        xml=bytes(row["xml"]),
        bpmn_process_id=row["bpmn_process_id"],
        steps=MappingProxyType({item.element: item for item in read_version_steps(work, version_id)}),
        start_fields=fields_from_json(row["start_fields"]),
    )


def read_version_steps(work: Work, version_id: int) -> tuple[Step, ...]:
    """The steps of a version, in the order of the file."""
    rows = work.rows(select(step).where(step.c.version_id == version_id).order_by(step.c.position))
    return tuple(
        Step(
            element=row["element_id"],
            step_key=row["step_key"],
            name=row["name"],
            kind=row["kind"],
            lane=row["lane"],
            documentation=row["documentation"],
            fields=fields_from_json(row["fields"]),
        )
        for row in rows
    )
