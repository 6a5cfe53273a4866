"""Plans are added, never overwritten, and slip shows against the first and the latest."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import delete, update
from sqlalchemy.exc import DatabaseError

from engine import audit
from engine.errors import Conflict, Refused
from engine.store import unit_of_work
from engine.transfer import Slip, plans, replan, slip
from engine.transfer.tables import history, plan

MARCH = date(2027, 3, 1)
MAY = date(2027, 5, 1)
NOW = datetime(2026, 11, 18, 10, tzinfo=UTC)


def plan_for(council, day, **changes: Any):
    with unit_of_work(council.store) as work:
        return replan(work, **council.place(), planned_on=day, **({"by": council.head} | changes))


def test_the_first_plan_stays_when_the_date_changes(council, reading_from):
    council.move("agreed", planned_on=MARCH, reason="Programme board")
    plan_for(council, MAY, reason="Training came late", row_version=1)
    first, latest = reading_from(plans, **council.place())
    assert (first.planned_on, first.reason, first.approved_by) == (MARCH, "Programme board", council.head.user_id)
    assert (latest.planned_on, latest.reason, latest.approved_at) == (MAY, "Training came late", NOW)


def test_a_date_that_has_passed_is_no_plan(council):
    with pytest.raises(Refused, match="17 November 2026 has passed"):
        plan_for(council, date(2026, 11, 17))
    with pytest.raises(Refused, match="has passed"):
        council.move("agreed", planned_on=date(2026, 11, 17))
    assert plan_for(council, date(2026, 11, 18)).planned_on == date(2026, 11, 18)


def test_a_plan_that_has_passed_since_may_stay(council, clock):
    plan_for(council, date(2026, 11, 20))
    clock.advance(timedelta(days=5))
    kept = plan_for(council, date(2026, 11, 20), reason="Another owner", row_version=1)
    assert kept.planned_on == date(2026, 11, 20)


@pytest.mark.parametrize("change", [update(plan).values(planned_on=MAY), delete(plan), delete(history)])
def test_the_database_itself_refuses_to_rewrite_plans_and_history(council, change):
    council.move("agreed", planned_on=MARCH)
    with pytest.raises(DatabaseError, match="append-only"), unit_of_work(council.store) as work:
        work.execute(change)


def test_a_new_date_needs_a_reason(council, reading_from):
    plan_for(council, MARCH)
    with pytest.raises(Refused, match=r"is planned for 1 March 2027\. Say why the date changes"):
        plan_for(council, MAY, row_version=1)
    with pytest.raises(Refused, match="Say why the date changes"):
        council.move("agreed", planned_on=MAY, row_version=1)
    assert len(reading_from(plans, **council.place())) == 1


def test_the_same_date_again_adds_no_plan(council, reading_from):
    council.move("agreed", planned_on=MARCH)
    council.move("trained", planned_on=MARCH, row_version=1)
    assert len(reading_from(plans, **council.place())) == 1


def test_planning_alone_moves_nothing_and_can_name_an_owner(council):
    standing = plan_for(council, MARCH, owner_id=council.analyst.user_id)
    assert (standing.state, standing.planned_on, standing.owner_id) == ("back_office", MARCH, council.analyst.user_id)


def test_a_stale_plan_is_a_conflict(council):
    council.move("agreed")
    with pytest.raises(Conflict):
        plan_for(council, MARCH)


def test_an_approved_plan_is_audited(council, reading_from):
    standing = plan_for(council, MARCH, reason="Wave 1")
    (row,) = reading_from(audit.entries, subject=("transfer_standing", standing.id))
    assert (row.action, row.reason) == ("transfer:plan:approved", "Wave 1")
    assert (row.facts["before"], row.facts["planned_on"]) == (None, "2027-03-01")


@pytest.mark.parametrize(
    ("first", "latest", "live_since", "expected"),
    [
        (None, None, None, None),
        (MARCH, MARCH, None, Slip(0, 0)),
        (MARCH, MAY, None, Slip(61, 0)),
        (date(2026, 11, 1), date(2026, 11, 8), None, Slip(17, 10)),
        (MARCH, MAY, datetime(2027, 4, 1, 12, tzinfo=UTC), Slip(31, -30)),
        (date(2026, 6, 1), date(2026, 6, 1), datetime(2026, 6, 1, 23, 30, tzinfo=UTC), Slip(1, 1)),
    ],
)
def test_slip_counts_days_in_england_against_both_plans(first, latest, live_since, expected):
    assert slip(first, latest, live_since, NOW) == expected
