"""condition-unreadable: Every condition is FEEL."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "condition-unreadable"

BAD = """
startEvent start
exclusiveGateway how "Approved?"
task check "Check it"
endEvent end
start -> how
how -> check if "amount > > 100"
how -> end default
check -> end
"""

GOOD = """
startEvent start
exclusiveGateway how "Approved?"
task check "Check it"
endEvent end
start -> how
how -> check if "amount > 100"
how -> end default
check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["how-check"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "cannot be read" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
