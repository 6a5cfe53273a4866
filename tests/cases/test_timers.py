"""Timers of cases, fired by the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest

from engine import audit, cases, people
from engine.cases import CaseTask, CaseView, Started
from engine.clock import FixedClock
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, Council, found_council

Begin = Callable[..., Started]
Look = Callable[[int], CaseView]
OpenTask = Callable[[int], CaseTask]
UntilTheTimer = Callable[[], int]
WORKING = 'due after("5 working days")'


@pytest.fixture
def until_the_timer(
    store: Store, council: Council, begin: Begin, take_report: Callable[..., None], open_task: OpenTask
) -> UntilTheTimer:
    """Begin a case and bring it to where it waits for its timer; its id."""

    def wait() -> int:
        started = begin()
        take_report(started.id)
        with unit_of_work(store) as work:
            cases.complete(work, open_task(started.id).id, answers={"finding": "hole"}, by=council.officer)
        return started.id

    return wait


def test_a_case_waits_for_its_timer_and_says_until_when(
    store: Store, clock: FixedClock, until_the_timer: UntilTheTimer, open_task: OpenTask, look: Look
):
    case_id = until_the_timer()

    case = look(case_id)
    assert (case.status, case.promised_at) == ("waiting", clock.now() + timedelta(days=2))
    assert cases.fire_due_timers(store) == 0, "it is not due yet"


def test_a_due_timer_moves_the_case_on(
    store: Store, clock: FixedClock, until_the_timer: UntilTheTimer, open_task: OpenTask
):
    case_id = until_the_timer()
    clock.advance(timedelta(days=2))

    assert cases.fire_due_timers(store) == 1
    assert open_task(case_id).name == "Repair it"
    assert cases.fire_due_timers(store) == 0, "and only once"
    with reading(store) as work:
        (fired,) = audit.entries(work, case_id=case_id, action="case:timer:fired")
    assert fired.by is None


def test_two_workers_share_the_due_timers(
    store: Store, clock: FixedClock, until_the_timer: UntilTheTimer, open_task: OpenTask
):
    waiting = [until_the_timer() for _ in range(20)]
    clock.advance(timedelta(days=3))
    fired: list[int] = []

    workers = [Thread(target=lambda: fired.append(cases.fire_due_timers(store))) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()

    cases.fire_due_timers(store)
    assert {open_task(case_id).name for case_id in waiting} == {"Repair it"}
    with reading(store) as work:
        assert len(audit.entries(work, action="case:timer:fired", limit=100)) == 20


def test_a_case_that_a_timer_cannot_move_on_is_stuck_and_holds_up_no_other(
    store: Store, council: Council, clock: FixedClock, until_the_timer: UntilTheTimer, open_task: OpenTask, look: Look
):
    first = until_the_timer()
    clock.advance(timedelta(minutes=1))
    second = until_the_timer()
    with unit_of_work(store) as work:
        change = {"kind": "front", "lanes": []}
        people.change_team(work, council.back_team_id, change, by=SYSTEM, row_version=1)
    clock.advance(timedelta(days=2))

    assert cases.fire_due_timers(store) == 2

    for case_id in (first, second):
        case = look(case_id)
        assert case.incident is not None
        assert (case.status, "No team" in case.incident.cause) == ("stuck", True)
    with unit_of_work(store) as work:
        people.change_team(work, council.back_team_id, {"kind": "back"}, by=SYSTEM, row_version=2)
        cases.retry(work, first, by=council.administrator, reason="The inspectors are back")
    assert open_task(first).name == "Repair it"


def test_a_timer_may_count_working_days(store: Store, clock: FixedClock):
    model = MODEL.replace("<bpmn:timeDuration>P2D</bpmn:timeDuration>", f"<bpmn:timeDate>{WORKING}</bpmn:timeDate>")
    council = found_council(store, model)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    for answers, by in (({"depth": 50}, council.adviser), ({"finding": "hole"}, council.officer)):
        with unit_of_work(store) as work:
            (task,) = [task for task in cases.case(work, started.id, by=by).tasks if task.status == "open"]
            cases.complete(work, task.id, answers=answers, by=by)

    with reading(store) as work:
        case = cases.case(work, started.id, by=council.adviser)
    assert case.status == "waiting"
    assert case.promised_at == datetime(2026, 11, 25, 17, 0, tzinfo=UTC), "5 working days after Wednesday 18 November"


def test_the_timers_of_one_case_can_be_asked_for_and_fired_alone(
    store: Store, clock: FixedClock, until_the_timer: UntilTheTimer, open_task: OpenTask
):
    one, other = (until_the_timer() for _ in range(2))
    with reading(store) as work:
        due = cases.next_timer(work, one)
    assert due == clock.now() + timedelta(days=2)

    clock.advance(timedelta(days=2))
    with unit_of_work(store) as work:
        settled = cases.fire_timers(work, one)
        assert [task.name for task in settled.opened] == ["Repair it"]
        assert cases.next_timer(work, one) is None
        assert cases.next_timer(work, other) == due
