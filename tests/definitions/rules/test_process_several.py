"""process-several: A file says which of its processes are run."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "process-several"

BAD = """
process first executable="false"
task check "Check it"
process second executable="false"
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

    (found,) = findings_of(RULE, drawing)
    assert (found.severity, "is run, not" in found.message) == ("info", True)


def test_another_executable_pool_is_said_to_become_a_process_of_its_own():
    drawing = f'{GOOD}\nprocess second\ntask reply "Write back"'

    (found,) = findings_of(RULE, drawing)
    assert (found.severity, "becomes a process of its own" in found.message) == ("info", True)
