"""choice-without-label: The ways out of a choice say what they stand for."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "choice-without-label"

BAD = """
startEvent start
exclusiveGateway how "Approved?"
task check "Check it"
endEvent end
endEvent other
start -> how
how -> check
how -> other
check -> end
"""

GOOD = """
startEvent start
exclusiveGateway how "Approved?"
task check "Check it"
endEvent end
endEvent other
start -> how
how -> check if "approved = true"
how -> other default
check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["how"]
    assert {finding.severity for finding in found} == {"info"}
    assert "Name each answer" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
