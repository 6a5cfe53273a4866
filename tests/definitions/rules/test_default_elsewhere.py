"""default-elsewhere: A default way leaves the element it is the default of."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "default-elsewhere"

BAD = """
startEvent start
<bpmn:exclusiveGateway id="how" default="elsewhere" />
task check "Check it"
endEvent end
start -> how -> check -> end
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["how"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "is not one of its ways out" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
