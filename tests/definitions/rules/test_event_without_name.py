"""event-without-name: What an event waits for or tells has a name."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "event-without-name"

BAD = """
startEvent start
intermediateCatchEvent wait "Wait for the plans" message=""
task check "Check it"
endEvent end
start -> wait -> check -> end
"""

GOOD = """
startEvent start
intermediateCatchEvent wait "Wait for the plans" message="plans received"
task check "Check it"
endEvent end
start -> wait -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["wait"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "does not say which message" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []


def test_what_only_tells_is_a_warning():
    drawing = GOOD.replace(
        'intermediateCatchEvent wait "Wait for the plans" message="plans received"',
        'intermediateThrowEvent wait "Tell" message=""',
    )

    assert [finding.severity for finding in findings_of(RULE, drawing)] == ["warning"]
