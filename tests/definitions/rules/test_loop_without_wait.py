"""loop-without-wait: A loop passes a step or an event that waits."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "loop-without-wait"

BAD = """
startEvent start
exclusiveGateway again
scriptTask add "Add one" scriptFormat="feel" script="{n: n + 1}"
exclusiveGateway more
task check "Check it"
endEvent end
start -> again -> add -> more
more -> again if "n > 0"
more -> check default
check -> end
"""

GOOD = """
startEvent start
exclusiveGateway again
task check "Check it"
exclusiveGateway more
endEvent end
start -> again -> check -> more
more -> again if "unclear"
more -> end default
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["again"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "nobody waits" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
