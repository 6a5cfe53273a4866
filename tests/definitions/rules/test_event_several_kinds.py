"""event-several-kinds: An event waits for one thing."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "event-several-kinds"

BAD = """
startEvent start
intermediateCatchEvent wait "Wait" timer="P5D" signal="go"
task check "Check it"
endEvent end
start -> wait -> check -> end
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["wait"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "several kinds" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
