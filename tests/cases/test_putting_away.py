"""Ended cases are put away: they take little room, and whoever reads them sees what they saw before."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import cases, people
from engine.cases import CaseTask, GivenAnswers, Started, TaskView
from engine.clock import FixedClock
from engine.people import SYSTEM, Actor, Grant
from engine.store import Store, reading, unit_of_work
from tests.council import Council

pytestmark = pytest.mark.database

INSTANT = timedelta(microseconds=1)
Begin = Callable[..., Started]
TakeReport = Callable[..., None]
OpenTask = Callable[[int], CaseTask]


@pytest.fixture
def finish(
    store: Store, council: Council, begin: Begin, take_report: TakeReport, open_task: OpenTask
) -> Callable[[], int]:
    """A case that a report began, and that came to its end by an explanation."""

    def run() -> int:
        started = begin()
        take_report(started.id, depth=12, reporter="Quill", injury="Broken wrist")
        with unit_of_work(store) as work:
            cases.complete(work, open_task(started.id).id, answers={}, by=council.adviser)
        return started.id

    return run


@pytest.fixture
def reader(store: Store, council: Council) -> Actor:
    """An officer who may read restricted answers."""
    with unit_of_work(store) as work:
        grants = [*council.officer.grants, Grant("restricted_reader", council.service_id)]
        people.set_grants(work, council.officer.user_id or 0, grants, by=SYSTEM)
        return people.actor_for_user(work, council.officer.user_id or 0)


def put_away(store: Store, most: int = 200) -> bool:
    with unit_of_work(store) as work:
        return cases.put_away(work, most)


def rows(store: Store, query: str) -> list[tuple[object, ...]]:
    with store.engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(query))]


def seen(store: Store, case_id: int, by: Actor) -> tuple[list[GivenAnswers], list[TaskView], object, object]:
    """All that a reader sees of what a case was answered and knows."""
    with unit_of_work(store) as work:
        view = cases.case(work, case_id, by=by)
        tasks = [cases.task(work, task.id, by=by) for task in view.tasks]
        return cases.answers(work, case_id, by=by, restricted=True), tasks, view, cases.answers(work, case_id, by=by)


def test_a_reader_sees_the_same_of_a_case_that_was_put_away(
    store: Store, clock: FixedClock, finish: Callable[[], int], reader: Actor
):
    case_id = finish()
    before = seen(store, case_id, reader)
    assert [one.restricted for one in before[0]] == [{"injury": "Broken wrist"}, {}]

    clock.advance(cases.AT_HAND)
    put_away(store)

    assert seen(store, case_id, reader) == before
    assert rows(store, "SELECT count(*) FROM case_answer") == [(0,)]
    assert rows(store, "SELECT state, put_away_at FROM case_state") == [(None, None)]


def test_it_is_put_away_a_day_after_it_ended_and_once(store: Store, clock: FixedClock, finish: Callable[[], int]):
    finish()
    clock.advance(cases.AT_HAND - INSTANT)
    put_away(store)
    assert rows(store, "SELECT count(*) FROM case_answer") == [(2,)]

    clock.advance(INSTANT)
    put_away(store)
    (first,) = rows(store, "SELECT data FROM case_state")
    clock.advance(cases.AT_HAND)
    put_away(store)

    assert rows(store, "SELECT data FROM case_state") == [first]


def test_a_case_that_goes_on_stays_as_it_is(
    store: Store, clock: FixedClock, begin: Begin, take_report: TakeReport, open_task: OpenTask
):
    started = begin()
    take_report(started.id, depth=12)
    clock.advance(timedelta(days=30))

    put_away(store)

    assert rows(store, "SELECT count(*) FROM case_answer") == [(1,)]
    assert open_task(started.id).name == "Explain"


def test_a_case_that_was_closed_is_put_away_like_any_other(
    store: Store, council: Council, clock: FixedClock, begin: Begin, take_report: TakeReport
):
    started = begin()
    take_report(started.id, depth=12)
    with unit_of_work(store) as work:
        cases.close(work, started.id, as_="withdrawn", reason="Customer rang", by=council.adviser)
    clock.advance(cases.AT_HAND)

    put_away(store)

    assert rows(store, "SELECT count(*) FROM case_answer") == [(0,)]
    with reading(store) as work:
        assert [one.answers["depth"] for one in cases.answers(work, started.id, by=council.adviser)] == [12]


def test_many_are_put_away_some_at_a_time_and_each_keeps_its_own(
    store: Store, council: Council, clock: FixedClock, begin: Begin, take_report: TakeReport
):
    begun = [begin().id for _ in range(3)]
    for depth, case_id in enumerate(begun):
        take_report(case_id, depth=depth)
        with unit_of_work(store) as work:
            cases.close(work, case_id, as_="withdrawn", reason="Customer rang", by=council.adviser)
    clock.advance(cases.AT_HAND)

    assert put_away(store, most=2), "there may be more"
    assert not put_away(store, most=2)

    with reading(store) as work:
        given = [cases.answers(work, case_id, by=council.adviser)[0].answers["depth"] for case_id in begun]
    assert given == [0, 1, 2]


def test_two_workers_share_the_work_without_waiting(store: Store, clock: FixedClock, finish: Callable[[], int]):
    begun = {finish(), finish()}
    clock.advance(cases.AT_HAND)

    with unit_of_work(store) as first:
        assert cases.put_away(first, 1)
        assert put_away(store, most=1), "another takes what this one does not hold"

    assert rows(store, "SELECT count(*) FROM case_state WHERE put_away_at IS NULL") == [(len(begun),)]
    assert rows(store, "SELECT count(*) FROM case_answer") == [(0,)]


def test_looking_for_what_is_due_is_one_statement(store: Store, statements: Callable[..., object]):
    with statements() as sent:
        put_away(store)

    assert len(sent) == 1
