"""decision-missing: A rule step names its decision."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "decision-missing"

BAD = """
startEvent start
businessRuleTask rule "Set the priority"
endEvent end
start -> rule -> end
"""

GOOD = """
startEvent start
businessRuleTask rule "Set the priority" camunda:decisionRef="priority"
endEvent end
start -> rule -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["rule"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "names no decision" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
