"""The house rules for the models that are shipped."""

from __future__ import annotations

import re

import pytest

from engine import bpmn, decisions, feel
from engine.bpmn.model import STEP_KINDS
from engine.definitions.marks_xml import read_marks
from engine.forms import fields_from_form_data
from tests.processes.walking import MODELS, walk

EACH = [pytest.param(path, id=path.stem) for path in MODELS]
FRONT = "Customer services"


def test_there_is_a_process_for_each_of_three_services():
    assert {path.parent.parent.name for path in MODELS} >= {"highways", "revenues", "planning"}


@pytest.mark.parametrize("path", EACH)
def test_a_process_has_what_its_folder_promises(path):
    assert {found.name for found in path.parent.iterdir()} >= {
        f"{path.stem}.bpmn",
        f"{path.stem}.dmn",
        "scenarios.yaml",
        "README.md",
    }


@pytest.mark.parametrize("path", EACH)
def test_a_process_is_of_real_size_with_front_and_back_office_steps_and_a_clock(path):
    model = walk(path).model
    steps = [element for element in model.elements.values() if element.kind in STEP_KINDS]

    assert len(steps) >= 8
    assert {element.kind for element in steps} >= {"userTask", "scriptTask", "businessRuleTask"}
    assert FRONT in {element.lane for element in steps}
    assert len({element.lane for element in steps}) > 1
    assert any(element.event == "timer" for element in model.elements.values())
    assert model.has_diagram


@pytest.mark.parametrize("path", EACH)
def test_every_task_of_a_person_has_a_form_that_can_be_read_and_some_field_is_restricted(path):
    tasks = [element for element in walk(path).model.elements.values() if element.kind == "userTask"]

    fields = {task.id: fields_from_form_data(task.form) for task in tasks}

    assert all(fields.values())
    assert any(field.sensitivity == "restricted" for form in fields.values() for field in form)
    assert any(field.required for form in fields.values() for field in form)


@pytest.mark.parametrize("path", EACH)
def test_every_question_that_takes_one_form_of_answer_only_says_which(path):
    forms = [fields_from_form_data(element.form) for element in walk(path).model.elements.values() if element.form]
    particular = [field for form in forms for field in form if field.pattern or field.type in ("uprn", "usrn")]

    assert particular
    assert [field.key for field in particular if not field.hint] == []
    assert [field.key for field in particular if "A-Z" in field.pattern and "a-z" not in field.pattern] == []


@pytest.mark.parametrize("path", EACH)
def test_no_condition_rule_or_script_looks_at_a_restricted_field(path):
    process = walk(path)
    forms = [fields_from_form_data(element.form) for element in process.model.elements.values() if element.form]
    restricted = {field.key for form in forms for field in form if field.sensitivity == "restricted"}
    texts = [flow.condition for flow in process.model.flows.values()]
    texts += [element.details.get("script", "") for element in process.model.elements.values()]

    words = {word for text in texts for word in re.findall(r"\w+", text)}

    assert words & restricted == set()
    assert {found.name for found in process.decisions.inputs.values()} & restricted == set()


@pytest.mark.parametrize("path", EACH)
def test_every_condition_and_script_is_feel(path):
    model = walk(path).model

    for flow in model.flows.values():
        if flow.condition:
            assert feel.parse(flow.condition)
    for element in model.elements.values():
        if element.kind == "scriptTask":
            assert element.details["script_format"] == "feel"
            assert feel.parse(element.details["script"])


@pytest.mark.parametrize("path", EACH)
def test_every_rule_step_calls_a_decision_of_the_file_beside_it(path):
    process = walk(path)
    called = {e.details["decision"] for e in process.model.elements.values() if e.kind == "businessRuleTask"}

    assert called
    assert called <= process.decisions.decisions.keys()
    assert all(e.details["result_variable"] for e in process.model.elements.values() if e.kind == "businessRuleTask")


@pytest.mark.parametrize("path", EACH)
def test_what_a_rule_asks_for_is_asked_in_a_form_or_made_on_the_way(path):
    process = walk(path)
    asked = {field.id for element in process.model.elements.values() for field in element.form}

    assert {found.name for found in process.decisions.inputs.values()} <= asked


def test_no_decision_of_ours_refuses_anything_by_itself():
    for path in MODELS:
        model = decisions.read(path.with_suffix(".dmn").read_bytes())
        for decision in model.decisions.values():
            if isinstance(decision.box, decisions.Table):
                results = [cell.text for rule in decision.box.rules for cell in rule.outputs]
                assert not [text for text in results if re.search(r"refus|reject|declin", text)], decision.name


@pytest.mark.parametrize("path", EACH)
def test_every_task_of_a_person_and_the_process_itself_carry_a_mark_that_can_be_read(path):
    process = walk(path)
    tasks = {element.id for element in process.model.elements.values() if element.kind == "userTask"}

    marks = read_marks(bpmn.read(path.read_bytes()))

    assert marks.findings == ()
    assert marks.values.keys() == tasks | {process.model.processes[0].id}
    assert all(values["target"] and values["customer_wording"] for values in marks.values.values())


def test_the_step_that_most_moves_wait_for_is_a_back_office_step_that_the_front_office_could_finish():
    path = next(path for path in MODELS if path.stem == "council-tax-move")
    step = walk(path).model.elements["confirm_liability"]

    mark = read_marks(bpmn.read(path.read_bytes())).values["confirm_liability"]

    assert (step.name, step.lane) == ("Confirm who is liable", "Revenues")
    assert mark["once_and_done"] == "yes"
