"""event-subprocess: An event subprocess begins with one event that starts it."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "event-subprocess"

BAD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
subProcess late triggeredByEvent="true" {
startEvent begin
task ring "Ring the customer"
endEvent rung
begin -> ring -> rung
}
"""

GOOD = """
startEvent start
task check "Check it"
endEvent end
start -> check -> end
subProcess late triggeredByEvent="true" {
startEvent begin "Withdrawn" message="withdrawn"
task ring "Ring the customer"
endEvent rung
begin -> ring -> rung
}
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["late"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "needs one start event" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_no_flow_is_joined_to_it():
    assert "A flow is joined" in findings_of(RULE, f"{GOOD}\ncheck -> late")[0].message
