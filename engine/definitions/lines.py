"""The line of versions an upload joins: its process and variant, made when new, locked while the upload is stored."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping, select, update
from sqlalchemy.dialects.postgresql import distinct_on, insert

from engine.definitions.running import read_version_steps
from engine.definitions.step import Step
from engine.definitions.tables import process, step, variant, version
from engine.errors import Conflict, Problem, Refused
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest version of a line."""

    id: int
    number: int
    stage: str
    digest: str
    forms_digest: str


@dataclass(frozen=True, slots=True)
class Line:
    """One variant of a process, with what its next version is compared to.

    `steps` are those of the version before (for a new variant: of the county-wide line, else of any). `known` is
    element id -> step key of the newest versions of all variants, this line's own taking precedence.
    `is_new` tells that the process has no version yet.
    """

    process_id: int
    key: str
    service_id: int
    variant_id: int
    variant: str
    latest: Latest | None
    steps: tuple[Step, ...]
    known: Mapping[str, str]
    is_new: bool

    @property
    def next_number(self) -> int:
        """The number the next version gets."""
        return self.latest.number + 1 if self.latest else 1


def claim(
    work: Work,
    *,
    key: str,
    name: str,
    service_id: int,
    variant: str,
    variant_name: str,
    areas: Sequence[str] | None,
) -> Line:
    """Find or make the process and its variant, and hold them for this unit of work.

    Raises Conflict when the process belongs to another service, Refused when another variant serves one of the areas.
    """
    found = _claim_process(work, key, name, service_id)
    variant_id = _claim_variant(work, found["id"], variant, variant_name, areas)
    heads = _heads(work, found["id"])
    own = next((head for head in heads if head["variant_id"] == variant_id), None)
    like = own or next(iter(heads), None)
    return Line(
        process_id=found["id"],
        key=key,
        service_id=service_id,
        variant_id=variant_id,
        variant=variant,
        latest=_latest(own) if own else None,
        steps=read_version_steps(work, like["id"]) if like else (),
        known=_known(work, heads, own),
        is_new=not heads,
    )


def _claim_process(work: Work, key: str, name: str, service_id: int) -> RowMapping:
    values = {"service_id": service_id, "key": key, "name": name, "created_at": work.now}
    work.execute(insert(process).values(values).on_conflict_do_nothing())
    row = work.row(select(process).where(process.c.key == key).with_for_update())
    if row is None or row["service_id"] != service_id:
        raise Conflict(
            f"Another service already has a process with the id {key!r}. "
            "Give yours another id, or upload it under a key of its own."
        )
    if row["name"] != name:
        work.execute(update(process).where(process.c.id == row["id"]).values(name=name))
    return row


def _claim_variant(work: Work, process_id: int, key: str, name: str, areas: Sequence[str] | None) -> int:
    wanted = sorted({area.strip() for area in areas or ()} - {""})
    if wanted and not key:
        raise Refused("The county-wide variant serves every area. Name a variant to give it areas.")
    rows = {row["key"]: row for row in work.rows(select(variant).where(variant.c.process_id == process_id))}
    problems = tuple(
        Problem("areas", f"The area {area!r} is served by the variant {other!r} already.")
        for other, row in rows.items()
        for area in wanted
        if other != key and area in row["areas"]
    )
    if problems:
        raise Refused("An area belongs to one variant only. Nothing was stored.", problems)
    if key not in rows:
        values = {"process_id": process_id, "key": key, "name": name or key, "areas": wanted}
        return int(work.sure_value(insert(variant).values(values).returning(variant.c.id)))
    row = rows[key]
    changed = {"name": name or row["name"], "areas": row["areas"] if areas is None else wanted}
    if changed != {"name": row["name"], "areas": row["areas"]}:
        work.execute(update(variant).where(variant.c.id == row["id"]).values(changed))
    return int(row["id"])


def _heads(work: Work, process_id: int) -> Sequence[RowMapping]:
    """The newest version of each variant, the county-wide one first."""
    columns = [version.c[name] for name in ("id", "variant_id", "number", "stage", "digest", "forms_digest")]
    newest = (
        select(*columns, variant.c.key)
        .ext(distinct_on(version.c.variant_id))
        .join(variant, variant.c.id == version.c.variant_id)
        .where(version.c.process_id == process_id)
        .order_by(version.c.variant_id, version.c.number.desc())
        .subquery()
    )
    return work.rows(select(newest).order_by(newest.c.key))


def _latest(head: RowMapping) -> Latest:
    return Latest(head["id"], head["number"], head["stage"], head["digest"], head["forms_digest"])


def _known(work: Work, heads: Sequence[RowMapping], own: RowMapping | None) -> dict[str, str]:
    if not heads:
        return {}
    rows = work.rows(
        select(step.c.version_id, step.c.element_id, step.c.step_key).where(
            step.c.version_id.in_([head["id"] for head in heads])
        )
    )
    first = own["id"] if own else heads[0]["id"]
    ordered = sorted(rows, key=lambda row: row["version_id"] == first)
    return {row["element_id"]: row["step_key"] for row in ordered}
