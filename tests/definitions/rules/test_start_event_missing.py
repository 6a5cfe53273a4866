"""start-event-missing: Every process and subprocess begins with a start event."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "start-event-missing"

BAD = """
task check "Check it"
endEvent end
check -> end
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["process"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "has no start event" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
