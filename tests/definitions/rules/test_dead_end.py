"""dead-end: A path finishes in an end event."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "dead-end"

BAD = """
startEvent start
task check "Check it"
task reply "Write back"
endEvent end
exclusiveGateway how
start -> how
how -> check if "urgent"
how -> reply default
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

    assert [finding.element for finding in found] == ["reply"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "Nothing follows" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
