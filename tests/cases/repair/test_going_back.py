"""Going back to an earlier step: it opens again, what came after is withdrawn, and the record stays."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from engine import audit, cases, sla
from engine.cases import CaseTask, CaseView, Started
from engine.errors import Conflict, NotFound, NotPermitted, Refused, StaleVersion
from engine.sla import ClockFilter
from engine.store import Store, reading, unit_of_work
from tests.cases.repair.test_repairing import FAILING
from tests.council import Council, found_council

WHY = "The depth was measured in the wrong place"


@pytest.fixture
def inspected(begin: Callable[..., Started], take_report: Callable[..., None]) -> int:
    """A case whose report was taken, and whose inspection waits."""
    started = begin()
    take_report(started.id, reporter="Mrs Quill", injury="Broken wrist")
    return started.id


def go_back(store: Store, council: Council, case_id: int, task_id: int) -> str:
    with unit_of_work(store) as work:
        return cases.go_back(work, case_id, task_id, reason=WHY, by=council.leader).status


def snapshots(store: Store) -> int:
    with reading(store) as work:
        return work.sure_value(text("SELECT count(*) FROM case_snapshot"))


def test_the_steps_that_were_done_are_listed_and_it_is_said_what_going_back_does(
    store: Store, council: Council, inspected: int
):
    with reading(store) as work:
        (step,) = cases.earlier_steps(work, inspected, by=council.leader)
        way = cases.foresee_way_back(work, inspected, step.task_id, by=council.leader)

    assert (step.name, step.done_at) == ("Take the report", store.clock.now())
    assert (way.opens, way.withdrawn, way.undone) == (("Take the report",), ("Inspect it",), ("Take the report",))


def test_the_step_opens_again_as_a_new_task_with_its_earlier_answers_filled_in(
    store: Store, council: Council, inspected: int, look: Callable[[int], CaseView]
):
    first, later = look(inspected).tasks
    store.clock.advance(timedelta(hours=3))

    assert go_back(store, council, inspected, first.id) == "open"

    done, withdrawn, again = look(inspected).tasks
    assert (done.status, withdrawn.status, again.status) == ("done", "cancelled", "open")
    assert (again.name, again.opened_at, withdrawn.id) == ("Take the report", store.clock.now(), later.id)
    with reading(store) as work:
        view = cases.task(work, again.id, by=council.adviser)
        clocks = {clock.task_id: clock.status for clock in sla.clocks(work, ClockFilter(case_id=inspected))}
    assert view.again
    assert view.draft == {"depth": 50, "reporter": "Mrs Quill"}, "but nothing restricted"
    assert view.data == {}, "the case does not go by them any more"
    assert (clocks[done.id], clocks[withdrawn.id], clocks[again.id]) == ("met", "cancelled", "running")


def test_done_again_it_goes_another_way_and_the_answers_of_both_times_stay_in_the_record(
    store: Store, council: Council, inspected: int, look, open_task: Callable[[int], CaseTask], take_report
):
    go_back(store, council, inspected, look(inspected).tasks[0].id)
    take_report(inspected, depth=5)

    assert open_task(inspected).name == "Explain"
    with reading(store) as work:
        assert [given.answers["depth"] for given in cases.answers(work, inspected, by=council.adviser)] == [50, 5]
        entry = audit.entries(work, case_id=inspected, action="case:case:went-back")[0]
    assert (entry.by, entry.reason, entry.facts["step"]) == (council.leader.user_id, WHY, "Take the report")


def test_a_step_before_a_wait_comes_back_and_the_timer_is_gone(
    store: Store, council: Council, inspected: int, open_task: Callable[[int], CaseTask], look
):
    task = open_task(inspected)
    with unit_of_work(store) as work:
        cases.complete(work, task.id, answers={"finding": "Deep"}, by=council.officer)
    assert look(inspected).status == "waiting"

    assert go_back(store, council, inspected, task.id) == "open"

    with reading(store) as work:
        assert cases.next_timer(work, inspected) is None
        assert cases.task(work, open_task(inspected).id, by=council.officer).draft == {"finding": "Deep"}
        assert [step.name for step in cases.earlier_steps(work, inspected, by=council.leader)] == ["Take the report"]


def test_a_step_that_the_case_got_stuck_after_can_be_done_again_with_other_answers(store: Store):
    council = found_council(store, FAILING)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        (task,) = cases.case(work, started.id, by=council.adviser).tasks
        cases.complete(work, task.id, answers={"depth": 20}, by=council.adviser)

    assert go_back(store, council, started.id, task.id) == "open"

    with unit_of_work(store) as work:
        case = cases.case(work, started.id, by=council.adviser)
        (again,) = case.open_tasks
        assert (case.incident, again.id > task.id) == (None, True)
        assert cases.complete(work, again.id, answers={"depth": 50}, by=council.adviser).settled.status == "open"


def test_snapshots_are_bounded_and_gone_when_the_case_ends(
    store: Store, council: Council, inspected: int, look, take_report, begin
):
    assert snapshots(store) == 1
    for _ in range(2):
        go_back(store, council, inspected, _last_done(look(inspected)))
        take_report(inspected)
    assert snapshots(store) == 1, "those of what was undone are gone"
    with unit_of_work(store) as work:
        for _ in range(80):
            work.execute(
                text(
                    "INSERT INTO case_snapshot (case_id, task_id, taken_at, state, data, waiting)"
                    " SELECT case_id, task_id, taken_at, state, data, waiting FROM case_snapshot LIMIT 1"
                )
            )
    with unit_of_work(store) as work:
        cases.complete(work, look(inspected).open_tasks[0].id, answers={}, by=council.officer)
    assert snapshots(store) == 50
    with unit_of_work(store) as work:
        cases.close(work, inspected, as_="withdrawn", reason="x", by=council.adviser)
    assert snapshots(store) == 0

    short = begin()
    take_report(short.id, depth=5)
    assert snapshots(store) == 1
    with unit_of_work(store) as work:
        cases.complete(work, look(short.id).open_tasks[0].id, answers={}, by=council.adviser)
    assert (look(short.id).status, snapshots(store)) == ("ended", 0)


def _last_done(case: CaseView) -> int:
    return max(task.id for task in case.tasks if task.status == "done")


def test_it_needs_the_permission_a_reason_the_version_seen_and_a_step_that_was_done(
    store: Store, council: Council, inspected: int, look: Callable[[int], CaseView]
):
    done, waiting = (task.id for task in look(inspected).tasks)
    wrong = [
        (NotPermitted, {"by": council.adviser, "task": done}),
        (Refused, {"reason": " ", "task": done}),
        (StaleVersion, {"if_version": 99, "task": done}),
        (NotFound, {"task": waiting}),
    ]
    for expected, given in wrong:
        named = {"by": council.leader, "reason": WHY, **given}
        with pytest.raises(expected), unit_of_work(store) as work:
            cases.go_back(work, inspected, named.pop("task"), **named)
    with unit_of_work(store) as work:
        cases.suspend(work, inspected, reason="Wait", by=council.leader)
    with pytest.raises(Conflict, match="Resume it first"):
        go_back(store, council, inspected, done)
