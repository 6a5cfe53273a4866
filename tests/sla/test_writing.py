"""Clocks start and stop in a fixed number of statements, with their events."""

from __future__ import annotations

from datetime import timedelta

from engine import sla
from engine.sla import ClockStart
from engine.store import reading, unit_of_work
from tests import running_clocks


def test_started_clocks_come_back_in_order_with_their_due_dates(start, look, events):
    started = start("8 working hours", "10 working days", "1 calendar day")
    assert [(clock.task_id, f"{clock.due_at:%d %H:%M}") for clock in started] == [
        (1, "19 10:00"),
        (2, "02 17:00"),
        (3, "19 23:59"),
    ]
    assert [clock.verdict for clock in look()] == ["on-time"] * 3
    assert events(started[0].id) == [("started", "18 10:00")]


def test_fifty_clocks_cost_what_one_costs(store, statements):
    starts = [ClockStart("step", "x", target="8 working hours", case_id=1, task_id=n) for n in range(1, 51)]
    with reading(store) as work:
        running_clocks.plan(work, starts)  # the calendar is known from here on
    with unit_of_work(store) as work, statements() as sent:
        assert len(running_clocks.start(work, starts)) == 50
        assert len(sent) == 2
        running_clocks.stop(work, task_ids=list(range(1, 51)))
        assert len(sent) == 3
        sla.write_clocks(work)
        assert len(sent) == 3


def test_without_a_target_there_is_no_clock(start):
    assert start(ClockStart("step", "x", case_id=1)) == []


def test_a_step_done_in_time_is_met_and_a_late_one_is_breached_as_of_its_due_moment(store, clock, start, look, events):
    in_time, late = start("8 working hours", "1 working hour")
    clock.advance(timedelta(hours=2))
    with unit_of_work(store) as work:
        running_clocks.stop(work, task_ids=[1, 2])
    assert [(row.status, row.verdict) for row in look()] == [("met", "in-time"), ("met", "late")]
    assert events(in_time.id) == [("started", "18 10:00"), ("met", "18 12:00")]
    assert events(late.id) == [("started", "18 10:00"), ("breached", "18 11:00"), ("met", "18 12:00")]


def test_a_clock_stopped_at_its_due_moment_is_in_time(store, clock, start, look):
    start("1 working hour")
    clock.advance(timedelta(hours=1))
    with unit_of_work(store) as work:
        running_clocks.stop(work, task_ids=[1])
    assert look()[0].verdict == "in-time"


def test_a_case_that_ends_meets_its_own_clock_and_cancels_those_of_open_tasks(store, start, look):
    start(ClockStart("case", "Report", target="10 working days", case_id=1), "8 working hours", "4 working hours")
    with unit_of_work(store) as work:
        sla.write_clocks(work, met_tasks=[2], met_case=1)
    assert [(row.kind, row.status) for row in look()] == [("case", "met"), ("step", "met"), ("step", "cancelled")]


def test_a_withdrawn_case_cancels_every_clock_and_stopping_twice_changes_nothing(store, clock, start, look, events):
    start(ClockStart("case", "Report", target="1 working hour", case_id=1), "8 working hours")
    clock.advance(timedelta(days=1))
    with unit_of_work(store) as work:
        running_clocks.stop(work, case_id=1, outcome="cancelled")
    stopped = look()
    assert [(row.status, row.breached_at) for row in stopped] == [("cancelled", None)] * 2
    clock.advance(timedelta(days=1))
    with unit_of_work(store) as work:
        running_clocks.stop(work, case_id=1)
        running_clocks.stop(work, task_ids=[2], outcome="cancelled")
    assert look() == stopped
    assert len(events(stopped[0].id)) == 2


def test_starting_and_stopping_in_one_statement_leaves_the_new_clock_running(store, start, look):
    start("8 working hours")
    with unit_of_work(store) as work:
        (plan,) = running_clocks.plan(work, [ClockStart("step", "next", target="8 working hours")])
        (begun,) = sla.write_clocks(work, started=[plan.on(1, 2)], met_tasks=[1])
    assert begun.task_id == 2
    assert [row.status for row in look()] == ["met", "running"]


def test_clocks_of_other_cases_are_left_alone(store, start, look):
    start("8 working hours", ClockStart("case", "Other", target="8 working hours", case_id=2))
    with unit_of_work(store) as work:
        running_clocks.stop(work, case_id=1)
    with reading(store) as work:
        assert [row.status for row in sla.clocks(work, sla.ClockFilter(case_id=2))] == ["running"]
