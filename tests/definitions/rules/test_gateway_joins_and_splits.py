"""gateway-joins-and-splits: A gateway either joins or splits."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "gateway-joins-and-splits"

BAD = """
startEvent start
exclusiveGateway how
task check "Check it"
endEvent end
start -> how
how -> check if "again"
how -> end default
check -> how
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["how"]
    assert {finding.severity for finding in found} == {"info"}
    assert "joins and splits" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
