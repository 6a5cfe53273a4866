"""end-with-way-out: Nothing follows an end event."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "end-with-way-out"

BAD = """
startEvent start
task check "Check it"
endEvent end
endEvent last
start -> check -> end -> last
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["end"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "leaves the end event" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
