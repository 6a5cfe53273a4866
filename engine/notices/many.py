"""Many notices at once: one statement however many there are."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert

from engine.errors import Refused
from engine.notices.outbox import check, row_of
from engine.notices.tables import notice as table
from engine.store import Work, recordset

_COLUMNS = (
    "key", "channel", "recipient", "subject", "body", "case_id", "state", "attempts", "next_try_at", "last_error",
    "created_at", "forget_due",
)  # fmt: skip
_INSERT = (
    insert(table)
    .from_select(_COLUMNS, select(recordset(table, _COLUMNS, "notices")))
    .on_conflict_do_nothing()
    .returning(table.c.id)
)


@dataclass(slots=True)
class Letters:
    """Notices to be sent together; one whose recipient has no usable address is left out."""

    ready: list[dict[str, object]] = field(default_factory=list)

    def add(self, key: str, channel: str, recipient: str, subject: str, body: str, case_id: int | None) -> bool:
        """Add a notice, as `notices.send` takes it; answers False when it cannot be sent as it is."""
        try:
            check(key, channel, recipient, subject, body)
        except Refused:
            return False
        named = {"key": key, "channel": channel, "recipient": recipient, "subject": subject, "body": body}
        self.ready.append({**named, "case_id": case_id})
        return True


def send_many(work: Work, letters: Letters) -> int:
    """Put these into the outbox in one statement; answers how many were new. A key that is there changes nothing."""
    if not letters.ready:
        return 0
    return len(work.rows(_INSERT, {"notices": [row_of(work, letter) for letter in letters.ready]}))
