"""gateway-direction: A gateway does what its stated direction says."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "gateway-direction"

BAD = """
startEvent start
exclusiveGateway how gatewayDirection="Diverging"
exclusiveGateway back
task check "Check it"
endEvent end
start -> back -> how -> check -> end
check -> how
"""

GOOD = """
startEvent start
exclusiveGateway how gatewayDirection="Diverging"
task check "Check it"
endEvent end
start -> how
how -> check if "urgent"
how -> end default
check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["how"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "is said to be diverging" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
