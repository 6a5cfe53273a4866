"""service-step: What another system is to do is a step of a person, until that system is joined."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "service-step"

BAD = """
startEvent start
serviceTask post "Post the charge"
endEvent end
start -> post -> end
"""

GOOD = """
startEvent start
userTask post "Record in the revenues system"
endEvent end
start -> post -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["post"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "No system is joined" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
