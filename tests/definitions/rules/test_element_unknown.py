"""element-unknown: Every element of a process is one that BPMN knows."""

from __future__ import annotations

from tests.definitions.models import SOUND, findings_of

RULE = "element-unknown"

BAD = """
startEvent start
wobbleTask check "Check it"
userTask reply "Reply"
endEvent end
start -> check -> reply -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["check"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "wobbleTask" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, SOUND) == []
