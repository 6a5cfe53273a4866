"""start-plain-twice: A process or subprocess has one plain start event."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "start-plain-twice"

BAD = """
startEvent start
startEvent second
task check "Check it"
endEvent end
start -> check -> end
second -> check
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["second"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "another plain start event" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
