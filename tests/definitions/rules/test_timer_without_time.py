"""timer-without-time: A timer says how long, until when, or how often."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "timer-without-time"

BAD = """
startEvent start
intermediateCatchEvent wait "Wait" timer=""
task check "Check it"
endEvent end
start -> wait -> check -> end
"""

GOOD = """
startEvent start
intermediateCatchEvent wait "Wait" timer="P5D"
task check "Check it"
endEvent end
start -> wait -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["wait"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "has no time" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
