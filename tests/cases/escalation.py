"""Ladders, what was escalated by them, and whom it was told: shared by tests."""

from __future__ import annotations

from sqlalchemy import text

from engine import cases, notices, sla
from engine.people import SYSTEM, Actor
from engine.sla import Rung
from engine.store import Store, reading, unit_of_work

LADDER = (
    Rung("share", "owner", share=75),
    Rung("left", "team_leader", amount="2 working hours", email=True),
    Rung("breach", "team_leader"),
    Rung("after", "head_of_service", amount="4 working hours"),
)


def ladder(store: Store, service_id: int | None, *rungs: Rung) -> None:
    with unit_of_work(store) as work:
        sla.set_ladder(work, service_id, rungs, tells_customer=True, reason="Agreed", by=SYSTEM)


def sweep(store: Store, limit: int = 500) -> int:
    with unit_of_work(store) as work:
        return sla.sweep(work, limit, cases.concerns).escalated


def inbox(store: Store, *somebody: Actor) -> list[str]:
    """What these people were told, in order."""
    with reading(store) as work:
        found = [entry for one in somebody for entry in notices.inbox.entries(work, one.user_id)]
    return [entry.what for entry in sorted(found, key=lambda entry: entry.id)]


def escalations(store: Store) -> list[tuple[str, int, int, str, str]]:
    """What was escalated: the clock, the rung and cycle, when it came, and as whom somebody was told."""
    with reading(store) as work:
        rows = work.rows(
            text("SELECT c.name, e.* FROM sla_escalation e JOIN sla_clock c ON c.id = e.clock_id ORDER BY e.id")
        )
    return [(row["name"], row["rung"], row["cycle"], f"{row['at']:%d %H:%M}", row["told_as"]) for row in rows]
