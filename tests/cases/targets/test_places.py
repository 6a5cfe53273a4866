"""Where targets hold: cases, steps, hand-offs; from which day on; and what takes the place of what."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest

from engine import cases, definitions, people, sla
from engine.people import SYSTEM
from engine.sla import Goal, Terms
from engine.store import reading, unit_of_work
from tests.council import person

OPEN = ("open", "claimed")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=UTC)


@pytest.fixture
def return_and_hand_over(store, council, look, open_task):
    """Let the back office return a hand-off, and a person hand the task over once more."""

    def of_case(case_id: int) -> None:
        with unit_of_work(store) as work:
            cases.return_(work, look(case_id).hand_offs[0].id, reason="Which road?", by=council.officer)
        with unit_of_work(store) as work:
            task = open_task(case_id)
            cases.hand_over(work, task.id, to_team_id=council.back_team_id, reason="High Street", by=council.adviser)

    return of_case


def test_a_target_of_a_case_has_a_clock_beside_that_of_the_mark(aim, clocks, begin):
    aim(Goal("3 calendar days"))
    case = begin()
    assert [(clock.kind, clock.target, clock.due_at) for clock in clocks(case.id)] == [
        ("case", "3 calendar days", datetime(2026, 11, 21, 23, 59, 59, tzinfo=UTC))
    ]
    assert [clock.target for clock in clocks(case.id, "Report a defect")] == ["10 working days"]


def test_a_published_target_takes_the_place_of_the_mark_and_is_what_the_customer_is_told(aim, clocks, begin, look):
    aim(Goal("5 working days"), published=True)
    case = begin()
    assert clocks(case.id, "Report a defect") == []
    assert look(case.id).fulfil_by == clocks(case.id)[0].due_at == at(25, 17)


def test_a_target_of_a_step_takes_the_place_of_the_one_in_its_mark(aim, clocks, begin, look):
    aim(Goal("2 working hours"), kind="step", step="take")
    case = begin()
    assert [clock.target for clock in clocks(case.id)] == ["2 working hours"]
    assert clocks(case.id, "Take the report") == []
    assert look(case.id).tasks[0].due_at == at(18, 12)


def test_several_targets_have_a_clock_each_and_a_step_is_due_by_the_first(aim, clocks, begin, look, do):
    aim(Goal("4 working hours"), kind="step", step="take", key="long")
    aim(Goal("1 working hour"), kind="step", key="short")
    case = begin()
    assert [len(clocks(case.id, key)) for key in ("long", "short")] == [1, 1]
    assert look(case.id).tasks[0].due_at == at(18, 11)
    do(case.id, depth=10)
    assert [clocks(case.id, "long")[0].verdict, clocks(case.id, "short")[0].verdict] == ["in-time", "in-time"]
    assert [clock.status for clock in clocks(case.id, "short")] == ["met", "running"]


def test_a_step_may_have_conditions_of_its_own(aim, clocks, begin, do, correct, look, council):
    aim(Goal("4 working hours"), kind="step", step="inspect", start='when finding = "urgent"')
    case = begin()
    do(case.id, depth=60)
    assert clocks(case.id) == []
    correct(case.id, finding="urgent")
    assert [clock.due_at for clock in clocks(case.id)] == [at(18, 14)]
    assert [task.due_at for task in look(case.id).tasks if task.status in OPEN] == [at(18, 14)]
    do(case.id, finding="Deep")
    assert [clock.status for clock in clocks(case.id)] == ["met"]


def test_a_hand_off_between_two_teams_runs_until_the_work_is_done(aim, clocks, begin, do, council):
    aim(
        Goal("2 working days"),
        kind="hand-off",
        from_team_id=council.front_team_id,
        to_team_id=council.back_team_id,
    )
    aim(Goal("1 working day"), kind="hand-off", to_team_id=council.front_team_id, key="other")
    case = begin()
    do(case.id, depth=60)
    (clock,) = clocks(case.id)
    assert (clock.kind, clock.team_id, clock.due_at) == ("hand-off", council.back_team_id, at(20, 17))
    do(case.id, finding="Deep")
    assert [clock.status for clock in clocks(case.id)] == ["met"]
    assert clocks(case.id, "other") == []


def test_a_hand_off_may_run_until_it_is_accepted(aim, clocks, begin, do, council, store, open_task):
    aim(Goal("2 working hours"), kind="hand-off", to_team_id=council.back_team_id, stop="accepted")
    case = begin()
    do(case.id, depth=60)
    with unit_of_work(store) as work:
        cases.claim(work, open_task(case.id).id, by=council.officer)
    assert [clock.status for clock in clocks(case.id)] == ["met"]


def test_a_hand_off_that_is_returned_no_longer_counts_and_one_by_a_person_does(
    aim, clocks, begin, do, council, return_and_hand_over
):
    aim(Goal("2 working hours"), kind="hand-off", to_team_id=council.back_team_id)
    case = begin()
    do(case.id, depth=60)
    return_and_hand_over(case.id)
    assert [clock.status for clock in clocks(case.id)] == ["cancelled", "running"]


def test_a_hand_off_counts_on_the_calendar_of_the_team_that_gets_it_unless_its_step_has_one(
    aim, clocks, begin, do, council, store, return_and_hand_over
):
    with unit_of_work(store) as work:
        people.change_team(work, council.back_team_id, {"calendar": "england-24x7"}, by=SYSTEM, row_version=1)
        definitions.set_marks(work, council.process_id, {"inspect": {"calendar": ""}}, by=SYSTEM, reason="")
    aim(Goal("10 working hours"), kind="hand-off", to_team_id=council.back_team_id)
    case = begin()
    do(case.id, depth=60)
    return_and_hand_over(case.id)
    assert [clock.due_at for clock in clocks(case.id)] == [at(18, 20)] * 2, "routed, and handed over by a person"


def test_a_version_holds_from_its_day_on_and_running_clocks_keep_theirs(aim, clocks, begin, store, council):
    aim(Goal("10 working days"))
    first = begin()
    with unit_of_work(store) as work:
        changed = Terms((Goal("3 working days"),))
        sla.add_target_version(work, "aim", changed, valid_from=date(2026, 11, 20), reason="Shorter", by=council.head)
    second = begin()
    store.clock.advance(timedelta(days=2))
    third = begin()
    assert [clocks(case.id)[0].target for case in (first, second, third)] == [
        "10 working days",
        "10 working days",
        "3 working days",
    ]


def test_no_clock_starts_by_a_target_that_is_no_longer_active(aim, clocks, begin, store, council):
    aim()
    with unit_of_work(store) as work:
        over = Terms((Goal("10 working days"),), active=False)
        sla.add_target_version(work, "aim", over, valid_from=date(2026, 11, 1), reason="Over", by=council.head)
    assert clocks(begin().id) == []


def test_a_walk_through_is_not_measured(aim, clocks, store, council):
    aim(pause="while depth > 3")
    with unit_of_work(store) as work:
        analyst = person(work, "ana", "analyst", service_id=council.service_id)
        case = cases.start_walk_through(work, version_id=council.version_id, site_id=council.site_id, by=analyst)
    assert clocks(case.id) == []


def test_a_task_with_several_clocks_is_on_the_list_once_and_stands_as_the_first_due(aim, begin, store, council):
    aim(Goal("4 working hours"), kind="step", step="take", key="soon")
    aim(Goal("3 working days"), kind="step", step="take", key="later")
    begin()
    store.clock.advance(timedelta(hours=7))

    with reading(store) as work:
        wanted = cases.TaskFilter(frozenset({council.front_team_id}))
        (row,) = cases.find_tasks(work, wanted, by=council.adviser)
        counts = cases.count_tasks(work, wanted, by=council.adviser)

    assert (row.verdict, counts.total, counts.overdue, counts.at_risk) == ("overdue", 1, 1, 0)
