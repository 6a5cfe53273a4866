"""The head of a worklist, and the task that comes next."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from engine import cases
from engine.cases import CaseTask, Started, TaskCounts, TaskFilter
from engine.clock import FixedClock
from engine.people import Actor
from engine.store import Store, reading, unit_of_work
from tests.council import Council, person

Begin = Callable[..., Started]


def risk_begins(store: Store, council: Council) -> datetime:
    """When the first task of the adviser's team falls at risk."""
    with reading(store) as work:
        return cases.find_tasks(work, TaskFilter(frozenset({council.front_team_id})), by=council.adviser)[0].at_risk_at


def test_the_counts_are_those_of_the_whole_list(
    store: Store, council: Council, begin: Begin, take_report: Callable[..., None], clock: FixedClock, statements
):
    take_report(begin().id)
    begin()
    clock.advance(risk_begins(store, council) - clock.now())
    begin()
    both = TaskFilter(frozenset({council.front_team_id, council.back_team_id}))

    def counted(wanted: TaskFilter) -> TaskCounts:
        with reading(store) as work, statements() as seen:
            found = cases.count_tasks(work, wanted, by=council.adviser)
        assert len(seen) == 1
        return found

    assert counted(TaskFilter(frozenset({council.front_team_id}))) == TaskCounts(2, 0, 1, 0)
    assert counted(both) == TaskCounts(3, 1, 1, 1)
    assert counted(replace(both, unclaimed=True, step_key="take")) == TaskCounts(2, 0, 1, 1)
    assert counted(TaskFilter(frozenset())) == TaskCounts(0, 0, 0, 0)


def test_the_next_task_is_the_one_the_person_may_work_on(
    store: Store,
    council: Council,
    begin: Begin,
    take_report: Callable[..., None],
    open_task: Callable[[int], CaseTask],
):
    case_id = begin().id

    def theirs(by: Actor) -> int | None:
        with reading(store) as work:
            return cases.next_task_for(work, case_id, by=by)

    first = open_task(case_id).id
    assert (theirs(council.adviser), theirs(council.colleague), theirs(council.officer)) == (first, first, None)
    with unit_of_work(store) as work:
        cases.claim(work, first, by=council.adviser)
        reader = person(work, "reader", "head_of_service", teams=[council.front_team_id])
    assert (theirs(council.adviser), theirs(council.colleague), theirs(reader)) == (first, None, None)
    take_report(case_id)
    assert (theirs(council.adviser), theirs(council.officer)) == (None, open_task(case_id).id)


def test_whoever_tries_a_version_out_has_every_task_of_it_next(store: Store, council: Council):
    with unit_of_work(store) as work:
        analyst = person(work, "analyst", "analyst")
        begun = cases.start_walk_through(work, version_id=council.version_id, site_id=council.site_id, by=analyst)
        assert cases.next_task_for(work, begun.id, by=analyst) is not None
        assert cases.next_task_for(work, begun.id, by=council.adviser) is None
