"""expression-unreadable: Every expression of an element is FEEL."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "expression-unreadable"

BAD = """
startEvent start
task check "Check it" times="3 +* 2"
endEvent end
start -> check -> end
"""

GOOD = """
startEvent start
task check "Check it" times="3"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["check"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "cannot be read" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
