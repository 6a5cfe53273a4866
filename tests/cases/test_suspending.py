"""A case that stands still: nobody works on it, no time passes for it, and then it goes on with what was left."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest

from engine import audit, cases, sla
from engine.cases import CaseTask, CaseView, Started, TaskFilter
from engine.errors import Conflict, NotPermitted, Refused, StaleVersion
from engine.sla import ClockFilter
from engine.store import Store, reading, unit_of_work
from tests.council import Council

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
