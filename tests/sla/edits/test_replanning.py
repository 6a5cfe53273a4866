"""After an edit every open clock follows the new hours, once; what has stopped stays as it was judged."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from engine import audit, sla
from engine.people import SYSTEM
from engine.sla import ClockStart, Hours, SpecialDay, tables
from engine.sla.changing import events_of
from engine.sla.edits import replanning
from engine.store import Store, reading, unit_of_work
from tests import running_clocks
from tests.sla.conftest import NO_TASKS, OFFICE

TOMORROW = date(2026, 11, 19)
CLOSED = Hours(OFFICE, {TOMORROW: SpecialDay((), "Storm")}, "ENG")


@pytest.fixture
def edit(store: Store, library: str):
    """Give the library new hours, and let the worker re-plan its clocks; answers the edit as it stands then."""

    def with_hours(hours: Hours = CLOSED, valid_from: date = TOMORROW, *, work_on: bool = True) -> sla.Replan:
        with unit_of_work(store) as work:
            run = sla.add_version(work, library, hours, valid_from=valid_from, reason="Storm", by=SYSTEM)
        if work_on:
            sla.replan_clocks(store, NO_TASKS)
        with reading(store) as work:
            return sla.replan(work, run.id, of=run.calendar, by=SYSTEM)

    return with_hours


def on_library(target: str, task_id: int = 1, case_id: int = 1) -> ClockStart:
    return ClockStart("step", target, target=target, calendar="library", case_id=case_id, task_id=task_id)


def versions(store: Store) -> list[int]:
    with reading(store) as work:
        return [row["calendar_version"] for row in work.rows(text("SELECT * FROM sla_clock ORDER BY id"))]


def test_open_clocks_move_with_an_event_that_says_from_where_to_where(store, start, look, edit):
    start(on_library("10 working hours"), on_library("2 working hours", 2), on_library("3 working days", 3))
    run = edit()
    assert (run.status, run.clocks, run.replanned, run.moved) == ("applied", 3, 3, 2)
    assert [f"{clock.due_at:%d %H:%M}" for clock in look()] == ["20 14:00", "18 12:00", "24 17:00"]
    assert [f"{clock.first_due_at:%d %H:%M}" for clock in look()] == ["19 14:00", "18 12:00", "23 17:00"]
    assert versions(store) == [2, 2, 2]
    with reading(store) as work:
        rows = work.rows(tables.clock_event.select().where(tables.clock_event.c.kind == "replanned").order_by("id"))
        (done,) = audit.entries(work, action="sla:clocks:replanned")
    assert [(row["clock_id"], row["was_version"], row["calendar_version"]) for row in rows] == [
        (1, 1, 2),
        (2, 1, 2),
        (3, 1, 2),
    ]
    assert (rows[0]["was_due_at"], rows[0]["until"]) == (
        datetime(2026, 11, 19, 14, tzinfo=UTC),
        datetime(2026, 11, 20, 14, tzinfo=UTC),
    )
    assert done.facts == {"calendar": "library", "version": 2, "clocks": 3, "moved": 2}


def test_what_has_stopped_keeps_its_result_and_the_version_it_was_judged_by(store, clock, start, look, edit):
    start(on_library("3 working hours"), on_library("3 working hours", 2))
    clock.advance(timedelta(hours=3))
    with unit_of_work(store) as work:
        running_clocks.stop(work, task_ids=[1])
        running_clocks.stop(work, task_ids=[2], outcome="cancelled")
        sla.sweep(work)
    before = look()
    run = edit(Hours((((660, 720),),) * 7, {}, ""), date(2026, 11, 18))
    assert (run.clocks, run.replanned) == (0, 0)
    assert look() == before
    assert versions(store) == [1, 1]


def test_a_clock_of_another_calendar_is_left_alone(store, start, edit):
    start("10 working hours", on_library("10 working hours", 2))
    assert edit().replanned == 1
    assert versions(store) == [1, 2]


def test_pauses_and_extensions_of_before_still_count(store, clock, start, look, edit):
    start(on_library("10 working hours"), on_library("10 working hours", 2, case_id=2))
    with unit_of_work(store) as work:
        sla.pause_clocks(work, 1, "customer")
        sla.extend_clock(work, 2, until=datetime(2026, 12, 1, 12, tzinfo=UTC), reason="Agreed", by=None)
    clock.advance(timedelta(hours=2))
    with unit_of_work(store) as work:
        sla.resume_clocks(work, 1)
    edit()
    assert [f"{row.due_at:%d %H:%M}" for case_id in (1, 2) for row in look(case_id)] == ["20 16:00", "01 12:00"]


def test_a_paused_clock_counts_on_the_new_hours_when_it_goes_on(store, clock, start, look, edit):
    start(on_library("10 working hours"))
    with unit_of_work(store) as work:
        sla.pause_clocks(work, 1, "customer")
    edit()
    assert (look()[0].due_at, versions(store)) == (None, [2])
    clock.advance(timedelta(hours=1))
    with unit_of_work(store) as work:
        sla.resume_clocks(work, 1)
    assert f"{look()[0].due_at:%d %H:%M}" == "20 15:00"


def test_a_warning_is_given_again_when_the_date_moved_and_a_breach_stays(store, clock, start, look, events, edit):
    start(on_library("6 working hours"), on_library("2 working hours", 2))
    clock.advance(timedelta(hours=5.75))
    with unit_of_work(store) as work:
        sla.sweep(work)
    late = Hours((((600, 690),),) * 7, {}, "ENG")
    edit(late, date(2026, 11, 18))
    warned, breached = look()
    assert warned.verdict == "on-time"
    assert (breached.verdict, breached.breached_at) == ("overdue", datetime(2026, 11, 18, 12, tzinfo=UTC))
    clock.advance(timedelta(days=2, hours=-4))
    with unit_of_work(store) as work:
        assert sla.sweep(work).at_risk == 1
    assert [kind for kind, _ in events(1)] == ["started", "at-risk", "replanned", "at-risk"]
    assert [kind for kind, _ in events(2)] == ["started", "at-risk", "breached", "replanned"]


def test_an_edit_that_brings_a_date_into_the_past_is_found_by_the_sweep_with_that_date(clock, store, start, look, edit):
    start(on_library("6 working hours"))
    clock.advance(timedelta(hours=6))
    edit(Hours((((480, 1200),),) * 7, {}, ""), date(2026, 11, 1))
    clock.advance(timedelta(minutes=5))
    with unit_of_work(store) as work:
        assert sla.sweep(work).breached == 1
    assert look()[0].breached_at == datetime(2026, 11, 18, 16, tzinfo=UTC)


def test_hours_on_which_a_clock_would_never_end_leave_its_date(start, look, edit):
    start(on_library("10 working hours"))
    before = look()[0].due_at
    assert edit(Hours(((),) * 7, {}, "")).replanned == 1
    assert look()[0].due_at == before


def test_a_clock_begun_on_the_old_hours_while_they_changed_is_found_later(store, clock, start, edit):
    with unit_of_work(store) as work:
        late_comer = running_clocks.plan(work, [on_library("10 working hours")])
    edit()
    with unit_of_work(store) as work:
        sla.write_clocks(work, started=late_comer)
    clock.advance(timedelta(minutes=1))
    sla.replan_clocks(store, NO_TASKS)
    assert versions(store) == [2]


def test_a_clock_that_somebody_holds_is_waited_for_by_nobody_and_done_at_the_next_turn(store, start, edit):
    start(on_library("10 working hours"), on_library("10 working hours", 2))
    with unit_of_work(store) as other:
        other.rows(text("SELECT id FROM sla_clock WHERE id = 1 FOR UPDATE"))
        run = edit()
        assert (run.status, run.replanned) == ("applying", 1)
    sla.replan_clocks(store, NO_TASKS)
    assert versions(store) == [2, 2]


def test_a_task_that_somebody_works_on_keeps_its_clock_for_the_next_turn(store, start, edit):
    start(on_library("10 working hours"), on_library("10 working hours", 2))
    run, followed = edit(work_on=False), []
    busy = sla.Tasks(hold=lambda _work, ids: {ids[0]}, follow=lambda _work, ids: followed.extend(ids))
    sla.replan_clocks(store, busy)
    assert (versions(store), followed) == ([1, 2], [2])
    sla.replan_clocks(store, NO_TASKS)
    with reading(store) as work:
        assert sla.replan(work, run.id, of=run.calendar, by=SYSTEM).replanned == 2


def test_several_workers_share_the_clocks_and_each_is_done_once(store, start, edit, monkeypatch):
    monkeypatch.setattr(replanning, "_BATCH", 5)
    monkeypatch.setattr(replanning, "_SHORT", 10)
    start(*[on_library("10 working hours", number) for number in range(60)])
    run, barrier = edit(work_on=False), Barrier(3)

    def work_on() -> None:
        barrier.wait()
        sla.replan_clocks(store, NO_TASKS)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(work_on) for _ in range(3)]:
            done.result()
    sla.replan_clocks(store, NO_TASKS)
    with reading(store) as work:
        finished = sla.replan(work, run.id, of=run.calendar, by=SYSTEM)
        happened = events_of(work, range(1, 61))
    assert (finished.status, finished.replanned, finished.moved) == ("applied", 60, 60)
    assert [[event.kind for event in happened[number]] for number in range(1, 61)] == [["started", "replanned"]] * 60


def test_a_worker_that_is_stopped_in_between_leaves_whole_batches_and_the_rest_to_the_next(
    store, start, edit, monkeypatch
):
    monkeypatch.setattr(replanning, "_BATCH", 5)
    start(*[on_library("10 working hours", number) for number in range(20)])
    run, turns = edit(work_on=False), []

    def fail_at_the_third(_work: Any, _ids: Any) -> None:
        turns.append(1)
        if len(turns) == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        sla.replan_clocks(store, sla.Tasks(hold=NO_TASKS.hold, follow=fail_at_the_third))
    assert versions(store) == [2] * 10 + [1] * 10
    sla.replan_clocks(store, NO_TASKS)
    with reading(store) as work:
        assert sla.replan(work, run.id, of=run.calendar, by=SYSTEM).replanned == 20


spans = st.lists(st.integers(0, 24), min_size=2, max_size=4, unique=True).map(
    lambda hours: tuple(
        (opens * 60, closes * 60) for opens, closes in zip(sorted(hours)[0::2], sorted(hours)[1::2], strict=False)
    )
)
weeks = st.tuples(*[spans] * 7)
targets = st.sampled_from(
    ["90 working minutes", "9 working hours", "1 working day", "3 working days", "2 calendar days"]
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(weeks, st.lists(targets, min_size=1, max_size=4), st.integers(-3, 3))
def test_a_re_planned_clock_stands_as_if_it_had_begun_on_the_new_hours(
    store: Store, start: Callable[..., Any], edit: Callable[..., sla.Replan], week, wanted, begins
):
    with unit_of_work(store) as work:
        work.execute(text("DELETE FROM sla_clock_event"))
        work.execute(text("DELETE FROM sla_clock"))
    begun = start(*[on_library(target, number) for number, target in enumerate(wanted)])
    edit(
        Hours(week, {TOMORROW: SpecialDay(((600, 660),), "Short")}, "ENG"), date(2026, 11, 18) + timedelta(days=begins)
    )
    again = start(*[on_library(target, 100 + number) for number, target in enumerate(wanted)])
    with reading(store) as work:
        now = {row.id: row for row in sla.clocks(work, sla.ClockFilter(case_id=1))}
    for old, new in zip(begun, again, strict=True):
        dates = [(now[number].due_at, now[number].at_risk_at) for number in (old.id, new.id)]
        assert dates[0] == dates[1]
