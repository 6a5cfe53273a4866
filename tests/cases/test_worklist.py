"""Worklists, most urgent first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from sqlalchemy import update

from engine import cases
from engine.cases import CaseTask, Position, Started, TaskFilter, tables
from engine.clock import FixedClock
from engine.store import Store, reading, unit_of_work
from tests.council import Council

Begin = Callable[..., Started]


def test_the_most_urgent_comes_first_and_what_is_never_due_last(
    store: Store, council: Council, begin: Begin, clock: FixedClock
):
    first = begin()
    clock.advance(timedelta(days=1))
    second = begin()
    never = begin()
    with unit_of_work(store) as work:
        work.execute(update(tables.task).where(tables.task.c.case_id == never.id).values(due_at=None))

    with reading(store) as work:
        listed = cases.find_tasks(work, TaskFilter(frozenset({council.front_team_id})), by=council.adviser)
    assert [row.case_id for row in listed] == [first.id, second.id, never.id]


def test_pages_follow_each_other_without_gaps(store: Store, council: Council, begin: Begin):
    begun = [begin().id for _ in range(5)]
    with unit_of_work(store) as work:
        work.execute(update(tables.task).where(tables.task.c.case_id.in_(begun[3:])).values(due_at=None))
    wanted = TaskFilter(frozenset({council.front_team_id}))

    seen: list[int] = []
    after = None
    with reading(store) as work:
        while page := cases.find_tasks(work, wanted, by=council.adviser, after=after, limit=2):
            seen += [row.case_id for row in page]
            after = Position(page[-1].due_at, page[-1].id)
    assert seen == begun


def test_filters_narrow_the_list(
    store: Store, council: Council, begin: Begin, clock: FixedClock, open_task: Callable[[int], CaseTask]
):
    mine, other = begin(), begin()
    teams = frozenset({council.front_team_id})
    with unit_of_work(store) as work:
        cases.claim(work, open_task(mine.id).id, by=council.adviser)

    def listed(wanted: TaskFilter) -> list[int]:
        with reading(store) as work:
            return [row.case_id for row in cases.find_tasks(work, wanted, by=council.adviser)]

    assert listed(TaskFilter(teams, mine=True)) == [mine.id]
    assert listed(TaskFilter(teams, unclaimed=True)) == [other.id]
    assert listed(TaskFilter(teams, step_key="take", once_and_done=True)) == [mine.id, other.id]
    assert listed(TaskFilter(teams, step_key="tell")) == []
    assert listed(TaskFilter(teams, service_id=council.service_id, site_id=council.other_site_id)) == []
    assert listed(TaskFilter(teams, due_before=clock.now())) == []
    assert listed(TaskFilter(teams, due_before=clock.now() + timedelta(days=5))) == [mine.id, other.id]
    assert listed(TaskFilter(teams, claimed_by=council.adviser.user_id)) == [mine.id]
    assert listed(TaskFilter(teams, owner_id=council.adviser.user_id)) == [mine.id, other.id]
    assert listed(TaskFilter(teams, owner_id=council.officer.user_id)) == []
    assert listed(TaskFilter(teams, due_within=timedelta(days=1))) == []
    assert listed(TaskFilter(teams, due_within=timedelta(days=3))) == [mine.id, other.id]
    assert listed(TaskFilter(frozenset())) == []


def test_a_row_says_how_its_time_stands(store: Store, council: Council, begin: Begin, clock: FixedClock):
    never = begin().id
    begin()
    with unit_of_work(store) as work:
        work.execute(update(tables.task).where(tables.task.c.case_id == never).values(due_at=None))
    teams = frozenset({council.front_team_id})

    def verdicts(wanted: TaskFilter) -> list[str]:
        with reading(store) as work:
            return [row.verdict for row in cases.find_tasks(work, wanted, by=council.adviser)]

    with reading(store) as work:
        dated = cases.find_tasks(work, TaskFilter(teams), by=council.adviser)[0]
    assert dated.opened_at < dated.at_risk_at < dated.due_at
    assert verdicts(TaskFilter(teams)) == ["on-time", ""]
    clock.advance(dated.at_risk_at - clock.now())
    assert verdicts(TaskFilter(teams)) == ["at-risk", ""]
    assert verdicts(TaskFilter(teams, at_risk=True)) == ["at-risk"]
    clock.advance(dated.due_at - clock.now() + timedelta(seconds=1))
    assert verdicts(TaskFilter(teams)) == ["overdue", ""]
    assert verdicts(TaskFilter(teams, at_risk=True)) == []
