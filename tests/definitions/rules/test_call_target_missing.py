"""call-target-missing: A call activity calls a process of the same file."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "call-target-missing"

BAD = """
startEvent start
callActivity call "Take payment" calledElement="payment"
endEvent end
start -> call -> end
"""

GOOD = """
startEvent start
callActivity call "Take payment" calledElement="payment"
endEvent end
start -> call -> end
process payment
startEvent begin
task pay "Take the card"
endEvent paid
begin -> pay -> paid
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["call"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "which is not in this file" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
