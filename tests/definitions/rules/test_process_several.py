"""process-several: A file holds one process to be run."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "process-several"

BAD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
process second
task reply "Write back"
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["second"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "Only the process" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_other_pools_are_explanation_when_one_process_is_executable():
    drawing = f'{GOOD}\nprocess second executable="false"\ntask reply "Write back"'

    assert [finding.severity for finding in findings_of(RULE, drawing)] == ["info"]
