"""default-missing: A choice has a way to go when no condition holds."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "default-missing"

BAD = """
startEvent start
exclusiveGateway how "Approved?"
task check "Check it"
endEvent end
endEvent other
start -> how
how -> check if "approved = true"
how -> other if "approved = false"
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
    assert {finding.severity for finding in found} == {"warning"}
    assert "has no default" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
