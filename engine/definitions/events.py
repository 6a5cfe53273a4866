"""What versions listen to: which messages and signals are known, and which events start cases of live versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import RowMapping, Select, select, update
from sqlalchemy.dialects.postgresql import distinct_on

from engine.bpmn import describe, listeners, read_translated
from engine.bpmn.model import Model
from engine.definitions.step import called_processes
from engine.definitions.tables import process, variant, version
from engine.store import Work

_AT_ONCE = 100


@dataclass(frozen=True, slots=True)
class StartEvent:
    """An event that starts cases of a live version. `areas` are those its variant serves, none for the whole county.

    `timer` and `timer_kind` are as in a model's details.
    """

    version_id: int
    process_id: int
    process_key: str
    service_id: int
    areas: tuple[str, ...]
    element: str
    approved_at: datetime
    timer: str = ""
    timer_kind: str = ""


def events_as_json(model: Model, process_id: str) -> list[dict[str, object]]:
    """What a process of a model listens to, as it is kept with its version."""
    return [asdict(heard) for heard in listeners(model, process_id, called_processes(model, process_id))]


def is_heard(work: Work, kind: str, name: str) -> bool:
    """Whether any version listens to this message or signal; one that was not looked at yet may."""
    heard = version.c.events.contains([{"kind": kind, "name": name}])
    return work.value(select(version.c.id).where(heard | version.c.events.is_(None)).limit(1)) is not None


def start_events(work: Work, kind: str, name: str | None = None) -> list[StartEvent]:
    """The events of live versions that start a case: of one kind, and of one name if it is given."""
    wanted = {"kind": kind, "start": True} | ({} if name is None else {"name": name})
    return [start for row in work.rows(_live(wanted)) for start in _starts(row, wanted)]


def start_element(work: Work, version_id: int, kind: str, name: str) -> str:
    """The start event of one version, live or not, for this message or signal; empty when it has none."""
    heard = work.value(select(version.c.events).where(version.c.id == version_id)) or []
    wanted = {"kind": kind, "start": True, "name": name}
    return next((str(one["element"]) for one in heard if wanted.items() <= one.items()), "")


def _live(wanted: Mapping[str, object]) -> Select[Any]:
    """Of the newest live version of every variant those that listen so."""
    newest = (
        select(version.c.id)
        .ext(distinct_on(version.c.variant_id))
        .where(version.c.stage == "live", version.c.approved_at.is_not(None))
        .order_by(version.c.variant_id, version.c.number.desc())
        .subquery("newest")
    )
    return (
        select(version.c.id, version.c.process_id, process.c.key, process.c.service_id, variant.c.areas)
        .add_columns(version.c.approved_at, version.c.events)
        .join(newest, newest.c.id == version.c.id)
        .join(process, process.c.id == version.c.process_id)
        .join(variant, variant.c.id == version.c.variant_id)
        .where(version.c.events.contains([wanted]))
        .order_by(version.c.id)
    )


def _starts(row: RowMapping, wanted: Mapping[str, object]) -> Iterator[StartEvent]:
    for heard in row["events"]:
        if wanted.items() <= heard.items():
            yield StartEvent(
                version_id=row["id"],
                process_id=row["process_id"],
                process_key=row["key"],
                service_id=row["service_id"],
                areas=tuple(row["areas"]),
                element=heard["element"],
                approved_at=row["approved_at"],
                timer=heard["timer"],
                timer_kind=heard["timer_kind"],
            )


def read_missing_events(work: Work) -> int:
    """Look at versions that an earlier release stored, some at a time; answers how many were looked at."""
    columns = (version.c.id, version.c.xml, version.c.bpmn_process_id)
    missing = select(*columns).where(version.c.events.is_(None)).order_by(version.c.id).limit(_AT_ONCE)
    rows = work.rows(missing.with_for_update(skip_locked=True))
    for row in rows:
        found = events_as_json(describe(read_translated(bytes(row["xml"]))), row["bpmn_process_id"])
        work.execute(update(version).where(version.c.id == row["id"]).values(events=found))
    return len(rows)
