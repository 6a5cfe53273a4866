"""name-unknown: A condition or priority speaks of answers that some step gives."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "name-unknown"

BAD = """
startEvent start
userTask check "Check it" field="amount:long"
exclusiveGateway how "Dear?"
endEvent end
endEvent other
start -> check -> how
how -> end if "amount > 100 and amuont < 500"
how -> other default
"""

GOOD = """
startEvent start
userTask check "Check it" field="amount:long"
exclusiveGateway how "Dear?"
endEvent end
endEvent other
start -> check -> how
how -> end if "amount > 100 and amount < 500"
how -> other default
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["how-end"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "“amuont”" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_a_priority_is_looked_at_too():
    drawn = GOOD.replace('field="amount:long"', 'field="amount:long" bpr:priority="if amuont = 1 then 80 else 50"')

    (found,) = findings_of(RULE, drawn)

    assert (found.element, "priority" in found.message, "“amuont”" in found.message) == ("check", True, True)
