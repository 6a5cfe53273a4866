"""A case that stands still: nobody works on it, no time passes for it, and then it goes on with what was left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from engine import audit, cases, sla
from engine.cases import CaseTask, CaseView, Started, TaskFilter
from engine.errors import Conflict, NotPermitted, Refused, StaleVersion
from engine.sla import ClockFilter
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, Council, found_council

WHY = "The road is closed by the police"


def suspend(store: Store, council: Council, case_id: int) -> None:
    with unit_of_work(store) as work:
        cases.suspend(work, case_id, reason=WHY, by=council.leader)


def resume(store: Store, council: Council, case_id: int) -> str:
    with unit_of_work(store) as work:
        return cases.resume(work, case_id, reason="It is open again", by=council.leader).status


@pytest.fixture
def inspected(store: Store, council: Council, begin: Callable[..., Started], take_report: Callable[..., None]) -> int:
    """A case whose inspection waits for the officers; their clock runs to 10:00 tomorrow."""
    started = begin()
    take_report(started.id)
    return started.id


def test_a_suspended_case_says_why_since_when_and_by_whom(store: Store, council, inspected: int, look):
    suspend(store, council, inspected)

    case = look(inspected)

    assert (case.status, case.next_action, case.next_team_id) == ("suspended", "Resume the case", None)
    assert case.suspension is not None
    assert (case.suspension.reason, case.suspension.by_user_id) == (WHY, council.leader.user_id)
    with reading(store) as work:
        assert cases.task(work, case.open_tasks[0].id, by=council.officer).suspended == WHY


def test_nobody_works_on_it_and_drafts_and_holders_stay(
    store: Store, council, inspected: int, open_task: Callable[[int], CaseTask]
):
    task = open_task(inspected)
    with unit_of_work(store) as work:
        cases.claim(work, task.id, by=council.officer)
        cases.save_draft(work, task.id, {"finding": "half"}, by=council.officer)
    suspend(store, council, inspected)

    with pytest.raises(Conflict, match="suspended"), unit_of_work(store) as work:
        cases.complete(work, task.id, answers={}, by=council.officer)
    with reading(store) as work:
        assert cases.next_task_for(work, inspected, by=council.officer) is None

    assert resume(store, council, inspected) == "open"
    with reading(store) as work:
        view = cases.task(work, task.id, by=council.officer)
    assert (view.claimed_by, view.draft, view.suspended) == (council.officer.user_id, {"finding": "half"}, "")


def test_its_clocks_pause_for_this_reason_and_go_on_with_what_was_left(store: Store, council, inspected: int):
    with reading(store) as work:
        before = {clock.name: clock.due_at for clock in _open_clocks(work, inspected)}
    suspend(store, council, inspected)
    with reading(store) as work:
        assert {(clock.status, clock.due_at) for clock in _open_clocks(work, inspected)} == {("paused", None)}
        reasons = [e.reason for e in audit.entries(work, case_id=inspected, action="sla:clock:paused")]
        (row,) = cases.find_tasks(work, TaskFilter(frozenset({council.back_team_id})), by=council.officer)
    assert set(reasons) == {WHY}
    assert (row.due_at, row.verdict) == (None, "paused"), "it is at the end of the list"

    store.clock.advance(timedelta(days=7))
    resume(store, council, inspected)

    with reading(store) as work:
        after = {clock.name: clock.due_at for clock in _open_clocks(work, inspected)}
        (row,) = cases.find_tasks(work, TaskFilter(frozenset({council.back_team_id})), by=council.officer)
    assert after == {name: due + timedelta(days=7) for name, due in before.items()}
    assert row.due_at == after["Inspect it"]


def test_what_the_customer_was_promised_stays(store: Store, council, inspected: int, look: Callable[[int], CaseView]):
    promised = look(inspected).fulfil_by
    suspend(store, council, inspected)
    store.clock.advance(timedelta(days=7))
    resume(store, council, inspected)

    assert look(inspected).fulfil_by == promised


def test_a_timer_does_not_fire_meanwhile_and_then_has_the_time_that_was_left(
    store: Store, council, inspected: int, open_task, look
):
    with unit_of_work(store) as work:
        cases.complete(work, open_task(inspected).id, answers={}, by=council.officer)
    store.clock.advance(timedelta(days=1))
    suspend(store, council, inspected)

    store.clock.advance(timedelta(days=30))
    assert cases.fire_due_timers(store) == 0
    with unit_of_work(store) as work:
        assert cases.fire_timers(work, inspected) is None
    assert resume(store, council, inspected) == "waiting"

    with reading(store) as work:
        assert cases.next_timer(work, inspected) == store.clock.now() + timedelta(days=1)
    store.clock.advance(timedelta(days=1))
    assert cases.fire_due_timers(store) == 1
    assert [task.name for task in look(inspected).open_tasks] == ["Repair it"]


def waiting_for(store: Store, model: str) -> tuple[Council, int]:
    """The council with this model, and a case whose report was taken, and whose inspection waits."""
    found = found_council(store, model)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=found.site_id, by=found.adviser)
    with unit_of_work(store) as work:
        (task,) = cases.case(work, started.id, by=found.adviser).open_tasks
        cases.complete(work, task.id, answers={"depth": 50}, by=found.adviser)
    return found, started.id


def with_limit(time: str) -> str:
    """The model, whose inspection is given up after this time."""
    border = (
        '<bpmn:boundaryEvent id="late" attachedToRef="inspect"><bpmn:outgoing>l1</bpmn:outgoing>'
        f'<bpmn:timerEventDefinition id="lt"><bpmn:timeDuration>{time}</bpmn:timeDuration></bpmn:timerEventDefinition>'
        '</bpmn:boundaryEvent><bpmn:endEvent id="given_up" name="Given up"><bpmn:incoming>l1</bpmn:incoming>'
        '</bpmn:endEvent><bpmn:sequenceFlow id="l1" sourceRef="late" targetRef="given_up"/>'
    )
    return MODEL.replace('<bpmn:endEvent id="repaired"', f'{border}<bpmn:endEvent id="repaired"')


def stand_still(store: Store, council: Council, case_id: int, *, from_: datetime, to: datetime) -> None:
    """Suspend a case at a moment, and resume it at another."""
    store.clock.advance(from_ - store.clock.now())
    suspend(store, council, case_id)
    store.clock.advance(to - store.clock.now())
    resume(store, council, case_id)


def at(day: int, hour: int, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


@pytest.mark.parametrize("written", ["{}", 'due after("{}")', 'if depth > 1 then due after("{}") else null'])
@pytest.mark.parametrize(
    ("target", "resumed", "due"),
    [
        ("12 working hours", at(20, 22), at(23, 17)),  # on Friday night, with eight hours left
        ("5 working days", at(27, 15), at(3, 17, month=12)),  # Thursday was the first, Monday is the second
        ("20 hours", at(20, 22), at(21, 14)),
    ],
)
def test_a_timer_in_working_time_has_the_working_time_that_was_left(
    store: Store, written: str, target: str, resumed: datetime, due: datetime
):
    # given an inspection that is given up after a time that counts from 10:00 of Wednesday 18 November
    council, case_id = waiting_for(store, with_limit(written.format(target).replace(">", "&gt;")))
    # when the case stands still from four hours later, or from the next noon, on
    stand_still(store, council, case_id, from_=at(19, 12) if "days" in target else at(18, 14), to=resumed)
    # then it counts on as if that time had not been
    with reading(store) as work:
        assert cases.next_timer(work, case_id) == due


def test_a_date_stays_however_it_was_worked_out(store: Store):
    council, case_id = waiting_for(store, with_limit('due after("2026-12-01")'))
    stand_still(store, council, case_id, from_=at(18, 14), to=at(20, 22))
    with reading(store) as work:
        assert cases.next_timer(work, case_id) == datetime(2026, 12, 1, 23, 59, 59, tzinfo=UTC)


def test_suspended_twice_it_leaves_out_both_times_as_the_clock_of_its_step_does(store: Store):
    council, case_id = waiting_for(store, with_limit("8 working hours"))

    stand_still(store, council, case_id, from_=at(18, 12), to=at(19, 20))
    stand_still(store, council, case_id, from_=at(20, 11), to=at(23, 10))

    with reading(store) as work:
        due = {clock.name: clock.due_at for clock in _open_clocks(work, case_id)}
        assert cases.next_timer(work, case_id) == due["Inspect it"] == at(23, 14), "two hours, two hours, and four"
    store.clock.advance(timedelta(hours=4))
    assert cases.fire_due_timers(store) == 1
    with reading(store) as work:
        assert cases.case(work, case_id, by=council.adviser).outcome == "Given up"


def test_only_a_case_that_goes_on_is_suspended_and_only_a_suspended_one_resumed(store: Store, council, inspected: int):
    with pytest.raises(Conflict, match="not suspended"):
        resume(store, council, inspected)
    suspend(store, council, inspected)
    with pytest.raises(Conflict, match="already"):
        suspend(store, council, inspected)
    with unit_of_work(store) as work:
        cases.close(work, inspected, as_="withdrawn", reason="They said so", by=council.adviser)
    for do in (suspend, resume):
        with pytest.raises(Conflict, match="ended"):
            do(store, council, inspected)


def test_it_needs_the_permission_a_reason_and_the_version_that_was_seen(store: Store, council, inspected: int, look):
    with pytest.raises(NotPermitted), unit_of_work(store) as work:
        cases.suspend(work, inspected, reason=WHY, by=council.adviser)
    with pytest.raises(Refused), unit_of_work(store) as work:
        cases.suspend(work, inspected, reason=" ", by=council.leader)
    seen = look(inspected).row_version
    with pytest.raises(StaleVersion), unit_of_work(store) as work:
        cases.suspend(work, inspected, reason=WHY, by=council.leader, if_version=seen - 1)
    with unit_of_work(store) as work:
        cases.suspend(work, inspected, reason=WHY, by=council.leader, if_version=seen)
    with pytest.raises(StaleVersion), unit_of_work(store) as work:
        cases.resume(work, inspected, reason=WHY, by=council.leader, if_version=seen)


def test_the_record_says_who_suspended_and_resumed_it_and_why(store: Store, council, inspected: int):
    suspend(store, council, inspected)
    resume(store, council, inspected)

    with reading(store) as work:
        told = [(e.action, e.by, e.reason) for e in audit.entries(work, case_id=inspected, action="case:case:")]
    assert told[:2] == [
        ("case:case:resumed", council.leader.user_id, "It is open again"),
        ("case:case:suspended", council.leader.user_id, WHY),
    ]


def _open_clocks(work, case_id: int):
    return [clock for clock in sla.clocks(work, ClockFilter(case_id=case_id)) if clock.stopped_at is None]
