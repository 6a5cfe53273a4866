"""What measures count of transfers."""

from __future__ import annotations

from sqlalchemy import select

from engine.store import unit_of_work
from engine.transfer import facts, hold


def rows(council, subquery):
    with unit_of_work(council.store) as work:
        return work.rows(select(subquery))


def test_every_step_that_was_touched_is_one_row_with_what_holds_it(council):
    council.move_to("live")
    with unit_of_work(council.store) as work:
        hold(work, **council.place(step_key="repair"), obstacle="job_fears", note="Depot", by=council.head)
    found = {row["step_key"]: (row["state"], row["held_by"]) for row in rows(council, facts.standings())}
    assert found == {"check-evidence": ("live", None), "repair": ("back_office", "job_fears")}


def test_every_change_is_one_row(council):
    council.move_to("trained")
    assert sorted(row["state"] for row in rows(council, facts.changes())) == ["agreed", "trained"]
