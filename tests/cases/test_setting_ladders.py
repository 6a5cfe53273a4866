"""Given clocks that run, when a ladder is set, then they get its rungs: each once, with its true moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

from sqlalchemy import text

from engine import cases, sla
from engine.people import SYSTEM
from engine.sla import Rung
from engine.sla.escalation import climbing
from engine.store import Store, reading, unit_of_work
from tests.cases.escalation import LADDER, escalations, inbox, ladder, sweep


def climb(store: Store) -> None:
    """A minute after a ladder was set, let the worker bring its rungs to the clocks that run."""
    store.clock.advance(timedelta(minutes=1))
    sla.replan_clocks(store, cases.REPLANNED_TASKS)


def test_clocks_that_began_before_the_first_ladder_get_its_rungs_once_with_their_true_moments(
    store, council, begin, take_report, open_task, tick
):
    # given a task that has been overdue for an hour, when there is no ladder
    case_id = begin().id
    take_report(case_id)
    with unit_of_work(store) as work:
        cases.claim(work, open_task(case_id).id, by=council.officer)
    assert tick(19, 11) == 0
    # when there is one, then what the task has come to by now is told once, as of when it came
    ladder(store, council.service_id, *LADDER)
    climb(store)
    assert [sweep(store), sweep(store)] == [3, 0]
    assert escalations(store) == [
        ("Inspect it", 1, 1, "18 16:00", "owner"),
        ("Inspect it", 2, 1, "18 16:00", "team_leader"),
        ("Inspect it", 3, 1, "19 10:00", "team_leader"),
    ]
    # and what is still to come comes when it does
    assert tick(19, 13, 59) == 0
    assert tick(19, 14) == 1
    with reading(store) as work:
        (run,) = sla.climbs(work).values()
    assert (run.status, run.clocks, run.replanned) == ("applied", 2, 2)


def test_a_ladder_that_changed_tells_what_is_new_in_it_and_nothing_twice(store, council, inspection, tick):
    assert tick(18, 16) == 2
    ladder(store, council.service_id, Rung("share", "head_of_service", share=10), *LADDER)
    climb(store)
    assert [sweep(store), sweep(store)] == [1, 0]
    assert inbox(store, council.head) == ["“Inspect it” may be late: it is due on 19 November 2026 at 10am"]
    assert tick(19, 11) == 1
    assert [(rung, cycle, at) for _, rung, cycle, at, _ in escalations(store)] == [
        (1, 1, "18 16:00"),
        (2, 1, "18 16:00"),
        (1, 2, "18 10:48"),
        (4, 1, "19 10:00"),
    ]
    # and when the date moves later, then a rung of before comes again as one of now
    with reading(store) as work:
        (of_task,) = [one for one in sla.clocks(work, sla.ClockFilter(case_id=inspection)) if one.name == "Inspect it"]
    with unit_of_work(store) as work:
        sla.extend_clock(work, of_task.id, until=datetime(2026, 11, 24, 10, tzinfo=UTC), reason="Snow", by=None)
    tick(23, 17)
    assert [(rung, told_as) for _, rung, _, _, told_as in escalations(store)][4:] == [(2, "owner"), (3, "team_leader")]


def test_a_service_that_gets_a_ladder_of_its_own_is_told_once_what_both_say(store, council, begin, tick):
    half = Rung("share", "owner", share=50)
    ladder(store, None, half)
    begin()
    assert tick(19, 17) == 1
    ladder(store, council.service_id, Rung("breach", "team_leader"), half)
    climb(store)
    assert sweep(store) == 0


def test_a_later_ladder_reaches_the_clocks_that_run_once_it_holds(store, council, inspection, tick):
    with unit_of_work(store) as work:
        starts = datetime(2026, 11, 18, 12, tzinfo=UTC)
        rung = Rung("share", "head_of_service", share=10)
        sla.set_ladder(
            work, council.service_id, [rung], tells_customer=True, reason="Noon", by=SYSTEM, valid_from=starts
        )
    climb(store)
    assert sweep(store) == 0
    assert tick(18, 12) == 0
    climb(store)
    assert sweep(store) == 1


def test_however_many_workers_bring_a_ladder_each_rung_is_told_once(store, council, begin, tick, monkeypatch):
    monkeypatch.setattr(climbing, "_BATCH", 2)
    for _ in range(5):
        begin()
    tick(23, 9)
    ladder(store, council.service_id, Rung("share", "owner", share=50), Rung("breach", "head_of_service"))
    store.clock.advance(timedelta(minutes=1))
    barrier = Barrier(3)

    def work_on() -> None:
        barrier.wait()
        sla.replan_clocks(store, cases.REPLANNED_TASKS)
        while sweep(store, 2):
            pass

    workers = [Thread(target=work_on) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    while sweep(store):
        pass
    told = [(name, rung, cycle) for name, rung, cycle, _, _ in escalations(store) if name == "Take the report"]
    assert sorted(told) == [("Take the report", 1, 1)] * 5 + [("Take the report", 2, 1)] * 5


def test_a_clock_that_somebody_holds_gets_the_rungs_at_the_next_turn(store, council, begin, tick):
    for _ in range(2):
        begin()
    tick(23, 9)
    ladder(store, council.service_id, Rung("breach", "head_of_service"))
    with unit_of_work(store) as other:
        other.rows(text("SELECT id FROM sla_clock ORDER BY id LIMIT 1 FOR UPDATE"))
        climb(store)
        with reading(store) as work:
            (run,) = sla.climbs(work).values()
        assert (run.status, run.replanned) == ("applying", 0)
    sla.replan_clocks(store, cases.REPLANNED_TASKS)
    assert sweep(store) == 2
    with reading(store) as work:
        (run,) = sla.climbs(work).values()
    assert (run.status, run.replanned) == ("applied", run.clocks)
