"""What says where a step goes is read anew for each case: a change counts from its commit on, in every process."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import cases, definitions, people
from engine.cases import CaseTask, Started, StepMove
from engine.people import SYSTEM
from engine.store import Store, unit_of_work
from engine.transfer import Place
from tests.bench.measuring import recording
from tests.council import Council

Begin = Callable[..., Started]


@pytest.fixture
def next_task(
    begin: Begin, take_report: Callable[..., None], open_task: Callable[[int], CaseTask]
) -> Callable[[], CaseTask]:
    """“Inspect it” of a new case, whose report has just been taken."""

    def reach() -> CaseTask:
        started = begin()
        take_report(started.id)
        return open_task(started.id)

    return reach


def test_a_mark_that_has_changed_gives_the_next_task_its_target(
    store: Store, council: Council, next_task: Callable[[], CaseTask]
):
    before = next_task()
    with unit_of_work(store) as work:
        changes = {"inspect": {"target": "20 working days"}}
        definitions.set_marks(work, council.process_id, changes, by=SYSTEM, reason="Agreed")

    assert before.due_at is not None
    assert next_task().due_at > before.due_at


def test_a_lane_that_another_team_has_taken_sends_the_next_task_there(
    store: Store, council: Council, next_task: Callable[[], CaseTask]
):
    assert next_task().team_id == council.back_team_id
    with unit_of_work(store) as work:
        people.change_team(work, council.back_team_id, {"lanes": []}, by=SYSTEM, row_version=1)
        other = people.create_team(
            work, "visitors", "Visitors", kind="back", service_id=council.service_id, lanes=["Inspectors"], by=SYSTEM
        )

    assert next_task().team_id == other.id


def test_a_step_that_has_moved_sends_the_next_task_to_the_front_office(
    store: Store, council: Council, next_task: Callable[[], CaseTask]
):
    assert next_task().team_id == council.back_team_id
    place = Place(council.process_id, "inspect", council.site_id)
    for version, state in enumerate(("agreed", "trained", "pilot", "live")):
        with unit_of_work(store) as work:
            change = StepMove(to=state, row_version=version, pilot_share=50 if state == "pilot" else None)
            cases.move_step(work, place, change, by=council.head)

    assert next_task().team_id == council.front_team_id


def test_the_calendar_of_a_service_counts_from_its_change_on(
    store: Store, council: Council, next_task: Callable[[], CaseTask]
):
    with unit_of_work(store) as work:
        changes = {"inspect": {"calendar": "", "target": "10 working hours"}}
        definitions.set_marks(work, council.process_id, changes, by=SYSTEM, reason="Agreed")
    before = next_task()
    with unit_of_work(store) as work:
        service = people.service_by_id(work, council.service_id)
        changed = {"default_calendar": "england-24x7"}
        people.change_service(work, service.id, changed, by=SYSTEM, row_version=service.row_version)

    assert before.due_at is not None
    assert next_task().due_at != before.due_at


def test_all_that_routes_a_step_is_one_statement(store: Store, begin: Begin, take_report: Callable[..., None]):
    started = begin()

    with recording(store.engine) as recorder:
        take_report(started.id)

    read = [text for transaction in recorder.transactions for text, _ in transaction if "transfer_standing" in text]
    assert len(read) == 1
    assert "definition_mark" in read[0]
    assert "people_team" in read[0]
    assert "sla_calendar_revision" in read[0]
    assert "FOR SHARE" in read[0], "where steps stand is held until the tasks are written"
