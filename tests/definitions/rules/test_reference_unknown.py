"""reference-unknown: Every reference leads to something of the right kind in the file."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "reference-unknown"

BAD = """
lane Planning: gone
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""

GOOD = """
lane Planning: check
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["lane-planning"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "which is not in the file" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
