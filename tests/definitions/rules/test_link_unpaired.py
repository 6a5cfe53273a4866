"""link-unpaired: A link that is thrown is caught once, in the same process."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "link-unpaired"

BAD = """
startEvent start
task check "Check it"
intermediateThrowEvent away "A" link="A"
endEvent end
start -> check -> away
"""

GOOD = """
startEvent start
task check "Check it"
intermediateThrowEvent away "A" link="A"
intermediateCatchEvent back "A" link="A"
endEvent end
start -> check -> away
back -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["away"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "has no partner" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
