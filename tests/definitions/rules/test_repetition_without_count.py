"""repetition-without-count: A step that is repeated says how often."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "repetition-without-count"

BAD = """
startEvent start
task check "Check it" times=""
endEvent end
start -> check -> end
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["check"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "Set a number or a list" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_a_loop_says_until_when():
    loop = '<bpmn:task id="again"><bpmn:standardLoopCharacteristics /></bpmn:task>'

    assert [finding.element for finding in findings_of(RULE, f"{GOOD}\n{loop}")] == ["again"]
