"""start-with-way-in: Nothing leads to a start event."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "start-with-way-in"

BAD = """
startEvent start
task check "Check it"
endEvent end
exclusiveGateway how
start -> check -> how
how -> start if "again"
how -> end default
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["start"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "leads to the start event" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
