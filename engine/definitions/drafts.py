"""Uploads that wait for the analyst's confirmation: kept for a day, and only for whoever sent them."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import delete, insert, select

from engine.definitions.tables import draft
from engine.errors import NotFound
from engine.people import Actor
from engine.store import Work

KEPT_FOR = timedelta(days=1)
MOST_KEPT = 5
"""How many uploads of one person wait at most; the oldest go first."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A model as it was sent, with the files that came with it (by name) and what `deploy` is to be told."""

    data: bytes
    file_name: str
    service_id: int
    variant: str = ""
    areas: tuple[str, ...] = ()
    key: str = ""
    attached: Mapping[str, bytes] = field(default_factory=dict)


def keep_draft(work: Work, sent: Draft, *, by: Actor) -> int:
    """Keep an upload until it is confirmed; answers its id. What has waited too long is forgotten."""
    work.execute(delete(draft).where(draft.c.kept_at < work.now - KEPT_FOR))
    own = select(draft.c.id).where(draft.c.user_id == by.user_id).order_by(draft.c.id.desc()).offset(MOST_KEPT - 1)
    work.execute(delete(draft).where(draft.c.id.in_(own)))
    values = {
        "user_id": by.user_id,
        "kept_at": work.now,
        "data": sent.data,
        "file_name": sent.file_name[:200],
        "service_id": sent.service_id,
        "variant": sent.variant,
        "areas": list(sent.areas),
        "key": sent.key,
        "attached": {name: b64encode(data).decode() for name, data in sent.attached.items()},
    }
    return int(work.sure_value(insert(draft).values(values).returning(draft.c.id)))


def draft_by_id(work: Work, draft_id: int, *, by: Actor) -> Draft:
    """An upload that waits for `by`. Raises NotFound when there is none, any more or of theirs."""
    mine = (draft.c.id == draft_id, draft.c.user_id == by.user_id, draft.c.kept_at >= work.now - KEPT_FOR)
    row = work.row(select(draft).where(*mine))
    if row is None:
        raise NotFound("This upload is no longer kept: it was confirmed, or a day has passed. Upload the file again.")
    return Draft(
        data=bytes(row["data"]),
        file_name=row["file_name"],
        service_id=row["service_id"],
        variant=row["variant"],
        areas=tuple(row["areas"]),
        key=row["key"],
        attached={name: b64decode(data) for name, data in row["attached"].items()},
    )


def drop_draft(work: Work, draft_id: int, *, by: Actor) -> None:
    """Forget an upload: it was confirmed, or is not wanted."""
    work.execute(delete(draft).where(draft.c.id == draft_id, draft.c.user_id == by.user_id))
