"""boundary-with-way-in: Nothing leads to a boundary event."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "boundary-with-way-in"

BAD = """
startEvent start
task check "Check it"
boundaryEvent late "Late" on="check" timer="P5D"
endEvent end
start -> check -> end
start -> late
late -> end
"""

GOOD = """
startEvent start
task check "Check it"
boundaryEvent late "Late" on="check" timer="P5D"
endEvent end
start -> check -> end
late -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["late"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "leads to the boundary event" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
