"""The priority of tasks: from the model onto the task, and lists that keep to it."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import cases
from engine.cases import CaseTask, Started, TaskFilter
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, Council, found_council

Begin = Callable[..., Started]
PRIORITISED = MODEL.replace(
    '<bpmn:userTask id="inspect" name="Inspect it">',
    '<bpmn:userTask id="inspect" name="Inspect it" bpr:priority="if depth &gt; 90 then depth else 20">',
)


@pytest.fixture
def council(store: Store) -> Council:
    """The council whose inspections are urgent when a defect is deep."""
    return found_council(store, PRIORITISED)


def priorities(store: Store, council: Council, **wanted: object) -> list[int]:
    """The priorities on the inspectors' list."""
    with reading(store) as work:
        found = cases.find_tasks(work, TaskFilter(frozenset({council.back_team_id}), **wanted), by=council.officer)
    return [row.priority for row in found]


def test_a_task_has_the_priority_of_the_data_with_which_it_opens(
    store: Store, council: Council, begin: Begin, take_report: Callable[..., None], open_task: Callable[[int], CaseTask]
):
    deep, shallow = begin().id, begin().id

    take_report(deep, depth=95)
    take_report(shallow, depth=50)

    assert priorities(store, council) == [95, 20]
    with reading(store) as work:
        view = cases.task(work, open_task(deep).id, by=council.officer)
    assert (view.priority, cases.priority_word(view.priority)) == (95, "high")


def test_a_list_keeps_to_one_priority_beside_its_other_filters(
    store: Store, council: Council, begin: Begin, take_report: Callable[..., None]
):
    for depth in (95, 50, 100):
        take_report(begin().id, depth=depth)

    assert priorities(store, council, priority="high") == [95, 100]
    assert priorities(store, council, priority="low", service_id=council.service_id) == [20]
    assert priorities(store, council, priority="normal") == []
    with reading(store) as work:
        wanted = TaskFilter(frozenset({council.back_team_id}), priority="high")
        assert cases.count_tasks(work, wanted, by=council.officer).total == 2


def test_a_value_that_is_no_priority_makes_the_case_stuck_and_keeps_what_was_answered(
    store: Store, council: Council, begin: Begin, take_report: Callable[..., None], look: Callable[[int], object]
):
    case_id = begin().id

    take_report(case_id, depth=101)

    view = look(case_id)
    assert (view.status, view.incident.element) == ("stuck", "inspect")
    assert "101, which is not a whole number from 0 to 100" in view.incident.cause
    assert view.tasks[0].status == "done"


def test_a_step_that_is_done_again_has_the_priority_that_it_had(
    store: Store, council: Council, begin: Begin, take_report: Callable[..., None], open_task: Callable[[int], CaseTask]
):
    case_id = begin().id
    take_report(case_id, depth=95)
    inspection = open_task(case_id)
    with unit_of_work(store) as work:
        cases.complete(work, inspection.id, answers={"finding": "A hole"}, by=council.officer)

    with unit_of_work(store) as work:
        cases.go_back(work, case_id, inspection.id, reason="Look again", by=council.leader)

    assert priorities(store, council) == [95]
