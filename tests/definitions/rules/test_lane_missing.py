"""lane-missing: Every step is in a lane."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "lane-missing"

BAD = """
lane Planning: check
startEvent start
task check "Check it"
task reply "Write back"
endEvent end
start -> check -> reply -> end
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

    assert [finding.element for finding in found] == ["reply"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "is in no lane" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_a_process_without_lanes_is_told_once():
    found = findings_of(RULE, GOOD.replace("lane Planning: check", ""))

    assert [(finding.element, finding.severity) for finding in found] == [("process", "info")]
