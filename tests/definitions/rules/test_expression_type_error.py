"""expression-type-error: Values fit what is done with them."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "expression-type-error"

BAD = """
startEvent start
task check "Check it" times="upper case(3)"
endEvent end
start -> check -> end
"""

GOOD = """
startEvent start
task check "Check it" times="count(items) + 1"
endEvent end
start -> check -> end
"""

CONDITION = """
startEvent start
exclusiveGateway late "Is it late?"
endEvent end
endEvent reminded
start -> late
late -> end if "1 + 2 > today()"
late -> reminded default
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["check"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "takes a string" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_a_condition_that_never_holds_is_told():
    found = findings_of(RULE, CONDITION)

    assert "A number is never > a date." in found[0].message
