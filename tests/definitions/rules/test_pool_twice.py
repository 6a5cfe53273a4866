"""pool-twice: A process has one pool."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "pool-twice"

BAD = """
pool council process="process"
pool partner process="process"
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""

GOOD = """
pool council process="process"
pool customer
startEvent start
task check "Check it"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["partner"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "another pool shows too" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
