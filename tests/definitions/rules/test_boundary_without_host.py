"""boundary-without-host: A boundary event sits on a step or subprocess beside it."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "boundary-without-host"

BAD = """
startEvent start
task check "Check it"
boundaryEvent late "Late" on="gone" timer="P5D"
endEvent end
start -> check -> end
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
    assert "sits on no step" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
