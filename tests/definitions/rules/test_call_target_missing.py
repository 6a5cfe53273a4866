"""call-target-missing: A call activity calls a process of its file, or one that the council has."""

from __future__ import annotations

import pytest

from engine import bpmn
from engine.definitions.calling import Calling, Council
from engine.definitions.rules.call_target_missing import check
from tests.definitions.models import findings_of, model

RULE = "call-target-missing"

BAD = """
startEvent start
callActivity call "Take payment" calledElement="payment"
endEvent end
start -> call -> end
"""

GOOD = """
startEvent start
callActivity call "Take payment" calledElement="payment"
endEvent end
start -> call -> end
process payment
startEvent begin
task pay "Take the card"
endEvent paid
begin -> pay -> paid
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["call"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "which is not in this file" in found[0].message
    assert "Upload it" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_it_is_silent_where_the_council_has_the_process():
    drawn = bpmn.describe(bpmn.read(model(BAD)))

    assert list(check(Calling(drawn, Council({"payment": frozenset()})))) == []


@pytest.mark.parametrize(
    ("attributes", "says"),
    [
        ("", "does not say which process it calls"),
        ('calledElement="${which}"', "is an expression or no plain name"),
        ('calledElement="payment" camunda:calledElementBinding="version"', "is no whole number"),
        ('calledElement="payment" camunda:calledElementBinding="versionTag"', "is missing, or an expression"),
        ('calledElement="payment" camunda:calledElementBinding="newest"', "is none of: latest, deployment"),
        ('calledElement="payment" camunda:variableMappingClass="org.example.M"', "never runs here"),
    ],
)
def test_a_call_that_cannot_be_read_is_named_with_the_cause_and_a_person_does_the_step(attributes: str, says: str):
    (finding,) = findings_of(RULE, BAD.replace('calledElement="payment"', attributes))

    assert says in finding.message
    translated = bpmn.translate(bpmn.read(model(BAD.replace('calledElement="payment"', attributes))))
    assert bpmn.describe(translated.source).elements["call"].kind == "userTask"
