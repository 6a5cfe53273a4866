"""The sweep finds each warning and each breach once, with the moment it became true."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

from sqlalchemy import text

from engine import audit, sla
from engine.sla import ClockStart, SweepResult
from engine.store import reading, unit_of_work
from tests import running_clocks


def sweep(store, limit=500):
    with unit_of_work(store) as work:
        return sla.sweep(work, limit)


def test_a_warning_and_then_a_breach_are_found_once_each(store, clock, start, look, events):
    (begun,) = start("4 working hours")
    assert sweep(store) == SweepResult(0, 0, 0, more=False)
    clock.advance(timedelta(hours=3, minutes=10))
    assert sweep(store).at_risk == 1
    assert sweep(store).at_risk == 0
    assert look()[0].verdict == "at-risk"
    clock.advance(timedelta(hours=1))
    assert sweep(store).breached == 1
    assert sweep(store).breached == 0
    assert (look()[0].verdict, look()[0].breached_at) == ("overdue", begun.due_at)
    assert events(begun.id) == [("started", "18 10:00"), ("at-risk", "18 13:00"), ("breached", "18 14:00")]


def test_after_a_downtime_both_are_recorded_with_their_true_moments_and_audited(store, clock, start, events):
    (begun,) = start("4 working hours")
    clock.advance(timedelta(days=3))
    assert sweep(store) == SweepResult(1, 1, 0, more=False)
    assert events(begun.id)[1:] == [("at-risk", "18 13:00"), ("breached", "18 14:00")]
    with reading(store) as work:
        found = audit.entries(work, action="sla:clock:")
    assert [entry.action for entry in found] == ["sla:clock:breached", "sla:clock:at-risk"]
    assert found[0].facts["at"].startswith("2026-11-18T14:00:00")
    assert (found[0].by, found[0].case_id, found[0].subject) == (None, 1, ("clock", begun.id))


def test_at_the_due_moment_itself_nothing_is_late(store, clock, start):
    start("4 working hours")
    clock.advance(timedelta(hours=4))
    assert sweep(store) == SweepResult(1, 0, 0, more=False)
    clock.advance(timedelta(microseconds=1))
    assert sweep(store).breached == 1


def test_a_paused_clock_is_left_alone_and_warns_again_when_its_date_moved(store, clock, start, events):
    (begun,) = start("4 working hours")
    clock.advance(timedelta(hours=3))
    assert sweep(store).at_risk == 1
    with unit_of_work(store) as work:
        sla.pause_clocks(work, 1, "customer", at=datetime(2026, 11, 18, 11, tzinfo=UTC))
    clock.advance(timedelta(days=1))
    assert sweep(store) == SweepResult(0, 0, 0, more=False)
    with unit_of_work(store) as work:
        sla.resume_clocks(work, 1)
    clock.advance(timedelta(hours=2))
    assert sweep(store).at_risk == 1
    assert [kind for kind, _ in events(begun.id)] == ["started", "at-risk", "paused", "resumed", "at-risk"]


def test_a_stopped_clock_is_settled_once_with_the_time_that_counted(store, clock, start, look):
    start("8 working hours", "1 calendar day", "24 hours")
    clock.advance(timedelta(hours=22))
    with unit_of_work(store) as work:
        running_clocks.stop(work, case_id=1)
    assert sweep(store).settled == 3
    assert sweep(store).settled == 0
    assert [row.worked_seconds for row in look()] == [7 * 3600.0, 22 * 3600.0, 22 * 3600.0]


def test_a_calendar_that_was_spoilt_since_holds_nothing_up(store, clock, start, look):
    start("8 working hours")
    with unit_of_work(store) as work:
        running_clocks.stop(work, task_ids=[1])
        work.execute(text("UPDATE sla_clock SET target = 'spoilt'"))
    assert sweep(store).settled == 1
    assert look()[0].worked_seconds is None


def test_the_worked_time_of_others_is_settled_beside_one_that_was_spoilt(store, clock, start, look):
    spoilt, fine = start("1 working hour", "1 working hour")
    clock.advance(timedelta(minutes=30))
    with unit_of_work(store) as work:
        running_clocks.stop(work, task_ids=[1, 2])
        work.execute(text("UPDATE sla_clock SET target = 'spoilt' WHERE id = :id"), {"id": spoilt.id})
    assert sweep(store).settled == 2
    worked = {found.id: found.worked_seconds for found in look()}
    assert worked == {spoilt.id: None, fine.id: 1800}


def test_a_full_batch_says_that_there_is_more(store, clock, start):
    start(*["1 working hour"] * 5)
    clock.advance(timedelta(days=1))
    assert [sweep(store, 2) for _ in range(3)] == [
        SweepResult(2, 2, 0, more=True),
        SweepResult(2, 2, 0, more=True),
        SweepResult(1, 1, 0, more=False),
    ]


def test_a_sweep_is_a_fixed_number_of_statements(store, clock, start, statements):
    start(*["1 working hour"] * 30)
    with unit_of_work(store) as work:
        running_clocks.stop(work, task_ids=list(range(1, 11)))
    clock.advance(timedelta(days=1))
    with statements() as sent:
        assert sweep(store) == SweepResult(20, 20, 10, more=False)
    assert len(sent) == 7


def test_what_is_not_due_is_not_looked_at(store, start):
    starts = [ClockStart("step", "x", target="10 working days", case_id=9, task_id=n) for n in range(300)]
    start(*starts)
    with unit_of_work(store) as work:
        work.execute(text("SET LOCAL enable_seqscan = off"))
        plan = work.rows(
            text("EXPLAIN SELECT id FROM sla_clock WHERE look_at <= :now ORDER BY look_at LIMIT 10"), {"now": work.now}
        )
    assert "ix_sla_clock_look_at" in str(plan)


def test_two_workers_find_each_breach_exactly_once(store, clock, start):
    start(*["1 working hour"] * 60)
    clock.advance(timedelta(days=1))
    barrier, results = Barrier(4), []

    def run():
        barrier.wait()
        found = 0
        while (result := sweep(store, 7)).breached:
            found += result.breached
        results.append(found)

    workers = [Thread(target=run) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sweep(store)
    with reading(store) as work:
        rows = work.rows(text("SELECT clock_id FROM sla_clock_event WHERE kind = 'breached'"))
    assert len(rows) == len({row["clock_id"] for row in rows}) == 60
