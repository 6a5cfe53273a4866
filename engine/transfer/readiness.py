"""The checklist before a pilot: seven topics, each confirmed by somebody on a day.

The seven are those a council's pilot of such a transfer had to consider (Bath and North East Somerset, 2005): process,
customer service, timing, HR, finance, IT and performance.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert

from engine import audit
from engine.errors import Refused
from engine.forms import written
from engine.people import Actor
from engine.store import Work
from engine.transfer.change import check_step
from engine.transfer.standing import Place
from engine.transfer.tables import readiness as table

TOPICS = ("process", "customer_service", "timing", "hr", "finance", "it", "performance")


@dataclass(frozen=True, slots=True)
class Ready:
    """One topic that somebody confirmed for a step at a site."""

    topic: str
    note: str
    confirmed_by: int | None
    confirmed_at: datetime


def confirm_ready(
    work: Work, *, process_id: int, step_key: str, site_id: int, topic: str, by: Actor, note: str = ""
) -> None:
    """Confirm one topic; confirming again replaces who, when and the note. Raises Refused, NotFound."""
    _check(topic)
    note = written("note", "The note", note)
    check_step(work, Place(process_id, step_key, site_id))
    who = {"note": note, "confirmed_by": by.user_id, "confirmed_at": work.now}
    place = {"process_id": process_id, "step_key": step_key, "site_id": site_id}
    statement = insert(table).values(**place, topic=topic, **who)
    keys = [table.c[name] for name in (*place, "topic")]
    work.execute(statement.on_conflict_do_update(index_elements=keys, set_=who))
    facts: dict[str, Any] = {**place, "topic": topic}
    audit.record(work, "transfer:readiness:confirmed", by=by.user_id, reason=note, facts=facts)


def withdraw_ready(
    work: Work, *, process_id: int, step_key: str, site_id: int, topic: str, by: Actor, reason: str
) -> None:
    """Take a confirmation back. Raises Refused when there is none."""
    _check(topic)
    reason = written("reason", "The reason", reason)
    done = work.execute(
        delete(table).where(
            table.c.process_id == process_id,
            table.c.step_key == step_key,
            table.c.site_id == site_id,
            table.c.topic == topic,
        )
    )
    if done.rowcount == 0:
        raise Refused(f"{topic!r} was not confirmed for step {step_key!r}, so there is nothing to take back.")
    facts: dict[str, Any] = {"process_id": process_id, "step_key": step_key, "site_id": site_id, "topic": topic}
    audit.record(work, "transfer:readiness:withdrawn", by=by.user_id, reason=reason, facts=facts)


def readiness(work: Work, process_id: int, site_id: int) -> dict[str, tuple[Ready, ...]]:
    """What is confirmed for the steps of a process at a site, by step key. A missing topic is not confirmed."""
    columns = (table.c.step_key, *(table.c[name] for name in Ready.__dataclass_fields__))
    of_site = (table.c.process_id == process_id, table.c.site_id == site_id)
    found: dict[str, tuple[Ready, ...]] = {}
    for row in work.rows(select(*columns).where(*of_site).order_by(table.c.id)):
        ready = Ready(row["topic"], row["note"], row["confirmed_by"], row["confirmed_at"])
        found[row["step_key"]] = (*found.get(row["step_key"], ()), ready)
    return found


def _check(topic: str) -> None:
    if topic not in TOPICS:
        raise Refused(f"{topic!r} is not a topic of the readiness checklist: {', '.join(TOPICS)}.")
