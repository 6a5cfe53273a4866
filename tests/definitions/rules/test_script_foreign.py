"""script-foreign: A script is FEEL."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "script-foreign"

BAD = """
startEvent start
scriptTask fee "Work out the fee" scriptFormat="groovy" script="fee = 206"
endEvent end
start -> fee -> end
"""

GOOD = """
startEvent start
scriptTask fee "Work out the fee" scriptFormat="feel" script="{fee: 206}"
endEvent end
start -> fee -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["fee"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "is written in groovy" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_a_script_step_without_a_script_is_told():
    assert "has no script" in findings_of(RULE, 'scriptTask fee "Fee" scriptFormat="feel"')[0].message
