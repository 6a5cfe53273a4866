"""default-with-condition: The default way has no condition."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "default-with-condition"

BAD = """
startEvent start
exclusiveGateway how "Approved?"
task check "Check it"
endEvent end
endEvent other
start -> how
how -> check if "approved = true"
how -> other if "approved = false" default
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

    assert [finding.element for finding in found] == ["how-other"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "has a condition" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
