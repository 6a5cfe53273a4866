"""implicit-split: One flow leaves a step or an event."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "implicit-split"

BAD = """
startEvent start
task check "Check it"
task reply "Write back"
endEvent end
endEvent other
start -> check
check -> reply
check -> end
reply -> other
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["check"]
    assert {finding.severity for finding in found} == {"info"}
    assert "2 flows leave" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
