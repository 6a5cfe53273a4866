"""A newer version of a target, and the clocks that run: counted first, moved only when somebody says so."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from engine import cases, sla
from engine.errors import NotPermitted, Refused
from engine.people import SYSTEM
from engine.sla import ClockStart, Goal, Move, Scope, Terms
from engine.sla.targets.matching import read_live, start_of
from engine.store import Work, reading, unit_of_work
from tests import running_clocks


@pytest.fixture
def change(store, council):
    """Give the target `aim` another version; what it would do to open clocks, and the target then."""

    def write(*goals: Goal, **more: object):
        terms = Terms(goals, **more)
        with unit_of_work(store) as work:
            foreseen = cases.foresee_target(work, sla.target_detail(work, "aim"), terms)
            made = sla.add_target_version(
                work, "aim", terms, valid_from=date(2026, 11, 1), reason="Changed", by=council.head
            )
        return foreseen, made

    return write


def move(store, council, made):
    with unit_of_work(store) as work:
        return cases.move_to_target(work, made, by=council.head)


def test_what_was_foreseen_is_what_is_done_and_only_when_it_is_asked_for(aim, clocks, begin, change, store, council):
    aim(Goal("10 working days"), published=True)
    first, second = begin(), begin()
    foreseen, made = change(Goal("2 working days"))
    assert [clocks(case.id)[0].target for case in (first, second)] == ["10 working days"] * 2
    assert foreseen == Move(sooner=2) == move(store, council, made)
    (clock,) = clocks(first.id)
    assert (clock.target, clock.target_version) == ("2 working days", 2)
    assert clock.due_at == datetime(2026, 11, 20, 17, tzinfo=UTC)
    with reading(store) as work:
        assert cases.case(work, first.id, by=council.adviser).fulfil_by == clock.due_at


def test_what_would_be_late_at_once_is_counted_and_late_from_the_move(aim, clocks, begin, change, store, council):
    aim(Goal("10 working days"))
    case = begin()
    store.clock.advance(timedelta(hours=5))
    foreseen, made = change(Goal("1 working hour"))
    assert (foreseen.sooner, foreseen.late) == (1, 1)
    move(store, council, made)
    assert clocks(case.id)[0].breached_at == datetime(2026, 11, 18, 15, tzinfo=UTC)


def test_a_clock_takes_the_goal_that_holds_and_the_conditions_of_the_new_version(
    aim, clocks, begin, do, correct, change, store, council
):
    aim(Goal("10 working days"))
    case = begin()
    do(case.id, depth=60)
    conditions = {"pause": ('while finding = "parked"',)}
    _, made = change(Goal("5 working days", "P1", "depth > 50"), Goal("4 weeks", "P2"), conditions=conditions)
    move(store, council, made)
    assert (clocks(case.id)[0].goal, clocks(case.id)[0].target) == ("P1", "5 working days")
    correct(case.id, finding="parked")
    assert clocks(case.id)[0].status == "paused"


def test_a_target_that_is_no_longer_in_use_cancels_its_clocks_when_they_are_moved(
    aim, clocks, begin, change, store, council
):
    aim()
    case = begin()
    foreseen, made = change(Goal("1 working day"), active=False)
    assert foreseen == Move(ended=1) == move(store, council, made)
    assert clocks(case.id)[0].status == "cancelled"


def test_only_those_who_look_after_targets_move_clocks_and_nonsense_is_not_foreseen(aim, change, store, council):
    aim()
    _, made = change(Goal("1 working day"))
    with unit_of_work(store) as work, pytest.raises(NotPermitted):
        cases.move_to_target(work, made, by=council.officer)
    with reading(store) as work, pytest.raises(Refused):
        cases.foresee_target(work, made, Terms((Goal("soon"),)))


TARGETS = st.one_of(
    st.integers(1, 60).map("{} working days".format),
    st.integers(1, 400).map("{} working hours".format),
    st.integers(1, 90).map("{} calendar days".format),
    st.integers(1, 26).map("{} weeks".format),
    st.integers(1, 500).map("{} hours".format),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=TARGETS, hours=st.integers(0, 17_000))
def test_a_target_with_one_goal_and_no_conditions_runs_as_the_mark_does(store, council, text: str, hours: int):
    start = datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=hours)
    with store.engine.connect() as connection, connection.begin() as transaction:
        work = Work(connection, store.clock.now())
        scope = Scope("step", council.service_id, "report")
        sla.add_target(work, "same", "Same", scope, Terms((Goal(text),)), valid_from=date(2026, 1, 1), by=SYSTEM)
        (target,), _ = read_live(work, kinds=["step"], service_id=council.service_id, process_keys=["report"])
        base = ClockStart("step", "Same", council.service_id, target=text, started_at=start)
        by_mark, by_target = running_clocks.plan(work, [base, start_of(target, target.terms.goals[0], base)])
        transaction.rollback()
    assert (by_mark.basis.target_id, by_target.basis.target_id) == (None, target.id)
    for name in ("target", "calendar_id", "started_at", "due_at", "at_risk_at"):
        assert getattr(by_target, name) == getattr(by_mark, name)
