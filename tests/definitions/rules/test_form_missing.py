"""form-missing: A user task has a form."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "form-missing"

BAD = """
startEvent start
userTask check "Check it"
endEvent end
start -> check -> end
"""

GOOD = """
startEvent start
userTask check "Check it" field="shape:string"
endEvent end
start -> check -> end
"""


def test_it_names_what_is_wrong():
    found = findings_of(RULE, BAD)

    assert [finding.element for finding in found] == ["check"]
    assert {finding.severity for finding in found} == {"info"}
    assert "asks for no answers" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
