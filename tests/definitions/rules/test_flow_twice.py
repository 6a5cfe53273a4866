"""flow-twice: Two elements are joined by one flow."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "flow-twice"

BAD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
<bpmn:sequenceFlow id="twice" sourceRef="check" targetRef="end" />
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["twice"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "joins the same elements" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
