"""dangling-flow: A flow leads from one element to another."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "dangling-flow"

BAD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
<bpmn:sequenceFlow id="loose" sourceRef="check" targetRef="gone" />
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["loose"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "has no end" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
