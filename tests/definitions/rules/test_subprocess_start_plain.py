"""subprocess-start-plain: A subprocess has no second beginning beside its start."""

from __future__ import annotations

from tests.definitions.models import findings_of

RULE = "subprocess-start-plain"

BAD = """
startEvent start
subProcess sub {
startEvent inner
task check "Check it"
task lonely "Write back"
endEvent innerEnd
inner -> check -> innerEnd
lonely -> innerEnd
}
endEvent end
start -> sub -> end
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

    assert [finding.element for finding in found] == ["lonely"]
    assert {finding.severity for finding in found} == {"warning"}
    assert "Nothing leads to" in found[0].message


def test_it_is_silent_on_a_sound_model():
    assert findings_of(RULE, GOOD) == []
