"""Event subprocesses of real cases: what they end, what they begin, and by what they are begun."""

from __future__ import annotations

from datetime import timedelta

import pytest

from engine import audit, cases
from engine.cases import CaseTask, Started
from engine.clock import FixedClock
from engine.store import Store, reading, unit_of_work
from tests.council import Council, found_council, person
from tests.definitions.models import model

LATE_OR_WITHDRAWN = model("""
lane Customer services: start take end ask
lane Inspectors: remind chase out
startEvent start "Reported"
userTask take "Take the report"
endEvent end "Done"
start -> take -> end
subProcess gone "Withdrawn" triggeredByEvent="true" {
startEvent told "They say so" message="Withdrawn"
userTask ask "Ask why"
endEvent asked "Asked"
told -> ask -> asked
}
subProcess late "Too late" triggeredByEvent="true" {
startEvent days "Every two days" timer="R2/P2D" isInterrupting="false"
userTask chase "Chase it"
endEvent chased "Chased"
days -> chase -> chased
}
diagram
""").decode()


@pytest.fixture
def council(store: Store) -> Council:
    """A process that is chased every two days, and can be withdrawn at any time."""
    return found_council(store, LATE_OR_WITHDRAWN)


@pytest.fixture
def case(store: Store, council: Council) -> Started:
    with unit_of_work(store) as work:
        return cases.start(work, process_key="process", site_id=council.site_id, by=council.adviser)


def by_name(store: Store, council: Council, case: Started) -> dict[str, list[CaseTask]]:
    found: dict[str, list[CaseTask]] = {}
    with reading(store) as work:
        for task in cases.case(work, case.id, by=council.head).tasks:
            found.setdefault(f"{task.name}, {task.status}", []).append(task)
    return found


def complete(store: Store, council: Council, task: CaseTask) -> None:
    with unit_of_work(store) as work:
        by = council.officer if task.team_id == council.back_team_id else council.adviser
        cases.complete(work, task.id, answers={}, by=by)


def test_a_message_ends_everything_else_and_what_follows_it_ends_the_case(
    store: Store, council: Council, case: Started
) -> None:
    with unit_of_work(store) as work:
        letter = cases.Letter("Withdrawn", reference=case.reference, payload={"why": "moved"})
        cases.send_message(work, letter, by=person(work, "web", "service_account", service_id=council.service_id))
    found = by_name(store, council, case)
    assert found.keys() == {"Take the report, cancelled", "Ask why, open"}
    complete(store, council, found["Ask why, open"][0])
    with reading(store) as work:
        assert cases.case(work, case.id, by=council.head).status == "ended"
        assert cases.next_timer(work, case.id) is None


def test_a_time_begins_work_beside_the_case_as_often_as_it_says(
    store: Store, council: Council, case: Started, clock: FixedClock
) -> None:
    for times in (1, 2, 2):
        clock.advance(timedelta(days=2))
        cases.fire_due_timers(store)
        found = by_name(store, council, case)
        assert len(found["Take the report, open"]) == 1
        assert len(found["Chase it, open"]) == times
    assert found["Chase it, open"][0].team_id == council.back_team_id
    complete(store, council, found["Take the report, open"][0])
    for task in found["Chase it, open"]:
        with reading(store) as work:
            assert cases.case(work, case.id, by=council.head).status == "open"
        complete(store, council, task)
    with reading(store) as work:
        assert cases.case(work, case.id, by=council.head).status == "ended"


def test_a_case_whose_work_is_done_ends_although_more_could_have_come(
    store: Store, council: Council, case: Started, clock: FixedClock
) -> None:
    complete(store, council, by_name(store, council, case)["Take the report, open"][0])
    clock.advance(timedelta(days=9))
    assert cases.fire_due_timers(store) == 0
    with reading(store) as work:
        assert cases.case(work, case.id, by=council.head).status == "ended"
        assert audit.entries(work, case_id=case.id, action="case:timer:fired") == []
