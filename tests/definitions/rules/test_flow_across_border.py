"""flow-across-border: A flow stays inside its process or subprocess."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "flow-across-border"

BAD = """
startEvent start
subProcess sub {
startEvent inner
task check "Check it"
endEvent innerEnd
inner -> check -> innerEnd
}
endEvent end
start -> sub -> end
start -> check
"""

GOOD = """
startEvent start
subProcess sub {
startEvent inner
task check "Check it"
endEvent innerEnd
inner -> check -> innerEnd
}
endEvent end
start -> sub -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["start-check"]
    assert {finding.severity for finding in found} == {"must-fix"}
    assert "crosses the border" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
