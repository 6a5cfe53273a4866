"""flow-to-itself: A flow leads to another element."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "flow-to-itself"

BAD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
check -> check
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["check-check"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "back to itself" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
