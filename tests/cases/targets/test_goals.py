"""Which goal of a target holds, and when its clocks warn, on real cases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from engine import sla
from engine.sla import Goal
from engine.store import unit_of_work


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


def test_the_goal_is_chosen_by_what_is_known_and_counts_from_the_start(aim, clocks, begin, do, store, happened):
    aim(Goal("1 working day", "P1", "depth >= 100"), Goal("5 working days", "P2", "depth >= 40"), Goal("4 weeks", "P3"))
    case = begin()
    assert [clock.target for clock in clocks(case.id)] == ["4 weeks"]
    store.clock.advance(timedelta(days=1))
    do(case.id, depth=60)
    (clock,) = clocks(case.id)
    assert (clock.target, clock.due_at, clock.started_at) == ("5 working days", at(25, 17), at(18, 10))
    assert clock.first_due_at == datetime(2026, 12, 16, 23, 59, 59, tzinfo=UTC)
    assert happened(clock)[-1] == (
        "retargeted",
        "“P2” (5 working days) holds instead of “P3” (4 weeks)",
    )


def test_a_stricter_goal_whose_date_is_past_is_late_from_the_change_and_not_before(aim, clocks, begin, do, store):
    aim(Goal("1 working hour", "P1", "depth >= 100"), Goal("4 weeks", "P2"))
    case = begin()
    store.clock.advance(timedelta(hours=4))
    do(case.id, depth=120)
    assert (clocks(case.id)[0].breached_at, clocks(case.id)[0].verdict) == (at(18, 14), "overdue")


def test_a_breach_stays_when_a_looser_goal_comes_to_hold(aim, clocks, begin, do, correct, store):
    aim(Goal("1 working hour", "P1", "not(depth < 40)"), Goal("4 weeks", "P2", "depth < 40"))
    case = begin()
    do(case.id, depth=60)
    store.clock.advance(timedelta(hours=4))
    correct(case.id, depth=10)
    (clock,) = clocks(case.id)
    assert (clock.target, clock.breached_at) == ("4 weeks", at(18, 11))


def test_when_another_goal_holds_a_new_cycle_may_begin_instead(aim, clocks, begin, do, store):
    aim(Goal("1 working day", "P1", "depth >= 40"), Goal("5 working days", "P2"), on_change="restart")
    case = begin()
    store.clock.advance(timedelta(days=1))
    do(case.id, depth=60)
    assert [(clock.status, clock.target, clock.started_at) for clock in clocks(case.id)] == [
        ("cancelled", "5 working days", at(18, 10)),
        ("running", "1 working day", at(19, 10)),
    ]


def test_a_warning_comes_at_the_time_left_once_and_again_when_the_date_moved(
    aim, clocks, begin, store, do, correct, happened
):
    aim(
        Goal("8 working hours"),
        at_risk_share=None,
        at_risk_left="3 working hours",
        pause='while finding = "parked"',
    )
    case = begin()
    do(case.id, depth=60)
    assert clocks(case.id)[0].at_risk_at == at(18, 15)

    def warnings() -> int:
        with unit_of_work(store) as work:
            sla.sweep(work)
        return [kind for kind, _ in happened(clocks(case.id)[0])].count("at-risk")

    store.clock.advance(timedelta(hours=5, minutes=1))
    assert [warnings(), warnings()] == [1, 1]
    correct(case.id, finding="parked")
    store.clock.advance(timedelta(days=1))
    correct(case.id, finding="gone")
    assert [clocks(case.id)[0].verdict, warnings()] == ["at-risk", 1]
    with unit_of_work(store) as work:
        sla.extend_clock(work, clocks(case.id)[0].id, until=at(27, 17), reason="Agreed", by=1)
    assert [clocks(case.id)[0].at_risk_at, warnings()] == [at(27, 14), 1]
    store.clock.advance(timedelta(days=8))
    assert warnings() == 2
