"""error-not-caught: An error that ends a subprocess is caught at its border."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "error-not-caught"

BAD = """
startEvent start
subProcess sub {
startEvent inner
task check "Check it"
endEvent failed "Not found" error="not-found"
inner -> check -> failed
}
endEvent end
start -> sub -> end
"""

GOOD = """
startEvent start
subProcess sub {
startEvent inner
task check "Check it"
endEvent failed "Not found" error="not-found"
inner -> check -> failed
}
boundaryEvent caught "Not found" on="sub" error="not-found"
endEvent end
start -> sub -> end
caught -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["failed"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "Nothing in this model catches" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
