"""unreachable-step: Every node can be reached from where its process begins."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "unreachable-step"

BAD = """
startEvent start
task check "Check it"
task lonely "Write back"
endEvent end
start -> check -> end
lonely -> end
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["lonely"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "No path leads to" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
