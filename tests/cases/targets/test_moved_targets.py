"""A newer version of a target, and the clocks that run: counted first, then moved by the worker, each once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from threading import Barrier

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from engine import audit, cases, definitions, people, sla
from engine.errors import Conflict, NotFound, NotPermitted, Refused, StaleVersion
from engine.people import SYSTEM
from engine.sla import ClockStart, Goal, Scope, TargetMove, Terms
from engine.sla.changing import events_of
from engine.sla.edits import previewing, replanning
from engine.sla.targets.matching import read_live, start_of
from engine.store import Work, reading, unit_of_work
from tests import running_clocks

FROM = date(2026, 11, 1)


@pytest.fixture
def propose(store, council):
    """Propose that the target `aim` says something else; what that would do to open clocks."""

    def write(*goals: Goal, valid_from: date = FROM, by=None, **more: object) -> TargetMove:
        terms, said = Terms(goals, **more), {"valid_from": valid_from, "reason": "Changed", "by": by or council.head}
        with unit_of_work(store) as work:
            return cases.propose_target(work, "aim", terms, **said)

    return write


@pytest.fixture
def move(store, council, propose):
    """Let the target `aim` say something else, and the worker move the clocks that run; the run as it stands then."""

    def write(*goals: Goal, work_on: bool = True, **more: object) -> TargetMove:
        run = propose(*goals, **more)
        with unit_of_work(store) as work:
            sla.apply_target(work, run.id, moves_clocks=True, by=council.head)
        if work_on:
            turn(store)
        return look_at(store, council, run.id)

    return write


def turn(store) -> None:
    """Let the worker do what there is to do."""
    sla.replan_clocks(store, cases.REPLANNED_TASKS)


def look_at(store, council, number: int) -> TargetMove:
    with reading(store) as work:
        return sla.target_move(work, number, of="aim", by=council.head)


def kinds(store, clock) -> list[str]:
    with reading(store) as work:
        return [event.kind for event in events_of(work, [clock.id])[clock.id]]


def test_what_was_foreseen_is_what_is_done_and_only_once_it_is_saved(
    aim, clocks, begin, propose, store, council, look, open_task
):
    aim(Goal("10 working days"), published=True)
    first, second = begin(), begin()
    # when a version is proposed, then it says what would change, and nothing has
    run = propose(Goal("2 working days"))
    assert (run.status, run.clocks, run.looked_at, run.sooner, run.later, run.same) == ("previewed", 2, 2, 2, 0, 0)
    assert [(one.service_id, one.clocks, one.moved) for one in run.groups] == [(council.service_id, 2, 2)]
    assert [one.case_id for one in run.most_moved] == [first.id, second.id]
    turn(store)
    assert [clocks(case.id)[0].target for case in (first, second)] == ["10 working days"] * 2
    # when it is saved, then the worker moves the clocks, and the dates of their cases with them
    with unit_of_work(store) as work:
        sla.apply_target(work, run.id, moves_clocks=True, by=council.head)
    assert clocks(first.id)[0].target == "10 working days"
    turn(store)
    done = look_at(store, council, run.id)
    assert (done.status, done.replanned, done.moved, done.to_version) == ("applied", 2, 2, 2)
    (clock,) = clocks(first.id)
    assert (clock.target, clock.target_version) == ("2 working days", 2)
    assert clock.due_at == look(first.id).fulfil_by == datetime(2026, 11, 20, 17, tzinfo=UTC)
    with reading(store) as work:
        (told,) = audit.entries(work, action="sla:clocks:moved")
    assert told.facts == {"target": "aim", "version": 2, "clocks": 2, "moved": 2}


def test_a_step_is_due_by_the_new_version_and_whoever_has_it_open_is_not_disturbed(aim, clocks, begin, move, open_task):
    aim(Goal("10 working days"), kind="step", step="take")
    case = begin()
    before = open_task(case.id)
    move(Goal("1 working day"))
    after = open_task(case.id)
    assert after.due_at == clocks(case.id)[0].due_at < before.due_at
    assert after.row_version == before.row_version


def test_saved_for_new_clocks_alone_it_leaves_those_that_run(aim, clocks, begin, propose, store, council):
    aim(Goal("10 working days"))
    case = begin()
    run = propose(Goal("2 working days"))
    with unit_of_work(store) as work:
        sla.apply_target(work, run.id, moves_clocks=False, by=council.head)
    turn(store)
    assert [clocks(one.id)[0].target for one in (case, begin())] == ["10 working days", "2 working days"]
    with reading(store) as work:
        assert sla.target_moves(work, "aim") == []


def test_a_version_of_a_later_day_moves_the_clocks_that_run_then(aim, clocks, begin, move, store, council):
    aim(Goal("10 working days"))
    first = begin()
    run = move(Goal("20 working days"), valid_from=date(2026, 11, 20))
    second = begin()
    turn(store)
    assert (run.status, run.begins_at) == ("applying", datetime(2026, 11, 20, tzinfo=UTC))
    assert [clocks(case.id)[0].target for case in (first, second)] == ["10 working days"] * 2
    store.clock.advance(timedelta(days=2))
    turn(store)
    assert [clocks(case.id)[0].target for case in (first, second)] == ["20 working days"] * 2
    assert look_at(store, council, run.id).replanned == 2


def test_what_would_be_late_at_once_is_counted_and_late_from_the_move(aim, clocks, begin, propose, move, store):
    aim(Goal("10 working days"))
    case = begin()
    store.clock.advance(timedelta(hours=5))
    assert (propose(Goal("1 working hour")).sooner, propose(Goal("1 working hour")).overdue) == (1, 1)
    move(Goal("1 working hour"))
    assert clocks(case.id)[0].breached_at == datetime(2026, 11, 18, 15, tzinfo=UTC)


def test_a_breach_of_before_stays_and_keeps_its_true_moment(aim, clocks, begin, move, store):
    aim(Goal("1 working hour"))
    case = begin()
    store.clock.advance(timedelta(hours=4))
    move(Goal("4 weeks"))
    (clock,) = clocks(case.id)
    assert (clock.target, clock.breached_at) == ("4 weeks", datetime(2026, 11, 18, 11, tzinfo=UTC))
    assert kinds(store, clock) == ["started", "breached", "retargeted"]


def test_pauses_and_agreed_time_go_along(aim, clocks, begin, move, store):
    aim(Goal("10 working hours"))
    paused, agreed = begin(), begin()
    with unit_of_work(store) as work:
        sla.pause_clocks(work, paused.id, "customer")
        number = clocks(agreed.id)[0].id
        sla.extend_clock(work, number, until=datetime(2026, 12, 1, 12, tzinfo=UTC), reason="Agreed", by=1)
    run = move(Goal("3 working hours"))
    assert (run.paused, run.replanned) == (1, 2)
    assert clocks(paused.id)[0].due_at is None
    assert (clocks(agreed.id)[0].due_at, clocks(agreed.id)[0].unextended_due_at) == (
        datetime(2026, 12, 1, 12, tzinfo=UTC),
        datetime(2026, 11, 18, 13, tzinfo=UTC),
    )
    store.clock.advance(timedelta(hours=1))
    with unit_of_work(store) as work:
        sla.resume_clocks(work, paused.id)
    assert clocks(paused.id)[0].due_at == datetime(2026, 11, 18, 14, tzinfo=UTC)


def test_a_clock_takes_the_goal_that_holds_and_the_conditions_of_the_new_version(aim, clocks, begin, do, correct, move):
    aim(Goal("10 working days"))
    case = begin()
    do(case.id, depth=60)
    conditions = {"pause": ('while finding = "parked"',)}
    move(Goal("5 working days", "P1", "depth > 50"), Goal("4 weeks", "P2"), conditions=conditions)
    assert (clocks(case.id)[0].goal, clocks(case.id)[0].target) == ("P1", "5 working days")
    correct(case.id, finding="parked")
    assert clocks(case.id)[0].status == "paused"


def test_where_no_goal_holds_it_keeps_its_own_until_one_does(aim, clocks, begin, do, correct, move, store):
    aim(Goal("10 working days", "P9"))
    case = begin()
    run = move(Goal("5 working days", "P1", "depth > 50"), Goal("1 working day", "P2", "depth > 90"))
    assert (run.kept, run.replanned, run.moved) == (1, 1, 0)
    assert (clocks(case.id)[0].target, clocks(case.id)[0].target_version) == ("10 working days", 2)
    turn(store)
    assert kinds(store, clocks(case.id)[0]) == ["started", "retargeted"]
    do(case.id, depth=60)
    assert (clocks(case.id)[0].goal, clocks(case.id)[0].target) == ("P1", "5 working days")


def test_a_goal_without_a_calendar_counts_on_the_one_of_the_work_again(aim, clocks, begin, move, store, council):
    aim(Goal("10 working hours", calendar="england-24x7"))
    case = begin()
    assert clocks(case.id)[0].calendar == "england-24x7"
    with unit_of_work(store) as work:
        definitions.set_marks(work, council.process_id, {"report": {"calendar": ""}}, by=SYSTEM, reason="")
        people.change_service(
            work, council.service_id, {"default_calendar": "scotland-mon-fri-9-17"}, by=SYSTEM, row_version=2
        )
    move(Goal("10 working hours"))
    assert clocks(case.id)[0].calendar == "scotland-mon-fri-9-17"


def test_what_is_watched_before_its_clock_runs_goes_by_the_new_version(aim, clocks, begin, do, move, store):
    aim(Goal("10 working days"), start="when depth >= 40")
    case = begin()
    move(Goal("3 working days"), conditions={"start": ("when depth >= 40",)})
    do(case.id, depth=60)
    assert [(clock.target, clock.target_version) for clock in clocks(case.id)] == [("3 working days", 2)]


def test_a_target_that_is_no_longer_in_use_cancels_its_clocks_and_is_watched_no_more(
    aim, clocks, begin, do, correct, move, store
):
    aim(restart='when finding = "again"')
    case = begin()
    do(case.id, depth=60)
    run = move(Goal("1 working day"), active=False)
    assert (run.ended, run.replanned) == (1, 1)
    correct(case.id, finding="again")
    assert [clock.status for clock in clocks(case.id)] == ["cancelled"]


def test_what_has_stopped_keeps_its_result_and_its_version(aim, clocks, begin, do, move):
    aim(Goal("1 working hour"), stop="step take done")
    case = begin()
    do(case.id, depth=60)
    before = clocks(case.id)
    assert move(Goal("4 weeks")).replanned == 0
    assert clocks(case.id) == before


def test_many_are_counted_and_moved_in_batches_by_several_workers_each_once(
    aim, clocks, begin, propose, store, council, monkeypatch
):
    monkeypatch.setattr(previewing, "BATCH", 2)
    monkeypatch.setattr(sla.targets.proposing, "AT_ONCE", 2)
    monkeypatch.setattr(replanning, "_BATCH", 3)
    monkeypatch.setattr(replanning, "_SHORT", 4)
    aim(Goal("10 working days"))
    begun, barrier = [begin() for _ in range(10)], Barrier(3)
    run = propose(Goal("2 working days"))
    assert (run.status, run.looked_at) == ("previewing", 2)
    with unit_of_work(store) as work, pytest.raises(Conflict, match="still being counted"):
        sla.apply_target(work, run.id, moves_clocks=True, by=council.head)
    turn(store)
    assert (look_at(store, council, run.id).status, look_at(store, council, run.id).looked_at) == ("previewed", 10)
    with unit_of_work(store) as work:
        sla.apply_target(work, run.id, moves_clocks=True, by=council.head)

    def work_on() -> None:
        barrier.wait()
        turn(store)

    with ThreadPoolExecutor(3) as pool:
        for done in [pool.submit(work_on) for _ in range(3)]:
            done.result()
    turn(store)
    finished = look_at(store, council, run.id)
    assert (finished.status, finished.replanned, finished.moved) == ("applied", 10, 10)
    assert [kinds(store, clocks(case.id)[0]) for case in begun] == [["started", "retargeted"]] * 10


def test_a_worker_that_is_stopped_in_between_leaves_whole_batches_and_the_rest_to_the_next(
    aim, clocks, begin, move, store, council, monkeypatch
):
    monkeypatch.setattr(replanning, "_BATCH", 2)
    aim(Goal("10 working days"))
    begun = [begin() for _ in range(6)]
    run, turns = move(Goal("2 working days"), work_on=False), []
    followers = cases.REPLANNED_TASKS.cases

    def fail_at_the_third(work, ids) -> None:
        turns.append(1)
        if len(turns) == 3:
            raise KeyboardInterrupt
        followers.follow(work, ids)

    stopping = sla.Cases(followers.hold, fail_at_the_third, followers.known, followers.calendars)
    tasks = sla.Tasks(cases.REPLANNED_TASKS.hold, cases.REPLANNED_TASKS.follow, stopping)
    with pytest.raises(KeyboardInterrupt):
        sla.replan_clocks(store, tasks)
    assert [clocks(case.id)[0].target_version for case in begun] == [2, 2, 2, 2, 1, 1]
    turn(store)
    assert [clocks(case.id)[0].target_version for case in begun] == [2] * 6
    assert look_at(store, council, run.id).replanned == 6


def test_a_case_that_somebody_works_on_is_waited_for_by_nobody_and_done_at_the_next_turn(
    aim, clocks, begin, move, store, council
):
    aim(Goal("10 working days"))
    first, second = begin(), begin()
    with unit_of_work(store) as other:
        other.rows(text("SELECT id FROM case_case WHERE id = :of FOR UPDATE"), {"of": first.id})
        run = move(Goal("2 working days"))
        assert (run.status, run.replanned) == ("applying", 1)
    turn(store)
    assert [clocks(case.id)[0].target for case in (first, second)] == ["2 working days"] * 2


def test_a_clock_begun_by_the_old_version_meanwhile_is_found_later(aim, clocks, begin, move, store):
    aim(Goal("10 working days"))
    move(Goal("2 working days"))
    case = begin()
    with unit_of_work(store) as work:
        work.execute(text("UPDATE sla_clock SET target_version = 1, target = '10 working days' WHERE name = 'aim'"))
    turn(store)
    assert clocks(case.id)[0].target == "2 working days"


def test_who_comes_second_is_told_and_nothing_is_saved_twice(aim, begin, propose, store, council):
    aim(Goal("10 working days"))
    begin()
    first, second = propose(Goal("2 working days")), propose(Goal("3 working days"))
    with unit_of_work(store) as work:
        sla.apply_target(work, first.id, moves_clocks=True, by=council.head)
    for number, error in ((first.id, Conflict), (second.id, StaleVersion)):
        with unit_of_work(store) as work, pytest.raises(error):
            sla.apply_target(work, number, moves_clocks=True, by=council.head)


def test_only_those_who_look_after_targets_propose_see_and_save_and_nonsense_is_refused(aim, propose, store, council):
    aim()
    run = propose(Goal("1 working day"))
    with pytest.raises(NotPermitted):
        propose(Goal("1 working day"), by=council.officer)
    with pytest.raises(Refused):
        propose(Goal("soon"))
    with unit_of_work(store) as work, pytest.raises(NotPermitted):
        sla.apply_target(work, run.id, moves_clocks=True, by=council.officer)
    with reading(store) as work, pytest.raises(NotPermitted):
        sla.target_move(work, run.id, of="aim", by=council.officer)
    with reading(store) as work, pytest.raises(NotFound):
        sla.target_move(work, run.id + 1, of="aim", by=council.head)


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
