"""The steps of a model: of the process that is run and of what it calls, with their forms."""

from __future__ import annotations

from engine.bpmn import describe, read
from engine.definitions.step import linked_forms, main_process, read_start_fields, read_steps
from tests.definitions.models import SOUND, model

CALLING = """
startEvent start
callActivity call "Take payment" calledElement="payment"
endEvent end
start -> call -> end
process payment executable="false"
startEvent begin
userTask pay "Take the card" field="receipt:string"
endEvent paid
begin -> pay -> paid
process other executable="false"
task never "Never"
"""


def described(drawing):
    return describe(read(model(drawing)))


def test_the_executable_process_is_run():
    found = described('task a "A"\nprocess second executable="true"\ntask b "B"'.replace("task a", "startEvent a"))

    assert main_process(found).id == "second"
    assert main_process(described("startEvent a")) is None


def test_steps_of_called_processes_belong_to_the_version():
    found = described(CALLING)

    steps, findings = read_steps(found, main_process(found), {})

    assert [step.element for step in steps] == ["call", "pay"]
    assert [field.key for field in steps[1].fields] == ["receipt"]
    assert findings == ()


def test_a_form_is_found_by_its_id_or_its_file_name():
    drawing = SOUND.replace('"Check it"', '"Check it" camunda:formKey="camunda-forms:deployment:plans.form"')
    found = described(drawing)
    form = b'{"id": "other", "components": []}'

    for forms in ({"plans.form": form}, {"x.form": form.replace(b"other", b"plans")}):
        steps, findings = read_steps(found, main_process(found), forms)
        assert (steps[0].fields, findings) == ((), ())
        assert linked_forms(found, main_process(found), {**forms, "unused": b"x"}) == {
            "plans": next(iter(forms.values()))
        }


def test_the_plain_start_event_asks_before_others():
    found = described(
        'startEvent late "Late" message="late" field="b:string"\nstartEvent start "Now" field="a:string"\ntask t "T"'
    )

    fields, findings = read_start_fields(found, main_process(found), {})

    assert [field.key for field in fields] == ["a"]
    assert findings == ()
    assert read_start_fields(described(SOUND), main_process(described(SOUND)), {}) == ((), ())
