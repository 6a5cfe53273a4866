"""What can still come after a step, and which stage of the journey that makes it."""

from __future__ import annotations

import pytest

from engine import definitions
from engine.definitions import Mark, RunningVersion
from engine.store import reading
from tests.definitions.test_deploying import deploy

SIMPLE = """
lane Planning: list pay repair check
startEvent start
userTask list "Have it listed"
userTask pay "Pay"
userTask repair "Repair it"
boundaryEvent late "After 5 days" on="repair" timer="P5D"
userTask check "Look after it"
endEvent end
start -> list -> pay -> repair -> end
late -> check -> repair
"""
HELD = """
lane Planning: first inner second
startEvent start
userTask first "First"
subProcess sub {
startEvent in
userTask inner "Inner"
endEvent out
in -> inner -> out
}
userTask second "Second"
endEvent end
start -> first -> sub -> second -> end
"""
WAITING = """
lane Planning: repair ask tell chase
startEvent start
parallelGateway split
userTask repair "Repair it"
userTask ask "Ask"
boundaryEvent late "After 5 days" on="ask" timer="P5D"
userTask chase "Chase"
intermediateCatchEvent answer "Answer" message="answer"
userTask tell "Tell"
endEvent end
endEvent told
endEvent chased
start -> split -> repair -> end
split -> ask -> answer -> tell -> told
late -> chase -> chased
"""
UNDONE = """
lane Planning: book undo pay free other z
startEvent start
userTask book "Book"
boundaryEvent booked on="book" compensate=""
userTask undo "Take it back" isForCompensation="true"
<association xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="j" sourceRef="booked" targetRef="undo" />
userTask pay "Pay"
intermediateThrowEvent back "Take all back" compensate=""
adHocSubProcess any {
<completionCondition xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL">1 = 1</completionCondition>
userTask free "Free"
userTask other "Other"
}
userTask z "Last"
endEvent end
start -> book -> pay -> back -> any -> z -> end
"""


@pytest.fixture
def running(store, council):
    """A version of the lines, as cases run it."""

    def of(lines: str) -> RunningVersion:
        version_id = deploy(store, council, lines).version_id
        with reading(store) as work:
            return definitions.running_version(work, version_id)

    return of


def fulfilment(*keys: str) -> dict[str, Mark]:
    return {key: Mark(key, stage="fulfilment") for key in keys}


def test_what_follows_is_found_along_ways_and_events_at_a_border(running):
    version = running(SIMPLE)

    assert definitions.steps_after(version, "list") == {"pay", "repair", "check"}
    assert definitions.steps_after(version, "repair") == {"repair", "check"}, "the check leads back to the repair"


def test_fulfilment_with_a_step_of_the_contact_still_to_come_is_of_the_contact(running):
    version = running(SIMPLE)
    marks = fulfilment("list", "repair", "check")

    assert definitions.stage_of(version, marks, "list") == "contact", "the payment comes later"
    assert definitions.stage_of(version, marks, "repair") == "fulfilment"
    assert definitions.stage_of(version, fulfilment("list", "repair"), "repair") == "contact", "the check may come"


def test_a_step_that_is_marked_with_no_stage_is_of_the_contact(running):
    assert definitions.stage_of(running(SIMPLE), {}, "repair") == "contact"


@pytest.mark.parametrize(
    ("step", "stage"),
    [
        ('businessRuleTask check "Look after it" camunda:decisionRef="x"', "contact"),
        ('scriptTask check "Look after it" scriptFormat="feel" camunda:resultVariable="y" script="1"', "fulfilment"),
    ],
)
def test_a_rule_that_decides_later_is_a_decision_to_come_and_a_script_is_none(running, step, stage):
    version = running(SIMPLE.replace('userTask check "Look after it"', step))

    assert definitions.stage_of(version, fulfilment("repair"), "repair") == stage


def test_what_follows_a_subprocess_follows_what_is_in_it(running):
    version = running(HELD)

    assert definitions.steps_after(version, "first") == {"inner", "second"}
    assert definitions.steps_after(version, "inner") == {"second"}
    assert definitions.steps_after(version, "second") == set()


def test_what_undoes_a_step_can_come_before_the_event_that_undoes_and_not_after(running):
    version = running(UNDONE)

    assert definitions.steps_after(version, "pay") == {"undo", "free", "other", "z"}
    assert definitions.steps_after(version, "undo") == {"undo", "free", "other", "z"}
    assert definitions.steps_after(version, "z") == set()


def test_the_steps_of_an_ad_hoc_subprocess_can_come_again(running):
    assert definitions.steps_after(running(UNDONE), "free") == {"free", "other", "z"}


def test_what_follows_an_event_that_the_case_waits_for_can_still_come(running):
    version = running(WAITING)
    marks = fulfilment("repair")

    assert definitions.stage_of(version, marks, "repair") == "fulfilment"
    assert definitions.stage_of(version, marks, "repair", ["answer"]) == "contact"
    assert definitions.stage_of(version, marks, "repair", ["late"]) == "fulfilment", "it ends with its own step"
