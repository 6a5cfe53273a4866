"""call-cycle: No process calls itself."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "call-cycle"

BAD = """
startEvent start
task check "Check it"
callActivity call "Again" calledElement="process"
endEvent end
start -> check -> call -> end
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["call"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "leads back to its own process" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
