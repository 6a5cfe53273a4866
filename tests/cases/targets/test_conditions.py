"""What happens to a case moves the clocks of its targets: one test for each kind of condition, on real cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine import audit, cases, sla
from engine.cases import Begun
from engine.sla import Goal
from engine.store import reading, unit_of_work


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_it_counts_from_when_the_customer_asked(aim, clocks, store, council):
    aim(Goal("2 working days"), start="received")
    with unit_of_work(store) as work:
        begun = Begun(received_at=at(13, 15))
        case = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser, begun=begun)
    (clock,) = clocks(case.id)
    assert (clock.started_at, clock.due_at) == (at(13, 15), at(17, 17))
    with unit_of_work(store) as work:
        assert (sla.sweep(work).breached, sla.sweep(work).breached) == (1, 0)
    assert clocks(case.id)[0].breached_at == at(17, 17)


def test_a_pause_of_before_it_was_noted_counts_from_when_the_customer_asked(aim, clocks, store, council):
    aim(Goal("16 working hours"), start="received")
    with unit_of_work(store) as work:
        begun = Begun(received_at=at(13, 15))
        case = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser, begun=begun)
    store.clock.advance(timedelta(minutes=1))
    assert clocks(case.id)[0].due_at == at(17, 15)
    of_mark = clocks(case.id, "Report a defect")[0].due_at
    with unit_of_work(store) as work:
        cases.pause_clocks(work, case.id, reason="customer", until=at(30, 9), at=at(16, 10), by=council.adviser)
        cases.resume_clocks(work, case.id, reason="customer", at=at(17, 10), by=council.adviser)
    (clock,) = clocks(case.id)
    assert (clock.status, clock.due_at, clock.breached_at) == ("running", at(18, 15), None)
    # what began only after that has lost nothing
    assert (clocks(case.id, "Report a defect")[0].status, clocks(case.id, "Report a defect")[0].due_at) == (
        "running",
        of_mark,
    )


def test_it_starts_when_a_condition_over_the_data_begins_to_be_true(aim, clocks, begin, do, correct):
    aim(start="when depth >= 40")
    case = begin()
    do(case.id, depth=10)
    assert clocks(case.id) == []
    correct(case.id, depth=60)
    assert [clock.status for clock in clocks(case.id)] == ["running"]


def test_it_starts_when_a_step_is_done_and_is_met_when_another_is_reached(aim, clocks, begin, do, store):
    aim(Goal("2 calendar days"), start="step take done", stop="step repair reached")
    case = begin()
    assert clocks(case.id) == []
    do(case.id, depth=60)
    (clock,) = clocks(case.id)
    assert (clock.status, clock.started_at) == ("running", at(18, 10))
    do(case.id, finding="Deep")
    store.clock.advance(timedelta(days=2, minutes=1))
    cases.fire_due_timers(store)
    assert [clock.status for clock in clocks(case.id)] == ["met"]


def test_it_is_met_by_an_end_event_and_cancelled_when_the_case_ends_elsewhere(aim, clocks, begin, do):
    aim(stop="end told", key="told")
    aim(stop="end repaired", key="repaired")
    case = begin()
    do(case.id, depth=10)
    do(case.id)
    assert [clock.status for clock in (*clocks(case.id, "told"), *clocks(case.id, "repaired"))] == ["met", "cancelled"]


def test_it_is_paused_while_a_condition_is_true_and_the_date_moves(
    aim, clocks, begin, do, correct, store, look, happened
):
    aim(Goal("8 working hours"), pause='while finding = "parked" // Waiting for the car to be moved', published=True)
    case = begin()
    do(case.id, depth=60)
    assert look(case.id).fulfil_by == at(19, 10)
    correct(case.id, finding="parked")
    (clock,) = clocks(case.id)
    assert (clock.status, clock.due_at) == ("paused", None)
    assert look(case.id).fulfil_by == at(19, 10)
    store.clock.advance(timedelta(hours=3))
    correct(case.id, finding="gone")
    assert (clocks(case.id)[0].status, clocks(case.id)[0].due_at) == ("running", at(19, 13))
    assert look(case.id).fulfil_by == at(19, 13)
    assert happened(clock) == [
        ("started", ""),
        ("paused", "Waiting for the car to be moved"),
        ("resumed", "Waiting for the car to be moved"),
    ]
    with reading(store) as work:
        (told,) = audit.entries(work, case_id=case.id, action="sla:clock:paused")
    assert told.reason == "Waiting for the car to be moved"


def test_a_reason_of_the_list_says_whose_time_it_is(aim, begin, do, correct, store, clocks, happened):
    aim(pause="while depth > 90 // customer")
    case = begin()
    do(case.id, depth=95)
    assert happened(clocks(case.id)[0])[-1] == ("paused", "customer")
    with unit_of_work(store) as work:
        assert sla.reasons_of_customer(work, [case.id]) == {"customer"}
        assert sla.resume_for_customer(work, [case.id], 1, at(18, 12), by=None) == 1


def test_a_pause_by_an_event_lasts_until_it_is_resumed(aim, clocks, begin, do, correct, store):
    aim(pause="step inspect reached", resume='when finding = "seen"')
    case = begin()
    do(case.id, depth=60)
    assert clocks(case.id)[0].status == "paused"
    store.clock.advance(timedelta(hours=1))
    correct(case.id, finding="seen")
    assert clocks(case.id)[0].status == "running"


def test_it_is_cancelled_by_its_own_condition_only_and_says_why(aim, clocks, begin, do, correct, store, happened):
    aim(start="when depth >= 40", cancel='when finding = "private" // A private road')
    case = begin()
    do(case.id, depth=60)
    correct(case.id, depth=10)
    assert clocks(case.id)[0].status == "running"
    correct(case.id, finding="private")
    (clock,) = clocks(case.id)
    assert (clock.status, happened(clock)[-1]) == ("cancelled", ("cancelled", "A private road"))


def test_a_restart_begins_a_new_cycle_and_keeps_the_old_one(aim, clocks, begin, do, correct, store):
    aim(Goal("8 working hours"), stop="step inspect reached", restart='when finding = "again"')
    case = begin()
    do(case.id, depth=60)
    assert [clock.status for clock in clocks(case.id)] == ["met"]
    store.clock.advance(timedelta(days=1))
    correct(case.id, finding="again")
    assert [(clock.status, clock.started_at) for clock in clocks(case.id)] == [
        ("met", at(18, 10)),
        ("running", at(19, 10)),
    ]


def test_closing_a_case_cancels_its_clocks_and_watches_it_no_longer(aim, clocks, begin, store, council):
    aim(pause="while depth > 3")
    case = begin()
    with unit_of_work(store) as work:
        cases.close(work, case.id, as_="withdrawn", reason="No longer wanted", by=council.adviser)
    assert [clock.status for clock in clocks(case.id)] == ["cancelled"]
    with reading(store) as work:
        assert work.rows(sla.tables.watch.select()) == []


def test_a_case_goes_on_when_an_expression_of_a_target_fails(aim, clocks, begin, do):
    aim(pause="while depth.deep.deeper > 3")
    case = begin()
    do(case.id, depth=60)
    assert [clock.status for clock in clocks(case.id)] == ["running"]
