"""Versions of one upload: the pools of a file stand side by side, and are approved together."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import func, or_, select

from engine.definitions.tables import version
from engine.store import Work


@dataclass(frozen=True, slots=True)
class Beside:
    """A version that was uploaded in the same file."""

    version_id: int
    process_id: int


def versions_beside(work: Work, version_id: int) -> dict[str, Beside]:
    """By the id of the process in the file: the versions that were uploaded with this one, itself included."""
    root = select(func.coalesce(version.c.upload_id, version.c.id)).where(version.c.id == version_id).scalar_subquery()
    rows = work.rows(
        select(version.c.id, version.c.process_id, version.c.bpmn_process_id).where(
            or_(version.c.id == root, version.c.upload_id == root)
        )
    )
    return {row["bpmn_process_id"]: Beside(row["id"], row["process_id"]) for row in rows}
