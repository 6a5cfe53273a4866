"""name-twice: Two steps of a process have different names."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "name-twice"

BAD = """
startEvent start
task check "Check it"
task again "Check it"
endEvent end
start -> check -> again -> end
"""

GOOD = """
startEvent start
task check "Check it"
task again "Check it again"
endEvent end
start -> check -> again -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["again"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "is called" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
