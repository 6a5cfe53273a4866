"""Where a model does not say how to choose, it is told what to type, in its own names."""

from __future__ import annotations

from engine.bpmn import describe, read
from engine.bpmn.model import Model
from engine.definitions.advising import add_question, what_to_type
from tests.definitions.models import model

ASKED = """
startEvent start
userTask take "Take it" field="on_round:{kind}"
exclusiveGateway how "On a round?"
task check "Check it"
task reply "Write back"
start -> take -> how
how -> check
how -> reply
"""


def drawn(text: str) -> Model:
    return describe(read(model(text)))


def typed(text: str) -> str:
    found = drawn(text)
    return what_to_type(found, found.flows["how-check"])


def test_the_example_uses_the_key_of_a_question_that_is_asked_before():
    assert typed(ASKED.format(kind="boolean")) == (
        "For example, on the way to “Check it” type on_round = true, after the question asked at “Take it”."
    )
    assert "type on_round > 100," in typed(ASKED.format(kind="long"))


def test_where_nothing_fit_is_asked_it_says_which_question_to_add_and_to_which_step():
    for text in (ASKED.format(kind="string"), ASKED.replace(' field="on_round:{kind}"', "")):
        assert typed(text) == (
            "Add to the form of “Take it” a question with the key on_a_round. "
            'Then, on the way to “Check it”, type on_a_round = "yes".'
        )


def test_without_a_step_before_it_the_sentence_still_stands():
    assert typed(ASKED.replace("start -> take -> how", "start -> how")).startswith(
        "Add to the form of a step before it a question"
    )


def test_of_several_answers_the_one_that_the_way_is_called_after_is_the_example():
    form = (
        '<bpmn:userTask id="take" name="Take it"><bpmn:extensionElements><camunda:formData>'
        '<camunda:formField id="road" label="Road" type="enum"><camunda:value id="a" name="Main"/>'
        '<camunda:value id="b" name="Side"/></camunda:formField></camunda:formData>'
        "</bpmn:extensionElements></bpmn:userTask>"
    )
    text = ASKED.replace('userTask take "Take it" field="on_round:{kind}"', form).replace(
        "how -> check", '<bpmn:sequenceFlow id="how-check" name="side" sourceRef="how" targetRef="check" />'
    )
    assert 'type road = "b",' in typed(text)


def test_names_that_nothing_gives_are_to_be_asked_or_spelt_as_they_are():
    found = drawn(ASKED.format(kind="boolean"))

    assert add_question(found, found.elements["how"], ["rounds"]) == (
        "Add to the form of “Take it” a question with the key rounds. "
        "Or check the spelling: before it the model asks on_round."
    )
