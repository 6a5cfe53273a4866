"""condition-ignored: Conditions stand only where a choice is made."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "condition-ignored"

BAD = """
startEvent start
task check "Check it"
endEvent end
start -> check if "urgent"
check -> end
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["start-check"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "makes no choice" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
