"""way-disagrees: What an element says of its flows agrees with the flows."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "way-disagrees"

BAD = """
startEvent start
task check "Check it"
<bpmn:task id="reply" name="Write back"><bpmn:outgoing>start-check</bpmn:outgoing></bpmn:task>
endEvent end
start -> check -> reply -> end
"""

GOOD = """
startEvent start
task check "Check it"
<bpmn:task id="reply" name="Write back"><bpmn:outgoing>reply-end</bpmn:outgoing></bpmn:task>
endEvent end
start -> check -> reply -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["reply"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "joined elsewhere" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
