"""subprocess-empty: A subprocess holds at least one step."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "subprocess-empty"

BAD = """
startEvent start
task check "Check it"
subProcess sub {
}
endEvent end
start -> check -> sub -> end
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

    assert [finding.element for finding in found] == ["sub"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "holds no step" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
