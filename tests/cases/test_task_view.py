"""Looking at a task: what is known, which questions apply, and the own draft."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from engine import audit, cases
from engine.cases import CaseTask, Started
from engine.errors import NotFound
from engine.store import Store, reading, unit_of_work
from tests.council import MODEL, Council, found_council

Begin = Callable[..., Started]
OpenTask = Callable[[int], CaseTask]
PROPERTY = '<camunda:properties><camunda:property id="sensitivity" value="personal"/></camunda:properties>'
ONLY_DEEP = PROPERTY.replace("</camunda:properties>", '<camunda:property id="shown_if" value="depth > 10"/>')


def test_it_tells_what_the_case_knows_in_the_order_it_was_asked_and_nothing_restricted(
    store: Store, council: Council, begin: Begin, open_task: OpenTask, take_report: Callable[..., None]
):
    started = begin()
    take_report(started.id, depth=50, reporter="Wren", injury="A child")
    with reading(store) as work:
        view = cases.task(work, open_task(started.id).id, by=council.officer)
    assert [(known.field.label, known.value) for known in view.known] == [
        ("How deep is it?", 50),
        ("Who reports it?", "Wren"),
    ]
    assert view.data == {"depth": 50, "reporter": "Wren"}
    assert (view.process_name, view.office, view.once_and_done) == ("Report a defect", "back", True)


def test_what_a_script_makes_of_a_restricted_answer_is_not_told_either(store: Store):
    script = (
        '<bpmn:scriptTask id="note" scriptFormat="feel"><bpmn:script>{finding: injury}</bpmn:script></bpmn:scriptTask>'
    )
    onwards = '<bpmn:sequenceFlow id="f2b" sourceRef="note" targetRef="urgent"/>'
    with_note = f'{script}{onwards}<bpmn:sequenceFlow id="f2" sourceRef="take" targetRef="note"/>'
    model = MODEL.replace('<bpmn:sequenceFlow id="f2" sourceRef="take" targetRef="urgent"/>', with_note)
    model = model.replace("<bpmn:incoming>f2</bpmn:incoming>", "<bpmn:incoming>f2b</bpmn:incoming>")
    council = found_council(store, model)
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        task_id = cases.next_task_for(work, started.id, by=council.adviser) or 0
        cases.claim(work, task_id, by=council.adviser)
        cases.complete(work, task_id, answers={"depth": 50, "injury": "A child"}, by=council.adviser)
        (inspect,) = cases.case(work, started.id, by=council.officer).open_tasks
        view = cases.task(work, inspect.id, by=council.officer)
    assert (inspect.element, view.data) == ("inspect", {"depth": 50, "reporter": None})
    assert [known.field.key for known in view.known] == ["depth"]


def test_it_tells_when_the_draft_was_kept(store: Store, council: Council, begin: Begin, open_task: OpenTask):
    task = open_task(begin().id)
    with unit_of_work(store) as work:
        assert cases.task(work, task.id, by=council.adviser).draft_kept_at is None
        cases.save_draft(work, task.id, {"depth": "abo"}, by=council.adviser)
        view = cases.task(work, task.id, by=council.adviser)
        assert (view.draft, view.draft_kept_at) == ({"depth": "abo"}, work.now)
        assert cases.task(work, task.id, by=council.colleague).draft == {}


def test_which_questions_apply_follows_from_the_answers(store: Store):
    council = found_council(store, MODEL.replace(PROPERTY, f"{ONLY_DEEP}</camunda:properties>"))
    with unit_of_work(store) as work:
        started = cases.start(work, process_key="report", site_id=council.site_id, by=council.adviser)
        task_id = cases.next_task_for(work, started.id, by=council.adviser) or 0
        assert cases.task(work, task_id, by=council.adviser).shown == {"depth", "injury"}
        for typed, asked in (("50", True), ("5", False), ("deep", False)):
            shown = cases.shown_fields(work, task_id, {"depth": typed}, by=council.adviser)
            assert ("reporter" in shown) is asked, typed


def test_it_tells_how_the_task_last_changed_hands(
    store: Store, council: Council, begin: Begin, open_task: OpenTask, take_report: Callable[..., None]
):
    started = begin()
    with reading(store) as work:
        assert cases.hand_off_of_task(work, started.id, open_task(started.id).id) is None
    take_report(started.id)
    with reading(store) as work:
        found = cases.hand_off_of_task(work, started.id, open_task(started.id).id)
        assert found is not None
        assert (found.to_team_id, found.status) == (council.back_team_id, "waiting")
        assert cases.case_of_hand_off(work, found.id, by=council.officer) == started.id
        with pytest.raises(NotFound):
            cases.case_of_hand_off(work, 999, by=council.officer)


def test_claiming_what_one_holds_changes_nothing(store: Store, council: Council, begin: Begin, open_task: OpenTask):
    task = open_task(begin().id)
    for _ in range(2):
        with unit_of_work(store) as work:
            assert cases.claim(work, task.id, by=council.adviser) == task.row_version + 1
    with reading(store) as work:
        assert len(audit.entries(work, action="case:task:claimed")) == 1


def test_the_steps_of_a_list_are_those_of_which_it_holds_tasks(
    store: Store, council: Council, begin: Begin, take_report: Callable[..., None]
):
    begin()
    take_report(begin().id)
    with reading(store) as work:
        (front,) = cases.listed_steps(work, frozenset({council.front_team_id}))
        (back,) = cases.listed_steps(work, council.officer.team_ids)
        assert cases.listed_steps(work, frozenset()) == []
    assert (front.step_key, front.name) == ("take", "Take the report")
    assert (back.process_id, back.step_key) == (council.process_id, "inspect")
