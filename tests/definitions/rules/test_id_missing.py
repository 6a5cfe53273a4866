"""id-missing: Every element and flow has an id."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "id-missing"

BAD = """
startEvent start
<bpmn:task name="Check it" />
task reply "Write back"
endEvent end
start -> reply -> end
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == [""]
    assert {finding.severity for finding in found} == {"warning"}
    assert "has no id" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
