"""Timers of cases, fired by the worker."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from threading import Thread

import pytest
from sqlalchemy import text

from engine import audit, cases, people
from engine.cases import CaseTask, CaseView, Started, timers
from engine.cases.locking import lock_case
from engine.clock import FixedClock
from engine.people import SYSTEM
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, Council, found_council

Begin = Callable[..., Started]
Look = Callable[[int], CaseView]
OpenTask = Callable[[int], CaseTask]
UntilTheTimer = Callable[[], int]


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


def test_a_case_that_fails_as_nobody_foresaw_holds_up_no_other_and_is_tried_again(
    store: Store,
    clock: FixedClock,
    until_the_timer: UntilTheTimer,
    open_task: OpenTask,
    caplog: pytest.LogCaptureFixture,
):
    first, second = until_the_timer(), until_the_timer()
    data = _swap_data(store, first, b"spoilt")
    clock.advance(timedelta(days=2))

    assert cases.fire_due_timers(store) == 1

    assert open_task(second).name == "Repair it"
    (line,) = caplog.messages
    assert (line.startswith("not done, tried again later: "), f"case_id={first}" in line) == (True, True)
    assert cases.fire_due_timers(store) == 0, "not at once"
    _swap_data(store, first, data)
    clock.advance(timers.LEASE)
    assert cases.fire_due_timers(store) == 1
    assert open_task(first).name == "Repair it"


def _swap_data(store: Store, case_id: int, data: bytes) -> bytes:
    """Write other data into the row of a case; answers what stood there."""
    with unit_of_work(store) as work:
        before = work.value(text("SELECT data FROM case_state WHERE case_id = :id"), {"id": case_id})
        work.execute(text("UPDATE case_state SET data = :data WHERE case_id = :id"), {"data": data, "id": case_id})
    return bytes(before)


def test_what_a_worker_claimed_that_died_fires_when_its_claim_is_over(
    store: Store, clock: FixedClock, until_the_timer: UntilTheTimer, open_task: OpenTask
):
    case_id = until_the_timer()
    clock.advance(timedelta(days=2))
    with unit_of_work(store) as work:
        (claimed,) = cases.claim_timers(work, 10)

    assert claimed.case_id == case_id
    assert cases.fire_due_timers(store) == 0
    clock.advance(timers.LEASE)
    assert cases.fire_due_timers(store) == 1
    assert open_task(case_id).name == "Repair it"


def test_a_worker_that_is_slower_than_its_claim_fires_nothing_twice(
    store: Store, clock: FixedClock, until_the_timer: UntilTheTimer
):
    case_id = until_the_timer()
    clock.advance(timedelta(days=2))
    with unit_of_work(store) as work:
        (claimed,) = cases.claim_timers(work, 10)
    clock.advance(timers.LEASE)
    assert cases.fire_due_timers(store) == 1

    assert not timers.fire_claimed(store, claimed)
    with reading(store) as work:
        assert len(audit.entries(work, case_id=case_id, action="case:timer:fired")) == 1


def test_a_case_that_somebody_holds_is_left_for_later(
    store: Store, clock: FixedClock, until_the_timer: UntilTheTimer, open_task: OpenTask
):
    case_id, other = until_the_timer(), until_the_timer()
    clock.advance(timedelta(days=2))
    with unit_of_work(store) as work:
        assert len(cases.claim_timers(work, 10)) == 2
    clock.advance(timers.LEASE)

    with unit_of_work(store) as work:
        lock_case(work, case_id)
        assert cases.fire_due_timers(store) == 1
    assert open_task(other).name == "Repair it"
    assert cases.fire_due_timers(store) == 1


def timed(time: str, tag: str = "timeDate") -> str:
    """The model, waiting for this time after the inspection."""
    return MODEL.replace("<bpmn:timeDuration>P2D</bpmn:timeDuration>", f"<bpmn:{tag}>{time}</bpmn:{tag}>")


def due_of(store: Store, model: str, *, calendar: str = "england-mon-fri-9-17") -> datetime | None:
    """When the timer of a case of the model is due that reaches it now; the service counts on this calendar."""
    council = found_council(store, model)
    with unit_of_work(store) as work:
        changed = {"default_calendar": calendar}
        people.change_service(work, council.service_id, changed, by=SYSTEM, row_version=2)
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
    for answers, by in (({"depth": 50}, council.adviser), ({"finding": "hole"}, council.officer)):
        with unit_of_work(store) as work:
            (task,) = cases.case(work, started.id, by=by).open_tasks
            cases.complete(work, task.id, answers=answers, by=by)
    with reading(store) as work:
        return cases.next_timer(work, started.id)


@pytest.mark.parametrize("time", ['due after("5 working days")', "5 working days"])
def test_a_timer_may_count_working_days(store: Store, time: str):
    due = datetime(2026, 11, 25, 17, 0, tzinfo=UTC)
    assert due_of(store, timed(time)) == due, "5 working days after Wednesday 18 November"


@pytest.mark.parametrize("time", ['due after("12 working hours")', "12 working hours"])
@pytest.mark.parametrize(
    ("calendar", "due"),
    [
        ("england-mon-fri-9-17", datetime(2026, 11, 19, 14, 0, tzinfo=UTC)),
        ("england-24x7", datetime(2026, 11, 18, 22, 0, tzinfo=UTC)),
    ],
)
def test_working_time_counts_on_the_calendar_of_the_service_whose_team_has_the_work(
    store: Store, time: str, calendar: str, due: datetime
):
    assert due_of(store, timed(time), calendar=calendar) == due


def test_at_the_border_of_a_step_it_counts_on_the_calendar_of_the_step_s_own_mark(store: Store):
    at_repair = (
        '<bpmn:boundaryEvent id="late" attachedToRef="repair" cancelActivity="false"><bpmn:outgoing>l1</bpmn:outgoing>'
        '<bpmn:timerEventDefinition id="lt"><bpmn:timeDate>12 working hours</bpmn:timeDate></bpmn:timerEventDefinition>'
        '</bpmn:boundaryEvent><bpmn:endEvent id="lateend"><bpmn:incoming>l1</bpmn:incoming></bpmn:endEvent>'
        '<bpmn:sequenceFlow id="l1" sourceRef="late" targetRef="lateend"/>'
    )
    model = (
        MODEL.replace('<bpmn:sequenceFlow id="f5" sourceRef="inspect" targetRef="pause"/>', "")
        .replace('id="f6" sourceRef="pause"', 'id="f6" sourceRef="inspect"')
        .replace(
            "<bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f5<", "<bpmn:incoming>f2</bpmn:incoming><bpmn:outgoing>f6<"
        )
        .replace('<bpmn:endEvent id="repaired"', f'{at_repair}<bpmn:endEvent id="repaired"')
        .replace('<bpr:mark stage="fulfilment"/>', '<bpr:mark stage="fulfilment" calendar="england-24x7"/>')
    )
    pause = model[model.index("<bpmn:intermediateCatchEvent") : model.index('<bpmn:userTask id="repair"')]
    model = model.replace(pause, "").replace("<bpmn:flowNodeRef>pause</bpmn:flowNodeRef>", "")
    model = model.replace(
        "<bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f5<", "<bpmn:incoming>f3</bpmn:incoming><bpmn:outgoing>f6<"
    )

    assert due_of(store, model) == datetime(2026, 11, 18, 22, 0, tzinfo=UTC), "the repair is done day and night"


def test_a_cron_waits_for_its_next_time_by_the_council_s_clocks(store: Store):
    assert due_of(store, timed("0 9 * * 1-5", "timeCycle")) == datetime(2026, 11, 19, 9, 0, tzinfo=UTC)


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
