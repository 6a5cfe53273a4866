"""not-executable: A process says that it can be run."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "not-executable"

BAD = """
process drawn executable="false"
task check "Check it"
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["drawn"]
    assert {finding.severity for finding in found} == {"info"}
    assert "not marked as executable" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
