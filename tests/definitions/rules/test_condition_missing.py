"""condition-missing: Every way out of a choice has a condition, or is the default."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "condition-missing"

BAD = """
startEvent start
exclusiveGateway how "Approved?"
task check "Check it"
task reply "Write back"
endEvent end
start -> how
how -> check
how -> reply
check -> end
reply -> end
"""

GOOD = """
startEvent start
exclusiveGateway how "Approved?"
task check "Check it"
task reply "Write back"
endEvent end
start -> how
how -> check if "approved = true"
how -> reply default
check -> end
reply -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["how"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "does not say when" in found[0].message


def test_it_says_what_happens_until_it_is_mended():
    one_bare = BAD.replace("how -> check", 'how -> check if "approved = true"')

    assert "it is taken when no condition holds" in findings_of(RULE, one_bare)[0].message
    assert "Until then, people choose." in findings_of(RULE, BAD)[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
