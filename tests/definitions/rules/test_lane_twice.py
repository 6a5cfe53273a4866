"""lane-twice: A step is in one lane."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "lane-twice"

BAD = """
<bpmn:laneSet id="lanes"><bpmn:lane id="one"><bpmn:flowNodeRef>check</bpmn:flowNodeRef></bpmn:lane>
<bpmn:lane id="two"><bpmn:flowNodeRef>check</bpmn:flowNodeRef></bpmn:lane></bpmn:laneSet>
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""

GOOD = """
lane Planning: check
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["two"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "in another lane too" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
