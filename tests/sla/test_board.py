"""The boards: the most urgent first by the time that is really left on each clock's own calendar."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

from engine import sla
from engine.sla import Board, ClockFilter, ClockStart
from engine.store import Store, reading, unit_of_work
from tests import running_clocks


def board(store: Store, **limits: Any) -> Board:
    with reading(store) as work:
        return sla.board(work, ClockFilter(**limits))


def names(found):
    return [row.clock.name for row in found.rows]


def clock_of(name: str, target: str, **more: Any) -> ClockStart:
    return ClockStart("step", name, target=target, case_id=1, **more)


def test_a_due_date_that_is_nearer_can_leave_more_working_time(store, clock, start):
    clock.at = datetime(2026, 11, 20, 16, 0, tzinfo=UTC)  # Friday, an hour before closing
    start(
        clock_of("due on Monday, a quarter of an hour of work away", "75 working minutes"),
        clock_of("due tonight, nine hours away", "50 hours"),
    )
    clock.advance(timedelta(hours=41))
    assert names(board(store)) == ["due on Monday, a quarter of an hour of work away", "due tonight, nine hours away"]


def test_what_is_overdue_comes_first_the_longest_over_at_the_top(store, clock, start):
    start(clock_of("nearly", "8 working hours"), clock_of("long over", "1 working hours"), clock_of("over", "5 hours"))
    clock.advance(timedelta(hours=6, minutes=30))
    found = board(store)
    assert names(found) == ["long over", "over", "nearly"]
    assert found.counts == {"overdue": 2, "at-risk": 1}
    assert [row.told.over for row in found.rows] == [
        timedelta(hours=5, minutes=30),
        timedelta(hours=1, minutes=30),
        timedelta(0),
    ]
    assert found.rows[2].told.left == timedelta(hours=1, minutes=30)


def test_it_keeps_to_a_verdict_a_service_and_a_team(store, clock, start):
    start(
        clock_of("mine", "1 hours", service_id=1, team_id=7),
        clock_of("theirs", "1 hours", service_id=2, team_id=8),
        clock_of("at risk", "2 hours", service_id=1, team_id=7),
    )
    clock.advance(timedelta(hours=1, minutes=40))
    assert names(board(store, service_ids={1})) == ["mine", "at risk"]
    assert names(board(store, team_ids={8})) == ["theirs"]
    assert names(board(store, verdict="at-risk")) == ["at risk"]
    assert board(store, verdict="at-risk", service_ids={1}).counts == {"overdue": 1, "at-risk": 1}


def test_what_is_paused_stopped_or_has_time_is_not_urgent(store, clock, start):
    start(clock_of("has time", "9 working days"), clock_of("stopped", "1 hours", task_id=5))
    clock.advance(timedelta(hours=2))
    with unit_of_work(store) as work:
        running_clocks.stop(work, task_ids=[5])
        running_clocks.start(work, [ClockStart("step", "paused", target="1 hours", case_id=2)])
        sla.pause_clocks(work, 2, "Waiting for the customer")
    clock.advance(timedelta(hours=2))
    assert names(board(store)) == []


def test_the_limit_takes_the_most_urgent_of_all_rules(store, clock, start):
    start(*(clock_of(f"{hours} h", f"{hours} hours") for hours in (1, 2, 3, 4)))
    clock.advance(timedelta(hours=9))
    found = board(store, limit=2)
    assert names(found) == ["1 h", "2 h"]
    assert found.counts["overdue"] == 4


def test_many_clocks_cost_no_more_statements(store, clock, start, statements):
    start(*(clock_of(f"{number}", "1 hours") for number in range(30)))
    clock.advance(timedelta(hours=9))
    with statements() as run:
        board(store)
    assert len(run) <= 8
